// The events as they are stored: in one order, ranges of entries of rooms' logs, and what is in no log.
import type { EntityManager } from 'typeorm'
import type { Position } from './position.js'

/** Entries of one room's log. */
export interface Range {
  position: number
  at: Date
  chatroomId: number
  /** The first and the last `seq`. */
  first: number
  last: number
  /** The last of what was stored together: with it, nothing of this position is left to read. */
  end: number
}

/** Something that is in no room's log. */
export interface Notice {
  position: number
  at: Date
  type: string
  chatroomId: number | null
  /** What it is about, by ids. */
  subject: Record<string, unknown>
}

export type Happened = Range | Notice

export const isRange = (happened: Happened): happened is Range => 'first' in happened

interface Row {
  position: number
  type: string | null
  chatroom_id: number | null
  first: number | null
  last: number | null
  subject: Record<string, unknown> | null
  created_at: Date
}

/** $1 the first position, $2 how many. */
export const EVENTS_FROM = `
  SELECT e.position, e.type, e.chatroom_id, e.first, e.last, e.subject, e.created_at
  FROM events e WHERE e.position >= $1 ORDER BY e.position LIMIT $2`

/** $3 a room: its own only. */
export const EVENTS_OF_ROOM = `
  SELECT e.position, e.type, e.chatroom_id, e.first, e.last, e.subject, e.created_at
  FROM events e WHERE e.chatroom_id = $3 AND e.position >= $1 ORDER BY e.position LIMIT $2`

/** What is in no room. */
export const EVENTS_OF_NONE = `
  SELECT e.position, e.type, e.chatroom_id, e.first, e.last, e.subject, e.created_at
  FROM events e WHERE e.chatroom_id IS NULL AND e.position >= $1 ORDER BY e.position LIMIT $2`

/**
 * What comes after a place, in order: as much as has `most` entries and notices together.
 * @param source a DataSource's manager, or that of a transaction
 * @param chatroomId for what has happened in this room alone, or, null, in none
 * @returns also up to where it goes: `after` itself where there is nothing more
 */
export async function readEvents(
  source: Pick<EntityManager, 'query'>,
  after: Position,
  most: number,
  chatroomId?: number | null,
): Promise<{ happened: Happened[]; next: Position }> {
  const from = after.seq > 0 ? after.position : after.position + 1
  const rows = chatroomId
    ? await source.query<Row[]>(EVENTS_OF_ROOM, [from, most + 1, chatroomId])
    : await source.query<Row[]>(chatroomId === null ? EVENTS_OF_NONE : EVENTS_FROM, [from, most + 1])
  return partOf(rows, after, most)
}

function partOf(rows: Row[], after: Position, most: number): { happened: Happened[]; next: Position } {
  const happened: Happened[] = []
  let next = after
  let left = most
  for (const row of rows) {
    if (left === 0) break
    const { position, created_at: at, chatroom_id: chatroomId } = row
    next = { position, seq: 0 }
    if (row.type !== null) {
      happened.push({ position, at, type: row.type, chatroomId, subject: row.subject! })
      left--
      continue
    }
    const first = position === after.position ? Math.max(row.first!, after.seq + 1) : row.first!
    const last = Math.min(row.last!, first + left - 1)
    if (first > last) continue
    happened.push({ position, at, chatroomId: chatroomId!, first, last, end: row.last! })
    left -= last - first + 1
    if (last < row.last!) next = { position, seq: last }
  }
  return { happened, next }
}
