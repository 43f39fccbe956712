// Both writers of messages, the one for a few and the one for many, answer and store the same.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { crowd, must, roomWith, type Person } from '../support/people.js'
import { random, seed } from '../support/random.js'
import { startServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

type Writer = 'append_few_messages' | 'append_messages'

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

/** Two rooms of Ann and Bob, and one that does not exist. */
async function rooms(): Promise<number[]> {
  const names = [await roomWith(ann, [bob]), await roomWith(ann, [bob])]
  const { rows } = await database.query<{ id: number }>(
    'SELECT id::int FROM chatrooms WHERE name = ANY ($1) ORDER BY id',
    [names],
  )
  return [...rows.map(({ id }) => id), 2 ** 40]
}

async function upload(person: Person): Promise<string> {
  const form = new FormData()
  form.append('type', 'document')
  form.append('file', new Blob(['some bytes']), 'file.bin')
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201).id
}

function draft(uploads: string[]): Draft {
  const to = { room: oneOf([0, 0, 0, 1, 1, 2]), sender: oneOf([ann, ann, bob, bob, stranger]).user.id }
  if (random() < 0.2) return { ...to, message: null, attachment: oneOf(uploads), client_id: null }
  const client_id = random() < 0.6 ? oneOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) : null
  return { ...to, message: oneOf(['one', 'another']), attachment: null, client_id }
}

async function append(writer: Writer, ids: number[], flight: Draft[]): Promise<unknown[]> {
  const { rows } = await database.query<{ outcome: string; seq: string | null }>(
    `SELECT outcome, seq FROM ${writer}($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bytea[], true)`,
    [
      flight.map(({ room }) => ids[room]),
      flight.map(({ sender }) => sender),
      flight.map(({ attachment }) => (attachment ? 'attachment' : 'text')),
      flight.map(({ message }) => message),
      flight.map(({ attachment }) => attachment),
      flight.map(({ client_id }) => client_id),
      flight.map(({ client_id, message }) => client_id && Buffer.from(message ?? '')),
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

describe('the writer of a few and the writer of many', () => {
  it(`judge and number every message alike (seed ${seed})`, async () => {
    const uploads = [await upload(ann), await upload(bob), '00000000-0000-4000-8000-000000000000']
    const [few, many] = [await rooms(), await rooms()] as [number[], number[]]
    const seen = new Set<string>()
    for (let flights = 0; flights < 100; flights++) {
      const flight = Array.from({ length: 1 + Math.floor(random() * 8) }, () => draft(uploads))
      const answer = await append('append_few_messages', few, flight)
      expect(await append('append_messages', many, flight)).toEqual(answer)
      for (const [outcome] of answer as [string][]) seen.add(outcome)
    }
    expect([...seen].sort()).toEqual([
      'appended',
      'attachment_not_found',
      'chatroom_not_found',
      'client_id_reused',
      'duplicate',
      'not_a_member',
    ])
    for (const room of [0, 1]) expect(await stored(few[room]!)).toEqual(await stored(many[room]!))
  })

  it.each(['append_few_messages', 'append_messages'] as const)(
    '%s reads no more of the log as it grows, though its plan was made when the log was empty',
    async (writer) => {
      const ids = await rooms()
      const flight = Array.from({ length: 10 }, (_, n) => ({
        ...{ room: 0, sender: ann.user.id, message: 'grows', attachment: null },
        client_id: n === 0 ? 'the same again and again' : null,
      }))
      const flights = async (count: number) => {
        for (let nth = 0; nth < count; nth++) await append(writer, ids, flight)
      }
      await flights(100)
      const before = await read()
      await flights(50)
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
