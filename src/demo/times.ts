// Moves what the demo has written to when it is to have been: the logs stay as they are, entry by entry, and so does every order.
import type { DataSource, EntityManager } from 'typeorm'
import { CAST } from './cast.js'
import type { PlayedRoom } from './played-room.js'
import type { Aside, Played } from './stage.js'

/** By `$1`, a room: everything that has the time of one of its entries, after the entries themselves. */
const FOLLOWING = [
  `UPDATE messages m SET edited_at = (
     SELECT e.created_at FROM messages e WHERE e.chatroom_id = m.chatroom_id AND e.seq = m.edit_seq
   ) WHERE m.chatroom_id = $1 AND m.edit_seq IS NOT NULL`,
  ...[
    ['message_versions', 'created_at', 'version_seq'],
    ['message_reactions', 'created_at', 'entry_seq'],
    ['poll_votes', 'created_at', 'entry_seq'],
    ['message_words', 'at', 'seq'],
    ['members', 'joined_at', 'joined_seq'],
    ['chatroom_heads', 'said_at', 'said_seq'],
  ].map(
    ([table, column, seq]) =>
      `UPDATE ${table} t SET ${column} = m.created_at FROM messages m
       WHERE t.chatroom_id = $1 AND m.chatroom_id = $1 AND m.seq = t.${seq}`,
  ),
  `UPDATE mentions t SET expires_at = m.expires_at FROM messages m
   WHERE t.chatroom_id = $1 AND m.chatroom_id = $1 AND m.seq = t.seq`,
  `UPDATE chatrooms c SET created_at = m.created_at FROM messages m
   WHERE c.id = $1 AND m.chatroom_id = $1 AND m.seq = 1`,
  `UPDATE attachments a SET created_at = m.created_at, used_at = m.created_at FROM messages m
   WHERE m.chatroom_id = $1 AND m.attachment_id = a.id AND m.sender_id = a.uploader_id`,
]

const ENTRIES = `UPDATE messages m SET created_at = t.at, expires_at = m.expires_at + (t.at - m.created_at)
  FROM unnest($2::bigint[], $3::timestamptz[]) AS t (seq, at) WHERE m.chatroom_id = $1 AND m.seq = t.seq`

const PERSON = `UPDATE users SET last_seen_at = $2, created_at = $3 WHERE username = $1`

/** The day before all that is told. */
const SIGNED_UP_MS = 24 * 60 * 60 * 1000

/** One transaction for each room: whoever looks sees it either as it was or as it is to be. */
export async function moveTimes(
  source: DataSource,
  { rooms, asides }: Played,
  { now }: { now: number },
): Promise<void> {
  for (const room of rooms) await source.transaction((manager) => moveRoom(manager, room))
  for (const aside of asides) await moveAside(source, aside)
  const before = new Date(Math.min(...rooms.map(({ times }) => times[0] ?? now)) - SIGNED_UP_MS)
  for (const { username, seen } of CAST)
    await source.query(PERSON, [username, new Date(now - seen * 60_000), before])
}

async function moveRoom(manager: EntityManager, { name, times }: PlayedRoom): Promise<void> {
  const found: { id: number }[] = await manager.query('SELECT id FROM chatrooms WHERE name = $1', [name])
  const id = found[0]?.id
  const seqs = times.map((_, nth) => nth + 1)
  await manager.query(ENTRIES, [id, seqs, times.map((at) => new Date(at))])
  for (const statement of FOLLOWING) await manager.query(statement, [id])
}

async function moveAside(source: DataSource, { table, room, by, at }: Aside): Promise<void> {
  await source.query(
    `UPDATE ${table} t SET created_at = $3 FROM chatrooms c, users u
     WHERE c.name = $1 AND u.username = $2 AND t.chatroom_id = c.id AND t.user_id = u.id`,
    [room, by, new Date(at)],
  )
}
