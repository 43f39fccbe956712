// Both writers of messages, the one for texts and the one for anything, answer and store the same.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/auth/actor.js'
import { digest, type Entry } from '../../src/room-log/draft.js'
import { textFlight, type TextsRow, APPEND_TEXTS } from '../../src/room-log/text-flight.js'
import { crowd, must, roomWith, type Person } from '../support/people.js'
import { random, seed } from '../support/random.js'
import { startServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

const server = await startServer()
const [ann, bob, stranger] = (await crowd(server, 3)) as [Person, Person, Person]
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

/** A message as the log gets it; `room` says which of a writer's rooms. */
interface Draft {
  room: number
  sender: string
  message: string | null
  attachment: string | null
  client_id: string | null
}

const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!

interface Room {
  id: number
  log: string
}

/** Two rooms of Ann and Bob, one that does not exist, and the first as it was before it had the log that it has. */
async function rooms(): Promise<Room[]> {
  const names = [await roomWith(ann, [bob]), await roomWith(ann, [bob])]
  const { rows } = await database.query<Room>(
    `SELECT id::int, incarnation || log_history() AS log FROM chatrooms JOIN chatroom_heads ON chatroom_id = id
     WHERE name = ANY ($1) ORDER BY id`,
    [names],
  )
  return [...rows, { id: 2 ** 40, log: rows[0]!.log }, { id: rows[0]!.id, log: 'another log' }]
}

async function upload(person: Person): Promise<string> {
  const form = new FormData()
  form.append('type', 'document')
  form.append('file', new Blob(['some bytes']), 'file.bin')
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201).id
}

function draft(uploads: string[]): Draft {
  const to = { room: oneOf([0, 0, 0, 0, 1, 1, 2, 3]), sender: oneOf([ann, ann, bob, bob, stranger]).user.id }
  if (random() < 0.2) return { ...to, message: null, attachment: oneOf(uploads), client_id: null }
  const client_id = random() < 0.6 ? oneOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) : null
  return { ...to, message: oneOf(['one', 'another']), attachment: null, client_id }
}

/** One that can be stored, unless the same `client_id` is among them twice. */
const plainDraft = (flight: string): Draft => ({
  room: oneOf([0, 1]),
  sender: oneOf([ann, bob]).user.id,
  message: oneOf(['one', 'another']),
  attachment: null,
  client_id: random() < 0.5 ? `${flight} ${Math.floor(random() * 20)}` : null,
})

/** As the log does it: texts by the short statement, and what that does not take by the long one. */
async function append(ids: Room[], flight: Draft[]): Promise<{ texts: boolean; outcomes: unknown[] }> {
  const entries = flight.map(({ room, sender, message, attachment, client_id }) => ({
    actor: { id: sender } as Actor,
    room: { ...ids[room]!, name: '' },
    draft: {
      type: attachment ? ('attachment' as const) : ('text' as const),
      ...(message !== null && { message }),
      ...(client_id !== null && { client_id }),
    },
  }))
  const texts = textFlight(entries)
  if (texts) {
    const { rows } = await database.query<TextsRow>({ ...APPEND_TEXTS, values: [...texts.columns, true] })
    const { heads } = rows[0]!
    const outcomes = heads && flight.map((_, index) => ['appended', texts.seqOf(index, heads)])
    if (outcomes) return { texts: true, outcomes }
  }
  return { texts: false, outcomes: await appendAny(ids, flight) }
}

async function appendAny(ids: Room[], flight: Draft[]): Promise<unknown[]> {
  const { rows } = await database.query<{ outcome: string; seq: string | null }>(
    `SELECT outcome, seq FROM append_messages($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::bytea[], true)`,
    [
      flight.map(({ room }) => ids[room]!.id),
      flight.map(({ room }) => ids[room]!.log),
      flight.map(({ sender }) => sender),
      flight.map(({ attachment }) => (attachment ? 'attachment' : 'text')),
      flight.map(({ message }) => message),
      flight.map(({ attachment }) => attachment),
      flight.map(({ client_id }) => client_id),
      flight.map(
        ({ client_id, message }) =>
          client_id &&
          digest({ draft: { type: 'text', client_id, ...(message !== null && { message }) } } as Entry),
      ),
    ],
  )
  // What a refused message would have got is nobody's business.
  return rows.map(({ outcome, seq }) => [
    outcome,
    /appended|duplicate/.test(outcome) ? Number(seq) : undefined,
  ])
}

async function stored(id: number): Promise<unknown[]> {
  const { rows } = await database.query(
    `SELECT m.seq::int, m.type, m.sender_id, m.message, m.attachment_id, m.client_id, m.digest, h.last_seq::int
     FROM messages m JOIN chatroom_heads h USING (chatroom_id) WHERE m.chatroom_id = $1 ORDER BY m.seq`,
    [id],
  )
  return rows
}

describe('the writer of texts and the writer of anything', () => {
  it(`judge and number every message alike (seed ${seed})`, async () => {
    const uploads = [await upload(ann), await upload(bob), '00000000-0000-4000-8000-000000000000']
    const [some, others] = [await rooms(), await rooms()]
    const seen = new Map<boolean, Set<string>>([
      [true, new Set()],
      [false, new Set()],
    ])
    for (let flights = 0; flights < 200; flights++) {
      // Most flights are plain, and most of what is not is a retry.
      const draftOf = random() < 0.5 ? () => plainDraft(`${flights}`) : () => draft(uploads)
      const flight = Array.from({ length: 1 + Math.floor(random() * 8) }, draftOf)
      const { texts, outcomes } = await append(some, flight)
      expect(await appendAny(others, flight)).toEqual(outcomes)
      for (const [outcome] of outcomes as [string][]) seen.get(texts)!.add(outcome)
    }
    expect([...seen.get(true)!]).toEqual(['appended'])
    expect([...seen.get(false)!].sort()).toEqual([
      'appended',
      'attachment_not_found',
      'chatroom_not_found',
      'client_id_reused',
      'duplicate',
      'not_a_member',
      'seq_unknown',
    ])
    for (const room of [0, 1]) expect(await stored(some[room]!.id)).toEqual(await stored(others[room]!.id))
  })

  it.each([
    ['texts', append, (nth: number) => `new ${nth}`],
    ['anything', appendAny, () => 'the same again and again'],
  ] as const)(
    'the writer of %s reads no more of the log as it grows, though its plan was made when the log was empty',
    async (_, writer, idOf) => {
      const ids = await rooms()
      const flights = async (from: number, count: number) => {
        for (let nth = from; nth < from + count; nth++) {
          const message = {
            room: 0,
            sender: ann.user.id,
            message: 'grows',
            attachment: null,
            client_id: null,
          }
          await writer(ids, [
            { ...message, client_id: idOf(nth) },
            ...Array.from({ length: 9 }, () => message),
          ])
        }
      }
      await flights(0, 100)
      const before = await read()
      await flights(100, 50)
      // One retry is found in each; the rest is PostgreSQL's own.
      expect((await read()) - before).toBeLessThan(50 * 10)
    },
  )
})

/** Rows of the log, in the table or by an index, that this connection has read. */
async function read(): Promise<number> {
  await database.query('SELECT pg_stat_force_next_flush()')
  const { rows } = await database.query<{ read: string }>(
    `SELECT t.seq_tup_read + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relname = 'messages') AS read
     FROM pg_stat_user_tables t WHERE t.relname = 'messages'`,
  )
  return Number(rows[0]!.read)
}
