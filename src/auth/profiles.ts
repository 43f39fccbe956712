// What users say of themselves, and who may see what of them.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { Repository } from 'typeorm'
import { RateLimits } from '../common/rate-limits.js'
import { User } from '../database/entities/index.js'
import type { Actor } from './actor.js'
import type { UpdateMeDto } from './auth.dto.js'
import { LiveSessions } from './live-sessions.js'
import { meView, type MeView } from './me.view.js'

@Injectable()
export class Profiles {
  /** Ids of users who have changed something of it on this node. */
  readonly changed = new Subject<string>()

  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly sessions: LiveSessions,
    private readonly limits: RateLimits,
  ) {}

  /** The actor, as they see themselves. */
  async me(actor: Actor): Promise<MeView> {
    return meView(await this.users.findOneByOrFail({ id: actor.id }))
  }

  /**
   * Changes what is given; the rest stays. From the answer on it holds on this node, and on the others within a second.
   * @throws ChatError `rate_limited`, `unavailable`
   */
  async update(actor: Actor, { display_name: displayName, privacy = {} }: UpdateMeDto): Promise<MeView> {
    this.limits.take('signals', actor.id)
    const given = {
      displayName,
      privacyLastSeen: privacy.last_seen,
      privacyReadReceipts: privacy.read_receipts,
      privacyDirect: privacy.direct,
    }
    const changes = Object.entries(given).filter(([, value]) => value !== undefined)
    // Counted up with all that their connections have to learn.
    const set = { ...Object.fromEntries(changes), version: () => 'version + 1' }
    await this.users.update({ id: actor.id }, set)
    const user = await this.users.findOneByOrFail({ id: actor.id })
    this.sessions.changed(user)
    this.changed.next(user.id)
    return meView(user)
  }
}
