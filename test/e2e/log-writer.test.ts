// The writer of the log against a few lines that say what it must do: whatever comes together in one batch, each message gets its own
// answer, and the log is what was stored, in order and without a gap.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/auth/actor.js'
import { APPEND, Batch, countTogether, type AppendRow } from '../../src/room-log/batch.js'
import { crowd, must, roomWith, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { startServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

const server = await startServer()
const [ann, bob, stranger] = (await crowd(server, 3)) as [Person, Person, Person]
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

interface Room {
  id: number
  log: string
}

/** A message as the log gets it; `room` says which of the rooms. */
interface Said {
  room: number
  sender: string
  /** What one has to be allowed to do for it. */
  action?: string
  message?: string
  payload?: Record<string, unknown>
  attachment?: string
  client_id?: string
}

/** What became of a message; its seq and n, if it is in the log. */
type Answer = [outcome: string, seq?: number, n?: number | null]

interface Stored extends Said {
  seq: number
  n: number
}

const idOf = (person: Person) => person.user.id

/** Three rooms of Ann and Bob, one of which has not the log that is asked for, and one that does not exist. */
async function rooms(): Promise<Room[]> {
  const names = await Promise.all([1, 2, 3].map(() => roomWith(ann, [bob])))
  const { rows } = await database.query<Room>(
    `SELECT id::int, incarnation || log_history() AS log FROM chatrooms JOIN chatroom_heads ON chatroom_id = id
     WHERE name = ANY ($1) ORDER BY id`,
    [names],
  )
  return [rows[0]!, rows[1]!, { ...rows[2]!, log: 'another log' }, { id: 2 ** 40, log: rows[0]!.log }]
}

/** Entries of a room before anything is said: both have come. */
const JOINED = 2

async function upload(person: Person): Promise<string> {
  const form = new FormData()
  form.append('type', 'document')
  form.append('file', new Blob(['some bytes']), 'file.bin')
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201).id
}

async function append(all: Room[], batch: Said[]): Promise<Answer[]> {
  const entries = batch.map(({ room, sender, action, message, payload, attachment, client_id }) => ({
    actor: { id: sender } as Actor,
    room: { ...all[room]!, name: '' },
    draft: {
      type: attachment ? 'attachment' : payload ? 'location' : 'text',
      same: [message, payload],
      ...(action && { action }),
      ...(message !== undefined && { message }),
      ...(payload && { payload }),
      ...(attachment && { attachment: { id: attachment } as Attachment }),
      ...(client_id !== undefined && { client_id }),
    },
  }))
  const answers: Answer[] = []
  while (answers.length < entries.length) {
    const rest = entries.slice(answers.length)
    const drafts = new Batch(rest.slice(0, countTogether(rest)))
    const { rows } = await database.query<AppendRow>({
      ...APPEND,
      values: [...drafts.columns([900, 216_000]), true],
    })
    for (const { outcome, seq, n } of drafts.read(rows[0]!))
      answers.push(/appended|duplicate/.test(outcome) ? [outcome, seq, n] : [outcome])
  }
  return answers
}

/** What the log must answer, one message after the other, and what it must hold then. */
class Model {
  readonly logs: Stored[][] = [[], []]

  constructor(private readonly uploads: Map<string, string>) {}

  append(said: Said): Answer {
    const log = this.logs[said.room]
    if (!log) return [said.room === 2 ? 'seq_unknown' : 'chatroom_not_found']
    const earlier = log.find(
      ({ sender, client_id }) =>
        client_id !== undefined && client_id === said.client_id && sender === said.sender,
    )
    if (earlier) {
      const [a, b] = [earlier, said].map(({ message, payload }) => JSON.stringify([message, payload]))
      return a === b ? ['duplicate', earlier.seq, earlier.n] : ['client_id_reused']
    }
    if (said.sender === idOf(stranger)) return ['not_a_member']
    if (said.action === 'delete' && said.sender !== idOf(ann)) return ['forbidden']
    if (said.attachment && this.uploads.get(said.attachment) !== said.sender) return ['attachment_not_found']
    const next = { ...said, seq: JOINED + log.length + 1, n: log.length + 1 }
    log.push(next)
    return ['appended', next.seq, next.n]
  }
}

const all = await rooms()

async function stored(room: number): Promise<unknown[]> {
  const { rows } = await database.query(
    `SELECT m.seq::int, m.n::int, m.sender_id AS sender, m.message, m.payload, m.attachment_id AS attachment, m.client_id,
       h.last_seq::int, h.last_n::int
     FROM messages m JOIN chatroom_heads h USING (chatroom_id) WHERE m.chatroom_id = $1 AND m.n IS NOT NULL ORDER BY m.seq`,
    [all[room]!.id],
  )
  return rows
}

const asRow = ({ seq, n, sender, message, payload, attachment, client_id }: Stored, last: number) => ({
  ...{ seq, n, sender, message: message ?? null, payload: payload ?? null },
  ...{ attachment: attachment ?? null, client_id: client_id ?? null },
  ...{ last_seq: JOINED + last, last_n: last },
})

describe('the writer of the log', () => {
  it(`judges and numbers each message by itself, whatever else is in its batch (seed ${seed})`, async () => {
    const [of_ann, of_bob] = await Promise.all([upload(ann), upload(bob)])
    const nobodys = '00000000-0000-4000-8000-000000000000'
    const model = new Model(
      new Map([
        [of_ann, idOf(ann)],
        [of_bob, idOf(bob)],
      ]),
    )
    const seen = new Map<boolean, Set<string>>([
      [true, new Set()],
      [false, new Set()],
    ])
    const plain = (nth: number): Said => ({
      room: oneOf([0, 1]),
      sender: oneOf([ann, bob].map(idOf)),
      ...(random() < 0.8
        ? { message: oneOf(['one', 'another']) }
        : { payload: { location: { latitude: 1 } } }),
      ...(random() < 0.5 && { client_id: `${nth} ${Math.floor(random() * 1e6)}` }),
    })
    const any = (): Said => {
      const to = {
        room: oneOf([0, 0, 0, 0, 1, 1, 2, 3]),
        sender: idOf(oneOf([ann, ann, bob, bob, stranger])),
      }
      if (random() < 0.2) return { ...to, attachment: oneOf([of_ann, of_bob, nobodys]) }
      const message = oneOf(['one', 'another'])
      const action = random() < 0.1 && { action: 'delete' }
      return { ...to, ...action, message, ...(random() < 0.6 && { client_id: oneOf([...'abcdefgh']) }) }
    }
    for (let nth = 0; nth < 300; nth++) {
      // Many batches are plain, and of most of the others one message is not.
      const odd = oneOf([0, 0, 0.1, 0.5])
      const batch = Array.from({ length: 1 + Math.floor(random() * 10) }, () =>
        random() < odd ? any() : plain(nth),
      )
      const answers = await append(all, batch)
      expect(answers).toEqual(batch.map((said) => model.append(said)))
      const careful = answers.some(([outcome]) => outcome !== 'appended')
      for (const [outcome] of answers) seen.get(careful)!.add(outcome)
    }
    expect([...seen.get(false)!]).toEqual(['appended'])
    expect([...seen.get(true)!].sort()).toEqual([
      'appended',
      'attachment_not_found',
      'chatroom_not_found',
      'client_id_reused',
      'duplicate',
      'forbidden',
      'not_a_member',
      'seq_unknown',
    ])
    for (const room of [0, 1]) {
      const log = model.logs[room]!
      expect(await stored(room)).toEqual(log.map((said) => asRow(said, log.length)))
    }
  })

  it.each([
    ['of what is new', (nth: number) => `new ${nth}`],
    ['with a retry in it', () => 'the same again and again'],
  ])('reads no more of the log for a batch %s as the log grows', async (_, clientId) => {
    const own = await rooms()
    const batches = async (from: number, count: number) => {
      for (let nth = from; nth < from + count; nth++) {
        const said = { room: 0, sender: idOf(ann), message: 'grows' }
        await append(own, [{ ...said, client_id: clientId(nth) }, ...Array.from({ length: 9 }, () => said)])
      }
    }
    await batches(0, 100)
    const before = await read()
    await batches(100, 50)
    // What a retry repeats is found twice; the rest is PostgreSQL's own.
    expect((await read()) - before).toBeLessThan(50 * 10)
  })
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
