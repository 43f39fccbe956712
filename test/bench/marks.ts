// What a mark costs in the database, apart from everything around it: statements of marks that move, and of marks that do not.
//   npm run build && node --import tsx test/bench/marks.ts
import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { runPrepared } from '../../src/database/prepared.js'
import { SET_MARKS } from '../../src/receipts/statements.js'

const ROOMS = 100
const MEMBERS_OF_ROOM = 50
const TEXTS = 500
const SIZES = [1, 16, 256]
const ROUNDS = 60

interface Member {
  room: number
  user: string
}

const folder = await mkdtemp(join(tmpdir(), 'chat-marks-'))
const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
try {
  const source = await openDataSource(readConfig({ DATABASE_POOL: '2', DATABASE_TIMEOUT: '60' }), postgres.url)
  const { members, log } = await fill(source)
  console.log('microseconds a mark, the median of the rounds: those that move, and those that do not')
  let at = 10
  for (const size of SIZES) {
    const [moving, still]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      at += 2
      const asked = Array.from({ length: size }, (_, nth) => members[(round * size + nth) % members.length]!)
      moving.push(await time(source, asked, log, at))
      still.push(await time(source, asked, log, at))
    }
    console.log(`${String(size).padStart(4)} members ${median(moving)} ${median(still)}`)
  }
  await source.destroy()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

async function time(source: DataSource, asked: Member[], log: string, read: number): Promise<number> {
  const start = performance.now()
  await runPrepared(source, SET_MARKS, [
    asked.map(({ room }) => room),
    asked.map(() => log),
    asked.map(({ user }) => user),
    asked.map(() => read),
    asked.map(() => null),
  ])
  return ((performance.now() - start) / asked.length) * 1000
}

/** Rooms of members, who have all said something; answers them in the order of rooms, and the log that all rooms have. */
async function fill(source: DataSource): Promise<{ members: Member[]; log: string }> {
  const id = (n: string) => `('00000000-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
  for (const text of [
    `INSERT INTO users (id, username, display_name)
     SELECT ${id('n')}, 'user' || n, '' FROM generate_series(1, ${ROOMS * MEMBERS_OF_ROOM}) n`,
    `INSERT INTO chatrooms (name, folded_name, created_by)
     SELECT n, n, ${id('1')} FROM generate_series(1, ${ROOMS}) n`,
    `INSERT INTO chatroom_heads (chatroom_id, last_seq, last_n, max_members, member_count, incarnation)
     SELECT id, ${TEXTS}, ${TEXTS}, 100, ${MEMBERS_OF_ROOM}, 'incarnation1' FROM chatrooms`,
    `INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at)
     SELECT c.id, ${id(`(c.id - 1) * ${MEMBERS_OF_ROOM} + n`)}, 'member', n, now()
     FROM chatrooms c, generate_series(1, ${MEMBERS_OF_ROOM}) n`,
    `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
     SELECT c.id, n, n, 'text', ${id(`(c.id - 1) * ${MEMBERS_OF_ROOM} + 1`)}, 'words', now()
     FROM chatrooms c, generate_series(1, ${TEXTS}) n`,
    'VACUUM ANALYZE',
  ])
    await source.query(text)
  const members = await source.query<Member[]>(
    `SELECT chatroom_id AS room, user_id AS user FROM members ORDER BY chatroom_id, user_id DESC`,
  )
  const [row] = await source.query<{ log: string }[]>(`SELECT 'incarnation1' || log_history() AS log`)
  // The last of each room is who has said everything.
  return { members: members.filter((_, nth) => nth % MEMBERS_OF_ROOM < MEMBERS_OF_ROOM - 1), log: row!.log }
}

function median(times: number[]): string {
  const middle = times.toSorted((a, b) => a - b)[times.length >> 1]!
  return middle.toFixed(1).padStart(7)
}
