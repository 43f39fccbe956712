// What it costs that a pooler forgets prepared statements: each statement of the hot paths with and without its name.
//   npm run build && node --import tsx test/bench/statements.ts
import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import type { Actor } from '../../src/auth/actor.js'
import { FIND_ACTORS } from '../../src/auth/session-statements.js'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions, openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { runPrepared, type Prepared } from '../../src/database/prepared.js'
import { FIND_ACCESS } from '../../src/membership/membership.service.js'
import { APPEND, Batch } from '../../src/room-log/batch.js'
import type { Entry } from '../../src/room-log/draft.js'
import { READ_AFTER } from '../../src/room-log/log-row.js'

const ROUNDS = 11
const CALLS = 300
const USER = '00000000-0000-4000-8000-000000000001'

const CASES: { what: string; statement: Prepared; values: (log: string) => unknown[] }[] = [
  { what: 'who is behind a token', statement: FIND_ACTORS, values: () => [[USER], [USER]] },
  { what: 'what somebody may do in a room', statement: FIND_ACCESS, values: () => [['room'], [USER]] },
  { what: 'a page of 50 messages', statement: READ_AFTER, values: (log) => [1, 0, 50, log] },
  {
    what: 'a message that is stored',
    statement: APPEND,
    values: (log) => [...new Batch([entryIn(log)]).columns([900, 216_000]), false],
  },
]

const folder = await mkdtemp(join(tmpdir(), 'chat-statements-'))
const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
try {
  const config = readConfig({ DATABASE_POOL: '2' })
  const source = await openDataSource(config, postgres.url)
  const log = await fill(source)
  await source.destroy()
  const [named, unnamed] = await Promise.all(
    [true, false].map((names) =>
      new DataSource(dataSourceOptions(config, postgres.url, { mode: 'none', names })).initialize(),
    ),
  )
  console.log('microseconds a call, one after the other: median of the rounds, with a name and without')
  for (const { what, statement, values } of CASES) {
    const times = { named: [] as number[], unnamed: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      times.named.push(await time(named!, statement, values(log)))
      times.unnamed.push(await time(unnamed!, statement, values(log)))
    }
    console.log(`${what.padEnd(32)} ${median(times.named)} ${median(times.unnamed)}`)
  }
  await Promise.all([named!.destroy(), unnamed!.destroy()])
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

function entryIn(log: string): Entry {
  const draft = { type: 'text', message: 'words', same: '' } as const
  return { actor: { id: USER } as Actor, room: { id: 1, name: 'room', log }, draft }
}

/** A room with a member, and a hundred messages; answers its log. */
async function fill(source: DataSource): Promise<string> {
  for (const text of [
    `INSERT INTO users (id, username, display_name) VALUES ('${USER}', 'ann', 'Ann')`,
    `INSERT INTO sessions (id, user_id, family_hash, expires_at)
     VALUES ('${USER}', '${USER}', '', now() + interval '1 day')`,
    `INSERT INTO chatrooms (name, folded_name, created_by) VALUES ('room', 'room', '${USER}')`,
    `INSERT INTO chatroom_heads (chatroom_id, last_seq, max_members, incarnation) VALUES (1, 100, 10, 'incarnation')`,
    `INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at) VALUES (1, '${USER}', 'owner', 1, now())`,
    `INSERT INTO messages (chatroom_id, seq, type, sender_id, message, created_at)
     SELECT 1, n, 'text', '${USER}', 'words', now() FROM generate_series(1, 100) n`,
    'VACUUM ANALYZE',
  ])
    await source.query(text)
  const [row] = await source.query<{ log: string }[]>(`SELECT 'incarnation' || log_history() AS log`)
  return row!.log
}

async function time(source: DataSource, statement: Prepared, values: unknown[]): Promise<number> {
  const start = performance.now()
  for (let call = 0; call < CALLS; call++) await runPrepared(source, statement, values)
  return ((performance.now() - start) / CALLS) * 1000
}

function median(times: number[]): string {
  const middle = times.toSorted((a, b) => a - b)[times.length >> 1]!
  return String(Math.round(middle)).padStart(6)
}
