// How a row of the log, with its sender and attachment, is read.
import type { DataSource } from 'typeorm'
import type { Message } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { STORED_FILE, withAddresses, type StoredFile } from './attachment.view.js'
import type { RoomRef } from './draft.js'
import type { State, Stored } from './stored.js'

const COLUMNS = `m.seq, m.n, m.type, m.message, m.payload, m.client_id, m.created_at, m.target_seq, m.reply_seq, m.mentions,
    m.changed_seq, m.edit_seq, m.edited_at, m.deleted_by, m.pinned, m.reactions, m.votes,
    m.expires_at, (m.type = 'expired' OR m.expires_at <= statement_timestamp()) IS TRUE AS over,
    u.id AS sender_id, u.username, u.display_name,
    o.id AS user_id, o.username AS user_username, o.display_name AS user_display_name,
    a.attachment`

const PEOPLE_AND_ATTACHMENT = `
  JOIN LATERAL (SELECT * FROM users u WHERE u.id = m.sender_id LIMIT 1) u ON true
  LEFT JOIN LATERAL (SELECT * FROM users o WHERE o.id = m.user_id LIMIT 1) o ON true
  LEFT JOIN LATERAL (
    SELECT ${STORED_FILE} AS attachment FROM attachments a WHERE a.id = m.attachment_id LIMIT 1
  ) a ON true`

/** Which log a chatroom has now, in the snapshot of the statement around it. */
export const logOf = (chatroomId: string) =>
  `(SELECT h.incarnation || log_history() FROM chatroom_heads h WHERE h.chatroom_id = ${chatroomId})`

/** Where a chatroom's log begins, if it has this one. What lies before is not there, whether or not its rows are yet. */
const beginningOf = (chatroomId: string, log: string, history = 'log_history()') =>
  `(SELECT h.first_seq FROM chatroom_heads h WHERE h.chatroom_id = ${chatroomId} AND h.incarnation || ${history} = ${log})`

/** $1 chatroom id, $2 after seq, $3 limit, $4 its log: of another one, nothing. A range scan of the messages' primary key. */
export const READ_AFTER = {
  name: 'read_after',
  text: `
  SELECT ${COLUMNS}
  FROM messages m
  ${PEOPLE_AND_ATTACHMENT}
  WHERE m.chatroom_id = $1 AND m.seq > $2 AND m.seq >= ${beginningOf('$1', '$4')}
  ORDER BY m.seq
  LIMIT $3`,
}

const OF_ASKED = 'm.chatroom_id = asked.chatroom_id AND'
/** The database's history is asked for once, whatever is asked for. */
const IN_ITS_LOG = `AND m.seq >= ${beginningOf('asked.chatroom_id', 'asked.log', '(SELECT log_history())')}`

/** The same for many chatrooms: $1 their ids, $2 after which seq each, $3 the limits of each, $4 logs. `nth` counts them from 1. */
export const READ_SINCE_MANY = {
  name: 'read_since_many',
  text: `
  SELECT asked.nth, ${COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[]) WITH ORDINALITY AS asked (chatroom_id, after, most, log, nth)
  CROSS JOIN LATERAL (
    SELECT * FROM messages m WHERE ${OF_ASKED} m.seq > asked.after ${IN_ITS_LOG} ORDER BY m.seq LIMIT asked.most
  ) m
  ${PEOPLE_AND_ATTACHMENT}
  ORDER BY asked.nth, m.seq`,
}

/** Single entries: $1 the ids of their chatrooms, $2 their seqs, $3 the logs. `nth` counts them from 1. */
export const READ_AT = {
  name: 'read_at',
  text: `
  SELECT asked.nth, ${COLUMNS}
  FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS asked (chatroom_id, seq, log, nth)
  CROSS JOIN LATERAL (SELECT * FROM messages m WHERE ${OF_ASKED} m.seq = asked.seq ${IN_ITS_LOG} LIMIT 1) m
  ${PEOPLE_AND_ATTACHMENT}
  ORDER BY asked.nth`,
}

const timeline = (where: string, order: string) => `
  SELECT * FROM (
    SELECT ${COLUMNS}
    FROM (
      SELECT * FROM messages m
      WHERE m.chatroom_id = $1 AND ${where} AND m.target_seq IS NULL AND m.seq >= ${beginningOf('$1', '$4')}
      ORDER BY m.seq ${order} LIMIT $3
    ) m
    ${PEOPLE_AND_ATTACHMENT}
  ) page
  ORDER BY seq`

/** $1 chatroom id, $2 seq, $3 limit, $4 its log. A range scan of the index messages_timeline, however many changes lie between. */
export const TIMELINE_BEFORE = { name: 'timeline_before', text: timeline('m.seq < $2', 'DESC') }
export const TIMELINE_FROM = { name: 'timeline_from', text: timeline('m.seq >= $2', 'ASC') }

export interface LogRow extends Pick<Message, 'seq' | 'n' | 'type' | 'message' | 'payload' | 'mentions'> {
  client_id: string | null
  created_at: Date
  target_seq: number | null
  reply_seq: number | null
  changed_seq: number | null
  edit_seq: number | null
  edited_at: Date | null
  deleted_by: string | null
  pinned: boolean | null
  reactions: State['reactions'] | null
  votes: State['votes'] | null
  expires_at: Date | null
  /** Its time is over, by the database's clock: each node's own may be late. */
  over: boolean
  sender_id: string
  username: string
  display_name: string
  user_id: string | null
  user_username: string
  user_display_name: string
  attachment: StoredFile | null
}

/** A place in the log of a room. */
export interface Place {
  room: RoomRef
  seq: number
}

/** What stands at these places, as far as there is anything. @param base what the addresses of attachments begin with */
export async function readAt(source: DataSource, places: readonly Place[], base: string): Promise<Stored[]> {
  const rows = await runPrepared<LogRow & { nth: number }>(source, READ_AT, [
    places.map(({ room }) => room.id),
    places.map(({ seq }) => seq),
    places.map(({ room }) => room.log),
  ])
  return rows.map((row) => toStored(row, places[row.nth - 1]!.room, base))
}

/** @param part as RoomLog.readTimeline has it */
export function readTimeline(
  source: DataSource,
  room: RoomRef,
  part: { before: number } | { from: number },
  limit: number,
): Promise<LogRow[]> {
  const [statement, seq] = 'from' in part ? [TIMELINE_FROM, part.from] : [TIMELINE_BEFORE, part.before]
  return runPrepared<LogRow>(source, statement, [room.id, seq, limit, room.log])
}

/** @param base what the addresses of attachments begin with */
export function toStored(row: LogRow, room: RoomRef, base: string): Stored {
  if (row.over) return expired(row, room)
  // A row has what its type needs: they were written together.
  return {
    room,
    seq: row.seq,
    n: row.n,
    type: row.type,
    ...(row.message !== null && { message: row.message }),
    ...(row.attachment !== null && { attachment: withAddresses(row.attachment, base) }),
    ...(row.payload !== null && { payload: row.payload }),
    client_id: row.client_id,
    sender: { id: row.sender_id, username: row.username, display_name: row.display_name },
    ...(row.user_id !== null && {
      user: { id: row.user_id, username: row.user_username, display_name: row.user_display_name },
    }),
    created_at: row.created_at.toISOString(),
    ...(row.expires_at !== null && { expires_at: row.expires_at.toISOString() }),
    ...(row.target_seq !== null && { target_seq: row.target_seq }),
    ...(row.reply_seq !== null && { reply_seq: row.reply_seq }),
    ...(row.mentions !== null && { mentions: row.mentions }),
    ...(row.changed_seq !== null && { state: stateIn(row, row.changed_seq) }),
  }
}

/** What stands in the place of what was said until its time was over: whatever its row still has, nobody sees it. */
const expired = ({ seq, n, created_at, sender_id }: LogRow, room: RoomRef): Stored => ({
  room,
  seq,
  n,
  type: 'expired',
  client_id: null,
  sender: { id: sender_id, username: '', display_name: '' },
  created_at: created_at.toISOString(),
})

const stateIn = (row: LogRow, changed_seq: number): State => ({
  changed_seq,
  ...(row.edit_seq !== null && { edit_seq: row.edit_seq }),
  ...(row.edited_at !== null && { edited_at: row.edited_at.toISOString() }),
  ...(row.deleted_by !== null && { deleted_by: row.deleted_by }),
  ...(row.pinned !== null && { pinned: row.pinned }),
  ...(row.reactions !== null && { reactions: row.reactions }),
  ...(row.votes !== null && { votes: row.votes }),
})
