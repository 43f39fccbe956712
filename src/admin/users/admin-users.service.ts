// People whom a backend brings along: made and changed by name, found by what it calls them, signed in because it says so.
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { randomUUID } from 'node:crypto'
import { MoreThan, type Repository } from 'typeorm'
import { AuthService } from '../../auth/auth.service.js'
import type { Caller } from '../../auth/caller.js'
import type { KeyHolder } from '../../auth/server-keys.js'
import type { SessionView } from '../../auth/session.view.js'
import { keepNames } from '../../auth/user-names.js'
import { audit } from '../../common/audit.js'
import { ChatError } from '../../common/errors.js'
import { partsOfCursor, toPage } from '../../common/paging.js'
import { ERASED_USERNAME } from '../../common/username.js'
import { CONFIG, type Config } from '../../config/config.js'
import { NOT_ERASED, User } from '../../database/entities/index.js'
import { isUniqueViolation } from '../../database/unique-violation.js'
import { Profiles } from '../../people/profiles.js'
import { adminUserView, type AdminUserPage, type AdminUserView } from './admin-user.view.js'
import type { ListUsersQuery, PutUserDto } from './admin-users.dto.js'

/** Below everybody’s id. */
const NOBODY = '00000000-0000-0000-0000-000000000000'
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

@Injectable()
export class AdminUsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly profiles: Profiles,
    private readonly auth: AuthService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * Makes somebody, or changes them: what is left out stays as it is. They have no password unless they had one.
   * @param username as it is kept
   * @throws ChatError `username_taken` for the `external_id` of somebody else, `attachment_not_found`, `validation_failed` for an
   *   avatar that is no picture, `rate_limited`, `unavailable`
   */
  async put(
    holder: KeyHolder,
    username: string,
    body: PutUserDto,
  ): Promise<{ created: boolean; user: AdminUserView }> {
    const known = await this.users.findOneBy({ username, erased: NOT_ERASED })
    const created = known ? undefined : await this.create(username, body)
    // Somebody else has made them meanwhile.
    const { id } = created ?? known ?? (await this.named(username))
    const user = created ?? (await this.change(id, body))
    audit('user.changed', { user_id: id, key: holder.id })
    return { created: created !== undefined, user: adminUserView(user, this.config.base) }
  }

  /** @throws ChatError `user_not_found` */
  async read(username: string): Promise<AdminUserView> {
    return adminUserView(await this.named(username), this.config.base)
  }

  /** Everybody, in no particular order, or who has an `external_id`. @throws ChatError `validation_failed` */
  async list({ external_id: externalId, limit, cursor }: ListUsersQuery): Promise<AdminUserPage> {
    const [after] = cursor === undefined ? [NOBODY] : partsOfCursor(cursor, ID)
    const rows = await this.users.find({
      where: { id: MoreThan(after), erased: NOT_ERASED, ...(externalId !== undefined && { externalId }) },
      order: { id: 'ASC' },
      take: limit + 1,
    })
    const page = toPage(rows, limit, ({ id }) => id)
    return {
      users: page.rows.map((user) => adminUserView(user, this.config.base)),
      next_cursor: page.next_cursor,
    }
  }

  /**
   * A session of somebody whose log-in is the backend's matter.
   * @param seconds after which it is over; as long as others unless given
   * @throws ChatError `user_not_found`, `forbidden` with AUTH_LOCAL=off
   */
  async issue(
    holder: KeyHolder,
    username: string,
    seconds: number | undefined,
    caller: Caller,
  ): Promise<SessionView> {
    const user = await this.named(username)
    return this.auth.issue(user, seconds, caller, holder.id)
  }

  private async named(username: string): Promise<User> {
    const user = await this.users.findOneBy({ username, erased: NOT_ERASED })
    if (!user) throw new ChatError('user_not_found')
    return user
  }

  /** Undefined where somebody is called so by now. */
  private async create(
    username: string,
    { display_name, about, avatar, privacy, external_id, bot }: PutUserDto,
  ): Promise<User | undefined> {
    if (username === ERASED_USERNAME) throw new ChatError('username_taken', 'Nobody may be called so.')
    // They have uploaded nothing yet.
    if (typeof avatar === 'string') throw new ChatError('attachment_not_found')
    const user = this.users.create({
      ...{ id: randomUUID(), username, displayName: display_name ?? username, avatarId: null },
      ...(about !== undefined && { about }),
      ...{ externalId: external_id ?? null, bot: bot ?? false },
      ...(privacy?.last_seen !== undefined && { privacyLastSeen: privacy.last_seen }),
      ...(privacy?.read_receipts !== undefined && { privacyReadReceipts: privacy.read_receipts }),
      ...(privacy?.direct !== undefined && { privacyDirect: privacy.direct }),
    })
    try {
      await this.users.manager.transaction(async (manager) => {
        await manager.insert(User, user)
        await keepNames(manager, user)
      })
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      if (await this.users.existsBy({ username, erased: NOT_ERASED })) return undefined
      throw externalIdTaken()
    }
    return this.users.findOneByOrFail({ id: user.id })
  }

  private change(id: string, { external_id, bot, ...profile }: PutUserDto): Promise<User> {
    return this.profiles
      .change({ id }, { ...profile, externalId: external_id, bot })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? externalIdTaken() : error
      })
  }
}

const externalIdTaken = () => new ChatError('username_taken', 'Somebody else has this external_id.')
