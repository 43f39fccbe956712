// Lets a day or an hour pass where no setting can be as short as a soak is: moves times in the database back.
import type { Client } from 'pg'

/** What the server keeps for a day after it is over. */
const A_DAY = [
  `UPDATE sessions SET ended_at = ended_at - interval '2 days' WHERE ended_at > now() - interval '1 day'`,
  `UPDATE push_notices SET withdrawn_at = withdrawn_at - interval '2 days' WHERE withdrawn_at > now() - interval '1 day'`,
]

const EXPIRE = `
  UPDATE messages SET expires_at = now() WHERE expires_at IS NOT NULL
    AND chatroom_id = (SELECT c.id FROM chatrooms c WHERE c.name = $1)`
const LEFT = `
  SELECT count(*)::int AS count FROM messages WHERE type NOT IN ('expired') AND n IS NOT NULL
    AND chatroom_id = (SELECT c.id FROM chatrooms c WHERE c.name = $1)`

export const Ageing = {
  async day(database: Client): Promise<void> {
    for (const statement of A_DAY) await database.query(statement)
  },

  /** Everything that was said in a room disappears now. */
  async expire(database: Client, room: string): Promise<void> {
    await database.query(EXPIRE, [room])
  },

  async isForgotten(database: Client, room: string): Promise<boolean> {
    const { rows } = await database.query<{ count: number }>(LEFT, [room])
    return rows[0]!.count === 0
  },
}
