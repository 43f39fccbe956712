// Whether somebody's password is right: for all who ask, wrong ones are counted here, and refused once there are too many.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Repository } from 'typeorm'
import { audit } from '../common/audit.js'
import { wrongField, type ChatError } from '../common/errors.js'
import { RateLimits, addressKey } from '../common/rate-limits.js'
import { User } from '../database/entities/index.js'
import type { Actor } from './actor.js'
import { Passwords, type Hasher } from './passwords.js'

/** A password that somebody has typed. */
export interface Attempt {
  /** Whose it may be; of who does not exist, there is nothing but what was typed. */
  user: Pick<User, 'username'> & Partial<Pick<User, 'id' | 'passwordHash'>>
  password: string
  /** Where it comes from. */
  address: string
  /** What to throw where it is wrong. */
  wrong: () => ChatError
}

@Injectable()
export class PasswordCheck {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Asks somebody who is signed in once more, before what cannot be undone.
   * @param address where the request comes from
   * @returns the hash that was compared; null for who has no password here, and is asked for none
   * @throws ChatError `validation_failed` for a wrong password, or none, `rate_limited`, `unavailable`
   */
  confirm({ id, username }: Actor, password: string | undefined, address: string): Promise<string | null> {
    return this.passwords.inTurn(addressKey(address), username, async (hasher) => {
      const user = await this.users.findOneByOrFail({ id })
      if (!user.passwordHash) return null
      if (password === undefined) throw wrongField('password', 'password is missing')
      const wrong = () => wrongField('password', 'password is wrong')
      await this.assertRight(hasher, { user, password, address, wrong })
      return user.passwordHash
    })
  }

  /** @throws what `wrong` makes, and ChatError `rate_limited` after too many wrong ones, also for the right one */
  async assertRight(hasher: Hasher, { user, password, address, wrong }: Attempt): Promise<void> {
    const { username } = user
    const from = addressKey(address)
    const key = `${username} ${from}`
    await this.limits.assertAttemptLeft('loginsByAddress', from)
    await this.limits.assertAttemptLeft('logins', key)
    await this.limits.assertPace(username)
    if (!(await hasher.verify(user.passwordHash, password))) {
      // Who does not exist is not named: what was typed there may be a password.
      audit('signin.failed', { user_id: user.id, address })
      await this.limits.noteFailure(username)
      await this.limits.consume('loginsByAddress', from)
      await this.limits.consume('logins', key)
      throw wrong()
    }
    // Again: of many guesses sent at once, the right one must not profit from the limit being reached only meanwhile.
    await this.limits.assertAttemptLeft('logins', key)
  }
}
