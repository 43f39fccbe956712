// How people find each other, and what they see of each other.
import { Inject, Injectable } from '@nestjs/common'
import type { DataSource } from 'typeorm'
import { Avatars } from '../attachments/avatars.js'
import type { OpenAttachment } from '../attachments/open-attachment.js'
import type { Actor } from '../auth/actor.js'
import { sought } from '../auth/user-names.js'
import { userView } from '../auth/user.view.js'
import { ChatError } from '../common/errors.js'
import { partsOfCursor, toCursor } from '../common/paging.js'
import { CONFIG, type Config } from '../config/config.js'
import { User } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { PresenceService } from '../presence/presence.service.js'
import type { FindPeopleQuery } from './people.dto.js'
import { PEOPLE_NAMED, type UserRow } from './people-statements.js'
import type { ProfileView, UserPage } from './person.view.js'

/** Above every character, in the order of the database's bytes. */
const LAST_CHARACTER = '\u{10FFFF}'
/** Below every user's. */
const NO_ID = '00000000-0000-0000-0000-000000000000'
/** A user's id, and one of their names. */
const PLACE = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})([^\0]{1,40})$/u

/** Without a `name`, nobody was found. */
interface Row extends UserRow {
  name: string | null
  floor: string | null
}

@Injectable()
export class PeopleService {
  constructor(
    private readonly presence: PresenceService,
    private readonly avatars: Avatars,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * In the order of what was found of their names. A page that had to look through very many may hold fewer than `limit`, and still
   * have a next.
   * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`
   */
  async find(actor: Actor, { q, limit, cursor }: FindPeopleQuery): Promise<UserPage> {
    const start = sought(q)
    if (start === '') return { users: [], next_cursor: null }
    const [, id = NO_ID, name = start] = cursor === undefined ? [] : partsOfCursor(cursor, PLACE)
    const asked = [start, start + LAST_CHARACTER, name, id, limit + 1]
    const rows = await this.reads.page(actor.id, (source) => runPrepared<Row>(source, PEOPLE_NAMED, asked))
    const found = rows.filter((row) => row.name !== null)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const next = last && found.length > limit ? last.id + last.name : rows[0]!.floor
    return {
      users: page.map((row) => userView(row, this.config.base)),
      next_cursor: next === null ? null : toCursor(next),
    }
  }

  /** @param username as it is kept @throws ChatError `user_not_found`, `rate_limited`, `unavailable` */
  async read(actor: Actor, username: string): Promise<ProfileView> {
    const user = await this.named(actor, username)
    const { online, last_seen } = await this.presence.seenBy(actor, user.id)
    return { ...userView(user, this.config.base), about: user.about, online, last_seen }
  }

  /** @throws ChatError `user_not_found`, `attachment_not_found` for who has no picture, `rate_limited`, `unavailable` */
  async openAvatar(actor: Actor, username: string): Promise<OpenAttachment> {
    return this.avatars.open(actor, (await this.named(actor, username)).avatarId)
  }

  /** Somebody by their username, as it is kept. @throws ChatError `user_not_found`, `rate_limited`, `unavailable` */
  async named(actor: Actor, username: string): Promise<User> {
    const find = (source: DataSource) => source.getRepository(User).findOneBy({ username })
    const user = await this.reads.page(actor.id, find)
    if (!user) throw new ChatError('user_not_found')
    return user
  }
}
