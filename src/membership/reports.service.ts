// What members find wrong with messages, for the owner and the admins of the room.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { userView } from '../auth/user.view.js'
import { ChatError } from '../common/errors.js'
import { before, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { USER, type UserRow } from '../people/people-statements.js'
import { logOf } from '../room-log/log-row.js'
import { RoomLog } from '../room-log/room-log.js'
import { RoomTurns } from '../room-log/room-turns.js'
import { MembershipService } from './membership.service.js'
import type { ReportPage } from './reports.view.js'

/** A message as its address names it. */
interface Address {
  /** The chatroom's name. */
  name: string
  seq: number
}

/**
 * $1 user, $2 room, $3 seq, $4 the room's log, $5 why: whether there is such a message. It and its room stay locked until the report
 * is stored: their removal then finds it.
 */
export const REPORT: Prepared = {
  name: 'report',
  text: `
    WITH said AS MATERIALIZED (
      SELECT m.chatroom_id, m.seq FROM messages m, chatrooms c
      WHERE m.chatroom_id = $2 AND m.seq = $3 AND is_said(m) AND c.id = $2 AND ${logOf('$2')} = $4
      FOR SHARE OF m FOR KEY SHARE OF c
    ),
    reported AS (
      INSERT INTO reports (chatroom_id, seq, user_id, reason) SELECT s.chatroom_id, s.seq, $1::uuid, $5 FROM said s
      ON CONFLICT (chatroom_id, seq, user_id) DO UPDATE SET reason = $5
    )
    SELECT EXISTS (SELECT FROM said) AS found`,
}

/** $1 room, $2 seq, $3 the room's log: how many there were. */
export const CLOSE_REPORTS: Prepared = {
  name: 'close_reports',
  text: `
    WITH closed AS (
      DELETE FROM reports r WHERE r.chatroom_id = $1 AND r.seq = $2 AND ${logOf('$1')} = $3 RETURNING r.id
    )
    SELECT count(*)::int AS count FROM closed`,
}

/** $1 room, $2 before which id, $3 how many, $4 the first seq that may be read, $5 the room's log: the latest first. */
export const REPORTS_OF: Prepared = {
  name: 'reports_of',
  text: `
    SELECT r.id AS place, r.seq, r.reason, r.created_at AS reported_at, ${USER}
    FROM (
      SELECT * FROM reports r
      WHERE r.chatroom_id = $1 AND r.id < $2 AND r.seq >= $4 AND ${logOf('$1')} = $5 ORDER BY r.id DESC LIMIT $3
    ) r
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = r.user_id LIMIT 1) u
    ORDER BY r.id DESC`,
}

interface Row extends UserRow {
  place: number
  seq: number
  reason: string
  reported_at: Date
}

@Injectable()
export class ReportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly membership: MembershipService,
    private readonly log: RoomLog,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * Once or again, with another reason.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `message_not_found` also for what was not said, or is deleted,
   *   `rate_limited`, `unavailable`
   */
  async report(actor: Actor, { name, seq }: Address, reason: string): Promise<void> {
    this.limits.take('signals', actor.id)
    const { room, since, lastSeq } = await this.membership.authorize(actor, name, 'read')
    if (seq < since || seq > lastSeq) throw new ChatError('message_not_found')
    const values = [actor.id, room.id, seq, room.log, reason]
    const [row] = await this.turns.ofUser(actor.id, () =>
      runPrepared<{ found: boolean }>(this.dataSource, REPORT, values),
    )
    if (!row!.found) throw new ChatError('message_not_found')
  }

  /** All of a message are seen to. @throws ChatError `chatroom_not_found`, `forbidden`, `not_found`, `rate_limited`, `unavailable` */
  async close(actor: Actor, { name, seq }: Address): Promise<void> {
    this.limits.take('signals', actor.id)
    const { room, since } = await this.membership.authorize(actor, name, 'moderate')
    const values = [room.id, seq, room.log]
    const [row] =
      seq < since || seq > Number.MAX_SAFE_INTEGER
        ? []
        : await runPrepared<{ count: number }>(this.dataSource, CLOSE_REPORTS, values)
    if (!row?.count) throw new ChatError('not_found', 'There is no report of this message.')
  }

  /**
   * Those that nobody has seen to, the latest first, of messages that the actor may read.
   * @throws ChatError `validation_failed`, `chatroom_not_found`, `forbidden`, `rate_limited`, `unavailable`
   */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<ReportPage> {
    const below = before(cursor)
    const { room, since } = await this.membership.authorize(actor, name, 'moderate')
    return this.reads.page(actor.id, async (source) => {
      const values = [room.id, below, limit + 1, since, room.log]
      const rows = await runPrepared<Row>(source, REPORTS_OF, values)
      const page = toPage(rows, limit, ({ place }) => place)
      const places = page.rows.map(({ seq }) => ({ room, since, seq }))
      const messages = await this.log.readMany(places, source)
      const reports = page.rows.flatMap(({ seq, reason, reported_at, ...user }, index) => {
        const message = messages[index]
        const created_at = reported_at.toISOString()
        return message ? [{ seq, message, user: userView(user, this.config.base), reason, created_at }] : []
      })
      return { reports, next_cursor: page.next_cursor }
    })
  }
}
