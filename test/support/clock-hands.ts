// Moves what is kept to another time, as the only thing that tests fake: for what happens after hours and days.
import { Client } from 'pg'
import { whenDone } from './when-done.js'

/** Of PostgreSQL's. */
const LOCK_NOT_AVAILABLE = '55P03'

export class ClockHands {
  private constructor(readonly database: Client) {}

  static async on(databaseUrl: string): Promise<ClockHands> {
    const database = new Client(databaseUrl)
    await database.connect()
    whenDone(() => database.end())
    return new ClockHands(database)
  }

  /** From now on, the time of these messages is over. */
  async letExpire(room: string, seqs: readonly number[]): Promise<void> {
    for (const table of ['mentions', 'messages'])
      await this.database.query(
        `UPDATE ${table} t SET expires_at = clock_timestamp() - interval '1 millisecond'
         WHERE t.chatroom_id = (SELECT c.id FROM chatrooms c WHERE c.name = $1) AND t.seq = ANY ($2) AND t.expires_at IS NOT NULL`,
        [room, seqs],
      )
  }

  /** The time of a message that has one is over at `at`, milliseconds since 1970. */
  async expireAt(room: string, seq: number, at: number): Promise<void> {
    for (const table of ['mentions', 'messages'])
      await this.database.query(
        `UPDATE ${table} t SET expires_at = to_timestamp($3::float8 / 1000)
         WHERE t.chatroom_id = (SELECT c.id FROM chatrooms c WHERE c.name = $1) AND t.seq = $2 AND t.expires_at IS NOT NULL`,
        [room, seq, at],
      )
  }

  /** Does what a node does every so often with what is over, when its turn has come. */
  async takeExpired(): Promise<void> {
    for (let more = true; more;) {
      await this.database.query('BEGIN')
      try {
        await this.database.query(`SELECT FROM followers WHERE name = 'expiry' FOR NO KEY UPDATE`)
        const { rows } = await this.database.query<{ more: boolean }>('SELECT more FROM expire_messages(100)')
        more = rows[0]!.more
        await this.database.query('COMMIT')
      } catch (error) {
        await this.database.query('ROLLBACK')
        // Its room was locked for too long: a node comes back to it, too.
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error
      }
    }
  }

  /** All that was said and has happened in a room up to a `seq` was so many days earlier. */
  async makeOlder(room: string, upTo: number, days: number): Promise<void> {
    await this.database.query(
      `UPDATE messages m SET created_at = m.created_at - $3 * interval '1 day'
       FROM chatrooms c, chatroom_heads h
       WHERE c.name = $1 AND h.chatroom_id = c.id AND m.chatroom_id = c.id AND m.seq BETWEEN h.first_seq AND $2`,
      [room, upTo, days],
    )
  }

  /** What was looked at today is to be looked at again: a day is over. */
  async letDayEnd(): Promise<void> {
    await this.database.query(`UPDATE followers SET position = 0, seq = 0 WHERE name = 'retention'`)
  }

  /** Keeps every node from a chore until the answer is called. */
  async holdBack(chore: string): Promise<() => Promise<void>> {
    await this.database.query('BEGIN')
    await this.database.query('SELECT FROM followers WHERE name = $1 FOR UPDATE', [chore])
    await this.database.query('SAVEPOINT held')
    return async () => {
      await this.database.query('COMMIT')
    }
  }
}
