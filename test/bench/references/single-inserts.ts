// Reference: one parameterised insert for each message, and nothing else.
import { randomInt } from 'node:crypto'
import { Pool } from 'pg'
import { textAt } from '../load/line.js'
import type { InsertsOrder } from '../load/protocol.js'
import type { Tally } from '../load/tally.js'

const TABLE = 'CREATE TABLE IF NOT EXISTS single_inserts (LIKE messages INCLUDING ALL)'
const INSERT = {
  name: 'insert',
  text: `INSERT INTO single_inserts (chatroom_id, seq, type, sender_id, message, created_at)
    VALUES ($1, $2, 'text', $3, $4, now())`,
}
const ROOMS = 100
const SENDER = '00000000-0000-4000-8000-000000000000'

export class SingleInserts {
  /** Far from where other processes and runs began. */
  private seq = randomInt(2 ** 47)

  private constructor(private readonly pool: Pool) {}

  static async open({ databaseUrl, connections }: InsertsOrder): Promise<SingleInserts> {
    const pool = new Pool({ connectionString: databaseUrl, max: connections })
    pool.on('error', () => undefined)
    // Several load processes may do this at once.
    await pool.query(TABLE).catch(() => pool.query(TABLE))
    return new SingleInserts(pool)
  }

  insert(scheduled: number, tally: Tally): void {
    const seq = this.seq++
    tally.sent++
    this.pool.query({ ...INSERT, values: [seq % ROOMS, seq, SENDER, textAt(scheduled)] }).then(
      () => tally.accept(scheduled),
      (error: Error) => tally.refuse(error.message),
    )
  }

  async close(): Promise<void> {
    await this.pool.end()
  }
}
