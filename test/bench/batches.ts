// What one odd message costs the batch that it is in: a hundred messages with a retry, a stranger or a file among them, against a
// hundred without, in one room and in a hundred.
//   npm run build && node --import tsx test/bench/batches.ts
import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../src/auth/actor.js'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { runPrepared } from '../../src/database/prepared.js'
import type { AttachmentView } from '../../src/room-log/attachment.view.js'
import { APPEND, Batch, type AppendRow } from '../../src/room-log/batch.js'
import type { Draft, Entry } from '../../src/room-log/draft.js'

const ROUNDS = 41
const CALLS = 20
const MESSAGES = 100
const MEMBER = '00000000-0000-4000-8000-000000000001'
const STRANGER = '00000000-0000-4000-8000-000000000002'
const FILE = '00000000-0000-4000-8000-000000000003'

/** What the message in the middle of a batch is instead. */
const ODD: Record<string, (entry: Entry) => Entry> = {
  none: (entry) => entry,
  'a retry': ({ draft, ...entry }) => ({ ...entry, draft: { ...draft, client_id: 'said before' } }),
  'a stranger': (entry) => ({ ...entry, actor: { id: STRANGER } as Actor }),
  'a file': (entry) => ({
    ...entry,
    draft: { type: 'attachment', attachment: { id: FILE } as AttachmentView, same: 0 },
  }),
}

const folder = await mkdtemp(join(tmpdir(), 'chat-batches-'))
const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
try {
  const source = await openDataSource(readConfig({ DATABASE_POOL: '2' }), postgres.url)
  const logs = await fill(source)
  console.log(
    `a batch of ${MESSAGES}, the median of ${ROUNDS} rounds: microseconds, and times what one without costs`,
  )
  for (const [where, rooms] of [
    ['one room', 1],
    ['a hundred rooms', MESSAGES],
  ] as const) {
    const times = Object.fromEntries(Object.keys(ODD).map((what) => [what, [] as number[]]))
    for (let round = 0; round < ROUNDS; round++)
      for (const what of Object.keys(ODD))
        times[what]!.push(await time(source, () => batch(logs, rooms, ODD[what]!)))
    const without = median(times['none']!)
    for (const what of Object.keys(ODD)) {
      const each = median(times[what]!)
      console.log(
        `${where.padEnd(16)} ${what.padEnd(12)} ${each.toFixed(0).padStart(6)}  ${(each / without).toFixed(2)}`,
      )
    }
  }
  await source.destroy()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

function batch(logs: string[], rooms: number, odd: (entry: Entry) => Entry): Entry[] {
  return Array.from({ length: MESSAGES }, (_, nth) => {
    const draft: Draft = {
      type: 'text',
      message: 'Hello, this is a message!',
      same: '',
      client_id: randomUUID(),
    }
    const room = nth % rooms
    const entry = {
      actor: { id: MEMBER } as Actor,
      room: { id: room + 1, name: '', log: logs[room]! },
      draft,
    }
    return nth === MESSAGES / 2 ? odd(entry) : entry
  })
}

/** Microseconds of one call, from the entries to what became of each. */
async function time(source: DataSource, make: () => Entry[]): Promise<number> {
  const batches = Array.from({ length: CALLS }, make)
  const start = performance.now()
  for (const entries of batches) await write(source, entries)
  return ((performance.now() - start) * 1000) / CALLS
}

async function write(source: DataSource, entries: Entry[]): Promise<void> {
  const written = new Batch(entries)
  const [row] = await runPrepared<AppendRow>(source, APPEND, [...written.columns([900, 216_000]), true])
  written.read(row!)
}

/** A hundred rooms with a member, who has said one thing in each and has a file; answers their logs. */
async function fill(source: DataSource): Promise<string[]> {
  await source.query(`
    INSERT INTO users (id, username, display_name) VALUES ('${MEMBER}', 'ann', 'Ann'), ('${STRANGER}', 'bob', 'Bob');
    INSERT INTO chatrooms (name, folded_name, created_by) SELECT n, n, '${MEMBER}' FROM generate_series(1, ${MESSAGES}) n;
    INSERT INTO chatroom_heads (chatroom_id, max_members) SELECT id, 10 FROM chatrooms;
    INSERT INTO attachments (id, uploader_id, type, filename, mime_type, size, sha256, complete)
      VALUES ('${FILE}', '${MEMBER}', 'document', 'a', 'text/plain', 1, '', true);
    SELECT enter_chatroom(id, NULL, '${MEMBER}', 'create', NULL, NULL, 0, false) FROM chatrooms`)
  const rows = await source.query<{ log: string }[]>(
    'SELECT incarnation || log_history() AS log FROM chatroom_heads ORDER BY chatroom_id',
  )
  const logs = rows.map(({ log }) => log)
  const first = batch(logs, MESSAGES, (entry) => entry)
  for (const { draft } of first) draft.client_id = 'said before'
  await write(source, first)
  return logs
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
