// What a new server plans while its tables are empty must still be right when they are full: PostgreSQL keeps such plans.
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyIn } from '../../src/common/log-word.js'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions, openDataSource } from '../../src/database/data-source.js'
import { poolOf } from '../../src/database/pool.js'
import { type Prepared, runPrepared } from '../../src/database/prepared.js'
import { DebianPostgres } from '../support/debian-postgres.js'
import { OwnPostgres } from '../support/own-postgres.js'
import { CHANGE_CASES } from '../support/plans/changes.js'
import { CASES_OF_WHAT_GOES } from '../support/plans/erasure.js'
import { EVENT_CASES } from '../support/plans/events.js'
import { MARK_CASES } from '../support/plans/marks.js'
import { MEMBERSHIP_CASES } from '../support/plans/membership.js'
import { MESSAGE_CASES } from '../support/plans/messages.js'
import { PEOPLE_CASES } from '../support/plans/people.js'
import { PRESENCE_CASES } from '../support/plans/presence.js'
import { PUSH_CASES } from '../support/plans/pushes.js'
import { ROOM_CASES } from '../support/plans/rooms.js'
import { SEARCH_CASES } from '../support/plans/search.js'
import { WRITING_CASES } from '../support/plans/writing.js'
import { SEEDS } from '../support/plans/seeds.js'
import { ASKED, ERASED, HISTORY, INCARNATION, LOG } from '../support/plans/world.js'

/** Parameters, the rows that the answer has, and how many the statement may read for it. In this order: some change what others read. */
const CASES = [
  ...ROOM_CASES,
  ...PEOPLE_CASES,
  ...MESSAGE_CASES,
  ...SEARCH_CASES,
  ...MARK_CASES,
  ...WRITING_CASES,
  ...MEMBERSHIP_CASES,
  ...PRESENCE_CASES,
  ...EVENT_CASES,
  ...CHANGE_CASES,
  ...PUSH_CASES,
  ...CASES_OF_WHAT_GOES,
]

/** What there is when plans are made. */
const BEGINNINGS = {
  'the tables were empty': '',
  // PostgreSQL takes an index of few pages for the better one then, however little of the condition it serves.
  'the log was short, and nobody had counted it': `INSERT INTO messages (chatroom_id, seq, type, sender_id, client_id, created_at)
    SELECT 1000, n, 'text', gen_random_uuid(), 'early ' || n, now() FROM generate_series(1, 200) n`,
}

/**
 * For this file alone: what others do to a shared one's catalogs can make PostgreSQL forget all plans that it keeps. Of the kind that
 * all tests use.
 */
const ownPostgres = (): Promise<OwnPostgres | DebianPostgres> =>
  process.env['TEST_DATABASE_URL'] ? DebianPostgres.start() : OwnPostgres.start()

describe.each(Object.entries(BEGINNINGS))('a statement that was planned while %s', (_, beginning) => {
  let postgres: OwnPostgres | DebianPostgres
  let source: DataSource
  let log: string
  /** As the server runs it: what it prepares keeps its plan, the rest is planned each time. */
  const run = async (statement: Prepared & { kept?: boolean }, asked: unknown[]): Promise<unknown[]> => {
    const known = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(known)
        : value === LOG
          ? log
          : value === HISTORY
            ? historyIn(log)
            : value
    const values = asked.map(known)
    if (statement.kept ?? true) return runPrepared(source, statement, values)
    const master = poolOf(source)
    return (await master.query(statement.text, values)).rows
  }
  beforeAll(async () => {
    postgres = await ownPostgres()
    const [config, { url }] = [readConfig({}), postgres]
    await (await openDataSource(config, url)).destroy()
    // One connection: it has the plans.
    source = await new DataSource(dataSourceOptions({ ...config, DATABASE_POOL: 1 }, url)).initialize()
    const [row] = await source.query<[{ history: string }]>('SELECT log_history() AS history')
    log = INCARNATION + row.history
    // Autovacuum would have plans made anew in between, and planning reads, too.
    await source.query(`DO $$ DECLARE each regclass; BEGIN
      FOR each IN SELECT relid FROM pg_stat_user_tables LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', each);
      END LOOP; END $$`)
    await source.query(`INSERT INTO followers (name, scanned_at) VALUES ('collector', now())`)
    // PostgreSQL knows then that there is nothing.
    await source.query('VACUUM ANALYZE')
    if (beginning) await source.query(beginning)
    // From the sixth time on, a plan is kept.
    for (let nth = 0; nth < 10; nth++) for (const { statement, values } of CASES) await run(statement, values)
    for (const seed of SEEDS) await source.query(seed)
    // What all this has brought about, nobody has asked for.
    await source.query('DELETE FROM event_outbox')
  })
  afterAll(async () => {
    await source.destroy()
    await postgres.end()
  })

  /** Rows that were read, in the tables or by an index. */
  const read = async (): Promise<number> => {
    await source.query('SELECT pg_stat_force_next_flush()')
    const [sum] = await source.query<[{ read: number }]>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read
       FROM pg_stat_user_tables`,
    )
    return sum.read
  }

  it.each(CASES)(
    '$statement.name reads no more than it has to',
    async ({ statement, values, rows, reads }) => {
      const before = await read()
      expect(await run(statement, values)).toHaveLength(rows)
      expect((await read()) - before).toBeLessThanOrEqual(reads)
    },
  )

  it('changes what it is to change', async () => {
    const [left] = await source.query(
      `SELECT count(*)::int AS deleted, (SELECT count(*)::int FROM message_reactions WHERE seq = 1) AS reactions
       FROM messages WHERE type = 'deleted' AND deleted_by <> '${ERASED}' AND changed_seq IS NOT NULL`,
    )
    expect(left).toEqual({ deleted: ASKED.length, reactions: 0 })
  })

  it('stores what it is to store', async () => {
    const [{ stored }] = await source.query<[{ stored: number }]>(
      `SELECT count(*)::int AS stored FROM messages WHERE client_id LIKE 'again %'`,
    )
    expect(stored).toBe(ASKED.length)
  })
})
