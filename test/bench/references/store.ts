// Where a reference that stores its messages does so: one parameterised insert each, and nothing else.
import { Pool } from 'pg'
import type { say, Sender } from './message.js'

/** As many as this server's pool has. */
const CONNECTIONS = 10

type Message = ReturnType<typeof say>

/**
 * A store in an empty table of its own, with the columns and indexes of this server's messages.
 * @param databaseUrl undefined for a reference that stores nothing
 */
export async function openStore(
  databaseUrl: string | undefined,
  table: string,
): Promise<((message: Message, sender: Sender) => Promise<unknown>) | undefined> {
  if (!databaseUrl) return undefined
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS })
  pool.on('error', () => undefined)
  await pool.query(`DROP TABLE IF EXISTS ${table}`)
  await pool.query(`CREATE TABLE ${table} (LIKE messages INCLUDING ALL)`)
  const text = `INSERT INTO ${table} (chatroom_id, seq, type, sender_id, message, created_at) VALUES ($1, $2, $3, $4, $5, $6)`
  const rooms = new Map<string, number>()
  return ({ chatroom, seq, type, message, created_at }, sender) => {
    const room = rooms.get(chatroom) ?? rooms.size + 1
    rooms.set(chatroom, room)
    return pool.query({ name: 'insert', text, values: [room, seq, type, sender.id, message, created_at] })
  }
}
