// Who asks to be let into a chatroom: the list, and refusing; letting somebody in is adding them.
import { Inject, Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { userView } from '../auth/user.view.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { inTime, timedPlace, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { USER, type UserRow } from '../people/people-statements.js'
import { PeopleService } from '../people/people.service.js'
import { RoomLog } from '../room-log/room-log.js'
import { MembershipService } from './membership.service.js'
import { RequestNotices } from './request-notices.js'
import type { JoinRequestPage } from './requests.view.js'

/** $1 room, $2 before when and $3 whom, $4 how many: the latest first. */
export const REQUESTS_OF: Prepared = {
  name: 'requests_of',
  text: `
    SELECT r.created_at AS asked_at, ${USER}
    FROM (
      SELECT * FROM join_requests r WHERE r.chatroom_id = $1 AND (r.created_at, r.user_id) < ($2::timestamptz, $3::uuid)
      ORDER BY r.created_at DESC, r.user_id DESC LIMIT $4
    ) r
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = r.user_id LIMIT 1) u
    ORDER BY r.created_at DESC, r.user_id DESC`,
}

const REFUSE = 'SELECT refuse_request($1, $2, $3, $4) AS outcome'

@Injectable()
export class RequestsService {
  constructor(
    private readonly membership: MembershipService,
    private readonly people: PeopleService,
    private readonly notices: RequestNotices,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /** The latest first. @throws ChatError `validation_failed`, `forbidden`, `chatroom_not_found`, `rate_limited`, `unavailable` */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<JoinRequestPage> {
    const before = inTime(cursor)
    const { room } = await this.membership.authorize(actor, name, 'moderate')
    const rows = await this.reads.page(actor.id, (source) =>
      runPrepared<UserRow & { asked_at: Date }>(source, REQUESTS_OF, [room.id, ...before, limit + 1]),
    )
    const page = toPage(rows, limit, ({ asked_at, id }) => timedPlace(asked_at, id))
    return {
      requests: page.rows.map((row) => ({
        user: userView(row, this.config.base),
        created_at: row.asked_at.toISOString(),
      })),
      next_cursor: page.next_cursor,
    }
  }

  /**
   * Somebody is not let in, or does not want to be any more; they can ask again.
   * @param username as it is kept
   * @throws ChatError as `list`, and `user_not_found` where they have not asked
   */
  async refuse(actor: Actor, name: string, username: string): Promise<void> {
    this.limits.take('signals', actor.id)
    const isOwn = username === actor.username
    const { room } = await (isOwn
      ? this.membership.access(actor, name)
      : this.membership.authorize(actor, name, 'moderate'))
    const user = isOwn ? actor : await this.people.named(actor, username)
    const values = [room.id, room.log, actor.id, user.id]
    const { outcome } = await this.log.change<{ outcome: 'refused' | ErrorCode }>(actor, room, REFUSE, values)
    if (outcome === 'user_not_found')
      throw new ChatError(outcome, 'Nobody of this name has asked to come in.')
    if (outcome !== 'refused') throw new ChatError(outcome)
    this.notices.changed(room.id, user.id)
  }
}
