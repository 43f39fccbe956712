// Whom a chatroom does not let in, by whatever way.
import { Inject, Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { userView } from '../auth/user.view.js'
import { audit } from '../common/audit.js'
import { type ErrorCode, wrongField } from '../common/errors.js'
import { inTime, timedPlace, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { userJson, type UserJson, userOf } from '../people/people-statements.js'
import { PeopleService } from '../people/people.service.js'
import { RoomLog } from '../room-log/room-log.js'
import type { CreateBanDto } from './bans.dto.js'
import type { BanPage } from './bans.view.js'
import { MembershipService } from './membership.service.js'
import { refusal, type Removed } from './moderation.js'
import { RequestNotices } from './request-notices.js'

/** $1 room, $2 before when and $3 whom, $4 how many: the latest first. */
export const BANS_OF: Prepared = {
  name: 'bans_of',
  text: `
    SELECT b.until, b.reason, b.created_at, ${userJson('u')} AS "user", ${userJson('a')} AS banned_by
    FROM (
      SELECT * FROM bans b
      WHERE b.chatroom_id = $1 AND (b.created_at, b.user_id) < ($2::timestamptz, $3::uuid) AND (b.until IS NULL OR b.until > now())
      ORDER BY b.created_at DESC, b.user_id DESC LIMIT $4
    ) b
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = b.user_id LIMIT 1) u
    CROSS JOIN LATERAL (SELECT * FROM users a WHERE a.id = b.banned_by LIMIT 1) a
    ORDER BY b.created_at DESC, b.user_id DESC`,
}

interface Row {
  until: Date | null
  reason: string | null
  created_at: Date
  user: UserJson
  banned_by: UserJson
}

const BAN = 'SELECT * FROM remove_member($1, $2, $3, $4, true, $5, $6, $7)'
const UNBAN = 'SELECT * FROM unban($1, $2, $3, $4, $5)'

@Injectable()
export class BansService {
  constructor(
    private readonly membership: MembershipService,
    private readonly people: PeopleService,
    private readonly requests: RequestNotices,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * Takes somebody out of a room, if they are in it, and keeps them out; again, with another time or reason.
   * @param username as it is kept
   * @throws ChatError `validation_failed`, `forbidden`, `user_not_found`, `chatroom_not_found`, `rate_limited`, `unavailable`
   */
  async ban(actor: Actor, name: string, username: string, { until, reason }: CreateBanDto): Promise<void> {
    if (until !== undefined && new Date(until) <= new Date())
      throw wrongField('until', 'until must be a time to come')
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'moderate')
    const user = await this.people.named(actor, username)
    const values = [room.id, room.log, actor.id, user.id, until ?? null, reason ?? null, this.log.announce]
    const { outcome, first, last, waited } = await this.log.change<Removed>(actor, room, BAN, values)
    if (outcome !== 'removed') throw refusal(outcome)
    await this.log.publishWritten(room, first, last)
    if (waited) this.requests.changed(room.id, user.id)
    audit('member.banned', { user_id: user.id, by: actor.id, room: name })
  }

  /** Lets somebody in again; whoever is not banned stays so. @throws ChatError as `ban` */
  async unban(actor: Actor, name: string, username: string): Promise<void> {
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'moderate')
    const user = await this.people.named(actor, username)
    const values = [room.id, room.log, actor.id, user.id, this.log.announce]
    const { outcome, first, last } = await this.log.change<Unbanned>(actor, room, UNBAN, values)
    if (outcome !== 'unbanned') throw refusal(outcome)
    await this.log.publishWritten(room, first, last)
    if (first !== null) audit('member.unbanned', { user_id: user.id, by: actor.id, room: name })
  }

  /** Those that hold now, the latest first. @throws ChatError as `ban` */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<BanPage> {
    const before = inTime(cursor)
    const { room } = await this.membership.authorize(actor, name, 'moderate')
    const rows = await this.reads.page(actor.id, (source) =>
      runPrepared<Row>(source, BANS_OF, [room.id, ...before, limit + 1]),
    )
    const page = toPage(rows, limit, ({ created_at, user }) => timedPlace(created_at, user.id))
    const { base } = this.config
    const bans = page.rows.map(({ user, until, reason, banned_by, created_at }) => ({
      user: userView(userOf(user), base),
      until: until?.toISOString() ?? null,
      reason,
      banned_by: userView(userOf(banned_by), base),
      created_at: created_at.toISOString(),
    }))
    return { bans, next_cursor: page.next_cursor }
  }
}

interface Unbanned extends Omit<Removed, 'outcome'> {
  outcome: 'unbanned' | ErrorCode
}
