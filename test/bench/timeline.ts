// A page of the timeline in a room with a million entries, most of them reactions, against one in a room with a hundred.
//   npm run build && node --import tsx test/bench/timeline.ts
import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { WHOLE } from '../../src/room-log/visible.js'
import { RoomLog } from '../../src/room-log/room-log.js'
import { RoomTurns } from '../../src/room-log/room-turns.js'

const ENTRIES = 1_000_000
/** Of a large room, those that follow each message: 900 000 in all. */
const REACTIONS = 9
const SMALL = 100
const LIMIT = 50
const ROUNDS = 501

interface Room {
  id: number
  name: string
  entries: number
  /** How many entries there are for each message. */
  step: number
  /** How many reactions a message on the page shows. In a large room that shows none, all are to its first message. */
  shown: number
}

/** Each large one is held against the small one that shows as much. */
const ROOMS: readonly Room[] = [
  { id: 1, name: 'small', entries: SMALL, step: 1, shown: 0 },
  { id: 2, name: 'large', entries: ENTRIES, step: REACTIONS + 1, shown: 0 },
  { id: 3, name: 'small, reactions shown', entries: SMALL, step: 1, shown: REACTIONS },
  { id: 4, name: 'large, reactions shown', entries: ENTRIES, step: REACTIONS + 1, shown: REACTIONS },
]

const config = { ...readConfig({}), DATABASE_TIMEOUT: 600 }
const folder = await mkdtemp(join(tmpdir(), 'chat-timeline-'))
const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
try {
  const source = await openDataSource(config, postgres.url)
  const log = new RoomLog(source, config, new RoomTurns(config))
  const word = await fill(source)
  for (const part of ['newest', 'middle'] as const) {
    const times = ROOMS.map((): number[] => [])
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, room] of ROOMS.entries()) {
        const before = part === 'newest' ? room.entries + 1 : (room.entries * 3) / 4 + 1
        times[index]!.push(await time(source, log, room, word, before))
      }
    report(part, times)
  }
  await source.destroy()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Rooms, people and entries; answers the rooms' log. */
async function fill(source: DataSource): Promise<string> {
  const user = (n: string) => `('00000000-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
  await source.query(`INSERT INTO users (id, username, display_name)
    SELECT ${user('n')}, 'user' || n, 'User' FROM generate_series(1, 100) n`)
  for (const { id, name, entries, step, shown } of ROOMS) {
    await source.query(
      `INSERT INTO chatrooms (id, name, folded_name, created_by) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $2, ${user('1')})`,
      [id, name],
    )
    await source.query(
      `INSERT INTO chatroom_heads (chatroom_id, last_seq, max_members, incarnation) VALUES ($1, $2, 10, 'incarnation')`,
      [id, entries],
    )
    // After each message come reactions; what it shows of them stands in its own row.
    await source.query(
      `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, target_seq, payload, changed_seq, reactions, created_at)
       SELECT $1::bigint, i, CASE WHEN said THEN (i - 1) / ${step} + 1 END, CASE WHEN said THEN 'text' ELSE 'reaction' END,
         ${user('1 + i % 100')}, CASE WHEN said THEN 'words' END, CASE WHEN NOT said THEN ${shown > 0 ? `i - (i - 1) % ${step}` : '1'} END,
         CASE WHEN NOT said THEN '{"emoji":"👍"}'::jsonb END, CASE WHEN said AND ${shown} > 0 THEN i + ${step} - 1 END,
         CASE WHEN said AND ${shown} > 0 THEN shown.reactions END, now()
       FROM (SELECT i, (i - 1) % ${step} = 0 AS said FROM generate_series(1, ${entries}) i) entry,
         LATERAL (
           SELECT jsonb_build_array(jsonb_build_object('emoji', '👍', 'count', ${shown}, 'users', (
             SELECT jsonb_agg(${user('1 + (i + n) % 100')}) FROM generate_series(1, ${shown}) n
           ))) AS reactions
         ) shown`,
      [id],
    )
  }
  await source.query('VACUUM ANALYZE')
  const [row] = await source.query<[{ log: string }]>(`SELECT 'incarnation' || log_history() AS log`)
  return row.log
}

/** Milliseconds of one page, as it is answered. */
async function time(
  source: DataSource,
  log: RoomLog,
  { id, name, shown }: Room,
  word: string,
  before: number,
): Promise<number> {
  const start = performance.now()
  const page = await log.readTimeline({ id, name, log: word }, WHOLE, { before }, LIMIT, source)
  const ms = performance.now() - start
  const right = page.filter(
    ({ type, reactions }) => type === 'text' && (shown === 0) === (reactions === undefined),
  )
  if (right.length !== LIMIT) throw new Error(`${right.length} messages instead of ${LIMIT}`)
  return ms
}

function report(part: string, times: number[][]): void {
  const medians = times.map((each) => each.toSorted((a, b) => a - b)[ROUNDS >> 1]!)
  console.log(`${LIMIT} messages, ${part}, median of ${ROUNDS}:`)
  for (const [index, { name, entries, step }] of ROOMS.entries()) {
    const ms = medians[index]!
    const ratio = index % 2 === 1 ? `, ${(ms / medians[index - 1]!).toFixed(2)} times as long` : ''
    console.log(
      `  ${name}, ${entries} entries, ${entries - entries / step} reactions: ${ms.toFixed(2)} ms${ratio}`,
    )
  }
}
