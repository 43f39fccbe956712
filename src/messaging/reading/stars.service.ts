// Messages that people mark for themselves, and each one's list of them.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../auth/actor.js'
import { fromCursor, toCursor, type PageQuery } from '../../common/paging.js'
import { RateLimits } from '../../common/rate-limits.js'
import { runPrepared, type Prepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { logOf } from '../../room-log/log-row.js'
import { isGone, RoomLog } from '../../room-log/room-log.js'
import { RoomTurns } from '../../room-log/room-turns.js'
import type { MessageList } from './message-list.view.js'
import { nothingThere, Places, type Address } from './places.js'

/** $2 chatroom id, $3 seq, $4 its log: what was said there and is not gone. */
const THE_MESSAGE = `
  FROM messages m
  WHERE m.chatroom_id = $2 AND m.seq = $3 AND is_said(m) AND ${logOf('$2')} = $4`

/**
 * $1 user, $2 to $4 as above. The message stays locked until the star is stored: its deletion, or the removal of its room, then
 * finds the star; or the star finds that there is no message.
 */
export const STAR = {
  name: 'star',
  text: `
    WITH said AS MATERIALIZED (SELECT m.chatroom_id, m.seq ${THE_MESSAGE} FOR SHARE OF m),
    starred AS (
      INSERT INTO stars (user_id, chatroom_id, seq) SELECT $1::uuid, s.chatroom_id, s.seq FROM said s
      ON CONFLICT DO NOTHING
    )
    SELECT EXISTS (SELECT FROM said) AS found`,
}

/** As STAR. */
export const UNSTAR = {
  name: 'unstar',
  text: `
    WITH unstarred AS (
      DELETE FROM stars s
      WHERE s.chatroom_id = $2 AND s.seq = $3 AND s.user_id = $1 AND ${logOf('$2')} = $4
    )
    SELECT EXISTS (SELECT ${THE_MESSAGE}) AS found`,
}

/** How many of a user's stars one page looks through for rooms that they are in. */
const MOST_LOOKED_THROUGH = 5000

/**
 * $1 user, $2 before which id, $3 how many. Reads no further than it has to, and where that is far, stops and says where:
 * `floor`, below which nothing was looked through.
 */
export const STARRED = {
  name: 'starred',
  text: `
    WITH found AS MATERIALIZED (
      SELECT s.id, s.seq, s.chatroom_id, c.name, m.since, ${logOf('s.chatroom_id')} AS log
      FROM (
        SELECT * FROM stars s WHERE s.user_id = $1 AND s.id < $2 ORDER BY s.id DESC LIMIT ${MOST_LOOKED_THROUGH}
      ) s
      JOIN LATERAL (
        SELECT readable_since(m, h.settings) AS since FROM members m, chatroom_heads h
        WHERE m.chatroom_id = s.chatroom_id AND m.user_id = $1 AND h.chatroom_id = s.chatroom_id LIMIT 1
      ) m ON s.seq >= m.since
      JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = s.chatroom_id LIMIT 1) c ON true
      ORDER BY s.id DESC LIMIT $3
    )
    SELECT found.*, CASE WHEN (SELECT count(*) FROM found) < $3 THEN (
      SELECT s.id FROM stars s WHERE s.user_id = $1 AND s.id < $2
      ORDER BY s.id DESC LIMIT 1 OFFSET ${MOST_LOOKED_THROUGH - 1}
    ) END AS floor
    FROM (SELECT) one LEFT JOIN found ON true
    ORDER BY found.id DESC`,
}

interface StarRow {
  id: number | null
  chatroom_id: number
  name: string
  log: string
  seq: number
  since: number
  floor: number | null
}

@Injectable()
export class StarsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly places: Places,
    private readonly log: RoomLog,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
  ) {}

  /** Once or again. @throws ChatError as `Places.find`; `message_not_found` also for what was not said, or is deleted */
  star(actor: Actor, address: Address): Promise<void> {
    return this.change(actor, address, STAR)
  }

  /** The same, the other way. */
  unstar(actor: Actor, address: Address): Promise<void> {
    return this.change(actor, address, UNSTAR)
  }

  private async change(actor: Actor, address: Address, statement: Prepared): Promise<void> {
    this.limits.take('reads', actor.id)
    const { room } = await this.places.find(actor, address)
    const values = [actor.id, room.id, address.seq, room.log]
    const [row] = await this.turns.ofUser(actor.id, () =>
      runPrepared<{ found: boolean }>(this.dataSource, statement, values),
    )
    if (!row!.found) throw nothingThere()
  }

  /**
   * The actor's own, the latest first, of the rooms that they are in now. A page that had to look through very many may hold
   * fewer than `limit`, and still have a next.
   * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`
   */
  async list(actor: Actor, { limit, cursor }: PageQuery): Promise<MessageList> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : fromCursor(cursor)
    return this.reads.page(actor.id, async (source) => {
      const rows = await runPrepared<StarRow>(source, STARRED, [actor.id, before, limit + 1])
      const found = rows.filter(({ id }) => id !== null)
      const page = found.slice(0, limit)
      const next = found.length > limit ? page.at(-1)!.id : rows[0]!.floor
      const refs = page.map(({ chatroom_id: id, name, log, seq, since }) => ({
        room: { id, name, log },
        seq,
        since,
      }))
      const messages = await this.log.readMany(refs, source)
      return {
        // What is gone is nobody's star any more.
        messages: messages.flatMap((each) => (each && !isGone(each) ? [each] : [])),
        next_cursor: next === null ? null : toCursor(next),
      }
    })
  }
}
