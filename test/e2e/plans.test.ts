// What a new server plans while its log is empty must still be right when it is full: PostgreSQL keeps such plans.
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions, openDataSource } from '../../src/database/data-source.js'
import { runPrepared } from '../../src/database/prepared.js'
import { READ_AFTER, READ_NEWS } from '../../src/room-log/log-row.js'
import { freshDatabase } from '../support/database.js'
import { range } from '../support/inbox.js'

const ROOMS = 100
const MESSAGES_OF_ROOM = 200

/** Parameters of a statement that asks for no more than five messages of each room it names. */
const CASES = [
  { statement: READ_AFTER, values: [7, MESSAGES_OF_ROOM - 5, 5], rows: 5 },
  {
    statement: READ_NEWS,
    values: [range(1, ROOMS), range(1, ROOMS).map(() => MESSAGES_OF_ROOM - 5), 5],
    rows: 5 * ROOMS,
  },
]

describe('a statement that was planned while the log was empty', () => {
  let source: DataSource
  beforeAll(async () => {
    const [config, url] = [readConfig({}), await freshDatabase()]
    await (await openDataSource(config, url)).destroy()
    // One connection: it has the plans.
    source = await new DataSource(dataSourceOptions({ ...config, DATABASE_POOL: 1 }, url)).initialize()
    // PostgreSQL knows then that there is nothing.
    await source.query('VACUUM ANALYZE')
    // From the sixth time on, a plan is kept.
    for (let nth = 0; nth < 10; nth++)
      for (const { statement, values } of CASES) await runPrepared(source, statement, values)
    await source.query(`INSERT INTO users (id, username, display_name, password_hash)
      SELECT md5(n::text)::uuid, 'user' || n, '', '' FROM generate_series(1, 1000) n`)
    await source.query(
      `INSERT INTO messages (chatroom_id, seq, type, sender_id, message, created_at)
       SELECT room, seq, 'text', md5((1 + (room * seq) % 1000)::text)::uuid, 'x', now()
       FROM generate_series(1, $1) room, generate_series(1, $2) seq`,
      [ROOMS, MESSAGES_OF_ROOM],
    )
  })
  afterAll(() => source.destroy())

  /** Rows of messages and users that were read, in the tables or by an index. */
  const read = async (): Promise<number> => {
    await source.query('SELECT pg_stat_force_next_flush()')
    const [sum] = await source.query<[{ read: number }]>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read
       FROM pg_stat_user_tables WHERE relname IN ('messages', 'users')`,
    )
    return sum.read
  }

  it.each(CASES)(
    '$statement.name reads no more than it answers with',
    async ({ statement, values, rows }) => {
      const before = await read()
      expect(await runPrepared(source, statement, values)).toHaveLength(rows)
      // Each message and its sender.
      expect((await read()) - before).toBeLessThanOrEqual(2 * rows)
    },
  )
})
