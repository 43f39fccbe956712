// The moderation queue: what members have reported in all rooms, direct chats included, where nobody else would see to it.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { KeyHolder } from '../../auth/server-keys.js'
import { userView } from '../../auth/user.view.js'
import { audit } from '../../common/audit.js'
import { ChatError } from '../../common/errors.js'
import { partsOfCursor, toPage, type PageQuery } from '../../common/paging.js'
import { CONFIG, type Config } from '../../config/config.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { USER, type UserRow } from '../../people/people-statements.js'
import { RoomLog } from '../../room-log/room-log.js'
import { WHOLE } from '../../room-log/visible.js'
import type { AdminReportPage } from './admin-reports.view.js'

/** $1 before which moment and, at that moment, $2 which id, $3 how many: the latest first. */
export const ALL_REPORTS: Prepared = {
  name: 'all_reports',
  text: `
    SELECT r.id AS place, r.chatroom_id AS room_id, c.name, h.incarnation || (SELECT log_history()) AS log,
      r.seq, r.reason, r.created_at AS reported_at, ${USER}
    FROM (
      SELECT * FROM reports r WHERE (r.created_at, r.id) < ($1::timestamptz, $2::bigint)
      ORDER BY r.created_at DESC, r.id DESC LIMIT $3
    ) r
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = r.chatroom_id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = r.chatroom_id LIMIT 1) h
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = r.user_id LIMIT 1) u
    ORDER BY r.created_at DESC, r.id DESC`,
}

/** $1 a room's name, $2 seq: how many there were. */
export const CLOSE_REPORTS_IN: Prepared = {
  name: 'close_reports_in',
  text: `
    WITH closed AS (
      DELETE FROM reports r
      WHERE r.chatroom_id = (SELECT c.id FROM chatrooms c WHERE c.name = $1) AND r.seq = $2 RETURNING r.id
    )
    SELECT count(*)::int AS count FROM closed`,
}

interface Row extends UserRow {
  place: number
  room_id: number
  name: string
  log: string
  seq: number
  reason: string
  reported_at: Date
}

@Injectable()
export class AdminReportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /** Those that nobody has seen to, the latest first. @throws ChatError `validation_failed`, `unavailable` */
  list(holder: KeyHolder, { limit, cursor }: PageQuery): Promise<AdminReportPage> {
    const start = placeOf(cursor)
    return this.reads.page(holder.id, async (source) => {
      const rows = await runPrepared<Row>(source, ALL_REPORTS, [...start, limit + 1])
      const page = toPage(rows, limit, ({ reported_at, place }) => `${reported_at.getTime()}.${place}`)
      const places = page.rows.map(({ room_id: id, name, log, seq }) => ({
        room: { id, name, log },
        seq,
        ...WHOLE,
      }))
      const messages = await this.log.readMany(places, source)
      const reports = page.rows.flatMap(({ name: chatroom, seq, reason, reported_at, ...user }, index) => {
        const message = messages[index]
        const created_at = reported_at.toISOString()
        const by = userView(user, this.config.base)
        return message ? [{ chatroom, seq, message, user: by, reason, created_at }] : []
      })
      return { reports, next_cursor: page.next_cursor }
    })
  }

  /** All of a message are seen to. @throws ChatError `not_found`, `unavailable` */
  async close(holder: KeyHolder, chatroom: string, seq: number): Promise<void> {
    const values = [chatroom, seq]
    const [row] =
      seq < 1 || seq > Number.MAX_SAFE_INTEGER
        ? []
        : await runPrepared<{ count: number }>(this.dataSource, CLOSE_REPORTS_IN, values)
    if (!row?.count) throw new ChatError('not_found', 'There is no report of such a message.')
    audit('reports.closed', { room: chatroom, seq, key: holder.id })
  }
}

const PLACE = /^(\d{1,14})\.(\d{1,15})$/

/** Before which moment a page begins and, at that moment, before which id. @throws ChatError as `partsOfCursor` */
function placeOf(cursor: string | undefined): [at: Date | 'infinity', id: number] {
  if (cursor === undefined) return ['infinity', 0]
  const [, at, id] = partsOfCursor(cursor, PLACE)
  return [new Date(Number(at)), Number(id)]
}
