// Asks somebody who is signed in for their password once more, before what cannot be undone; wrong ones count like failed sign-ins.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Repository } from 'typeorm'
import { audit } from '../common/audit.js'
import { wrongField } from '../common/errors.js'
import { RateLimits, addressKey } from '../common/rate-limits.js'
import { User } from '../database/entities/index.js'
import type { Actor } from './actor.js'
import { Passwords, type Hasher } from './passwords.js'

@Injectable()
export class PasswordCheck {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /**
   * @param address where the request comes from
   * @returns the hash that was compared; null for who has no password here, and is asked for none
   * @throws ChatError `validation_failed` for a wrong password, or none, `rate_limited`, `unavailable`
   */
  confirm(actor: Actor, password: string | undefined, address: string): Promise<string | null> {
    return this.passwords.inTurn(addressKey(address), actor.username, (hasher) =>
      this.compare(actor, password, address, hasher),
    )
  }

  private async compare(
    { id, username }: Actor,
    password: string | undefined,
    address: string,
    hasher: Hasher,
  ): Promise<string | null> {
    const { passwordHash } = await this.users.findOneByOrFail({ id })
    if (!passwordHash) return null
    if (password === undefined) throw wrongField('password', 'password is missing')
    const key = `${username} ${addressKey(address)}`
    await this.limits.assertAttemptLeft('logins', key)
    await this.limits.assertPace(username)
    if (!(await hasher.verify(passwordHash, password))) {
      audit('signin.failed', { user_id: id, address })
      await this.limits.noteFailure(username)
      await this.limits.consume('loginsByAddress', addressKey(address))
      await this.limits.consume('logins', key)
      throw wrongField('password', 'password is wrong')
    }
    // Again: of many guesses sent at once, the right one must not profit from the limit being reached only meanwhile.
    await this.limits.assertAttemptLeft('logins', key)
    return passwordHash
  }
}
