// What users say of themselves, and who may see what of them.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { EntityManager, Repository } from 'typeorm'
import { Avatars } from '../attachments/avatars.js'
import type { Actor } from '../auth/actor.js'
import { LiveSessions } from '../auth/live-sessions.js'
import { keepNames } from '../auth/user-names.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { User } from '../database/entities/index.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { meView, type MeView } from './me.view.js'
import type { UpdateMeDto } from './people.dto.js'

/** What changes about somebody; what is undefined stays as it is. */
export type Changes = UpdateMeDto & { externalId?: string | null | undefined; bot?: boolean | undefined }

@Injectable()
export class Profiles {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly avatars: Avatars,
    private readonly sessions: LiveSessions,
    private readonly people: ConnectedPeople,
    private readonly limits: RateLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The actor, as they see themselves. */
  async me(actor: Actor): Promise<MeView> {
    return meView(await this.users.findOneByOrFail({ id: actor.id }), this.config.base)
  }

  /**
   * Changes what is given; the rest stays. From the answer on it holds on this node, and on the others within a second.
   * @throws ChatError `attachment_not_found`, `validation_failed` for an avatar that is no picture, `rate_limited`, `unauthenticated`, `unavailable`
   */
  async update(actor: Actor, changes: UpdateMeDto): Promise<MeView> {
    this.limits.take('signals', actor.id)
    return meView(await this.change(actor, changes, 'unauthenticated'), this.config.base)
  }

  /**
   * The same for somebody's backend, which may change more of them.
   * @param gone what is thrown where they are erased meanwhile
   * @throws ChatError as `update`, `user_not_found`; QueryFailedError for the `externalId` of somebody else
   */
  async change(
    actor: Pick<Actor, 'id'>,
    changes: Changes,
    gone: ErrorCode = 'user_not_found',
  ): Promise<User> {
    const { avatar } = changes
    const picture = typeof avatar === 'string' ? await this.avatars.make(actor, avatar) : avatar
    const user = await this.users.manager.transaction((manager) =>
      this.store(manager, actor.id, changes, picture, gone),
    )
    this.sessions.changed(user)
    this.people.announce(user.id)
    return user
  }

  /** @param picture null for none any more, undefined for the one that there is */
  private async store(
    manager: EntityManager,
    id: string,
    { display_name: displayName, about, privacy = {}, externalId, bot }: Changes,
    picture: Buffer | null | undefined,
    gone: ErrorCode,
  ): Promise<User> {
    const given = {
      ...{ displayName, about, externalId, bot },
      avatarId: picture && (() => 'keep_avatar(:picture)'),
      privacyLastSeen: privacy.last_seen,
      privacyReadReceipts: privacy.read_receipts,
      privacyDirect: privacy.direct,
    }
    const changes = Object.entries(given).filter(([, value]) => value !== undefined)
    await manager
      .createQueryBuilder()
      .update(User)
      // Counted up with all that their connections have to learn.
      .set({ ...Object.fromEntries(changes), version: () => 'version + 1' })
      .where('id = :id AND erased <> id', { id })
      .setParameters(picture ? { picture } : {})
      .execute()
    const user = await manager.findOneByOrFail(User, { id })
    // Meanwhile.
    if (user.erased === id) throw new ChatError(gone)
    if (displayName !== undefined) await keepNames(manager, user)
    return user
  }
}
