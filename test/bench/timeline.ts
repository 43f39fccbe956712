// A page of the timeline in a room with a million changes, against one in a room with none.
//   npm run build && node --import tsx test/bench/timeline.ts
import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { readTimeline } from '../../src/room-log/log-row.js'

const CHANGES = 1_000_000
const SAID = 1000
const ROUNDS = 301
const USER = '00000000-0000-4000-8000-000000000001'

const folder = await mkdtemp(join(tmpdir(), 'chat-timeline-'))
const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
try {
  const source = await openDataSource({ ...readConfig({}), DATABASE_TIMEOUT: 600 }, postgres.url)
  const log = await fill(source)
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(await time(source, 1, log, SAID / 2))
    times[1].push(await time(source, 2, log, (SAID / 2) * (CHANGES / SAID)))
  }
  const [without, among] = times.map((each) => each.toSorted((a, b) => a - b)[ROUNDS >> 1]!)
  console.log(`50 entries from the middle, median of ${ROUNDS}: ${without!.toFixed(2)} ms without changes,`)
  console.log(
    `${among!.toFixed(2)} ms among ${CHANGES} changes: ${(among! / without!).toFixed(2)} times as long`,
  )
  await source.destroy()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Two rooms in which as much was said: in the second a thousand changes follow each message. */
async function fill(source: DataSource): Promise<string> {
  for (const text of [
    `INSERT INTO users (id, username, display_name) VALUES ('${USER}', 'ann', 'Ann')`,
    `INSERT INTO chatrooms (name, folded_name, created_by) VALUES ('one', 'one', '${USER}'), ('two', 'two', '${USER}')`,
    `INSERT INTO chatroom_heads (chatroom_id, max_members, incarnation) VALUES (1, 10, 'incarnation'), (2, 10, 'incarnation')`,
    `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
     SELECT 1, i, i, 'text', '${USER}', 'words', now() FROM generate_series(1, ${SAID}) i`,
    `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, target_seq, created_at)
     SELECT 2, i, CASE WHEN i % ${CHANGES / SAID} = 0 THEN i / ${CHANGES / SAID} END, 'text', '${USER}', 'words',
       CASE WHEN i % ${CHANGES / SAID} <> 0 THEN 1 END, now() FROM generate_series(1, ${CHANGES}) i`,
    'VACUUM ANALYZE',
  ])
    await source.query(text)
  const [row] = await source.query<[{ log: string }]>(`SELECT 'incarnation' || log_history() AS log`)
  return row.log
}

/** Milliseconds of one page. */
async function time(source: DataSource, id: number, log: string, before: number): Promise<number> {
  const start = performance.now()
  const rows = await readTimeline(source, { id, name: '', log }, { before }, 50)
  if (rows.length !== 50) throw new Error(`${rows.length} entries instead of 50`)
  return performance.now() - start
}
