// The writer of the log against a few lines that say what it must do: whatever comes together in one batch, each message gets its own
// answer, and the log is what was stored, in order and without a gap.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/auth/actor.js'
import type { AttachmentView } from '../../src/room-log/attachment.view.js'
import {
  APPEND,
  Batch,
  countTogether,
  type AppendRow,
  type Windows,
  type Written,
} from '../../src/room-log/batch.js'
import type { Entry } from '../../src/room-log/draft.js'
import { range } from '../support/inbox.js'
import { crowd, logOf, must, roomWith, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { at } from '../support/rest.js'
import { RoomState } from '../support/room-state.js'
import { sharedServer } from '../support/server.js'
import type { Attachment, Chatroom } from '../support/wire.js'
import { contentOf, WriterModel, type Answer, type Sent } from '../support/writer-model.js'

const server = await sharedServer()
const [ann, bob, stranger] = (await crowd(server, 3)) as [Person, Person, Person]
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

interface Room {
  id: number
  name: string
  log: string
}

const personOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })

/** Three rooms of Ann and Bob, one of which has not the log that is asked for, and one that does not exist. */
async function rooms(): Promise<Room[]> {
  const names = await Promise.all([1, 2, 3].map(() => roomWith(ann, [bob])))
  const { rows } = await database.query<Room>(
    `SELECT id::int, name, incarnation || log_history() AS log FROM chatrooms JOIN chatroom_heads ON chatroom_id = id
     WHERE name = ANY ($1) ORDER BY id`,
    [names],
  )
  return [
    rows[0]!,
    rows[1]!,
    { ...rows[2]!, log: 'another log' },
    { id: 2 ** 40, name: '', log: rows[0]!.log },
  ]
}

/** Entries of a room before anything is said: both have come. */
const JOINED = 2

async function upload(person: Person): Promise<Attachment> {
  const form = new FormData()
  form.append('type', 'document')
  form.append('file', new Blob(['some bytes']), 'file.bin')
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201)
}

/** As the log gets it. */
function entryOf(all: Room[], sent: Sent): Entry {
  const { type, client_id, target_seq, reply_to, if_last_seq, message, attachment, ...payload } = sent.body
  return {
    actor: { id: sent.sender.id } as Actor,
    room: all[sent.room]!,
    draft: {
      type,
      action: sent.action,
      same: contentOf(sent),
      ...(message !== undefined && { message: message as string }),
      ...(attachment && { attachment: attachment as unknown as AttachmentView }),
      ...(Object.keys(payload).length > 0 && { payload }),
      ...(client_id !== undefined && { client_id }),
      ...(target_seq !== undefined && { target_seq }),
      ...(reply_to !== undefined && { reply_to }),
      ...(if_last_seq !== undefined && { if_last_seq }),
    },
  }
}

/** Seconds to edit and to delete. */
const IN_TIME: Windows = [900, 216_000]
const TOO_LATE: Windows = [-1, -1]

async function append(all: Room[], batch: Sent[], windows = IN_TIME): Promise<Written[]> {
  const entries = batch.map((sent) => entryOf(all, sent))
  const answers: Written[] = []
  while (answers.length < entries.length) {
    const rest = entries.slice(answers.length)
    const drafts = new Batch(rest.slice(0, countTogether(rest)))
    const values = [...drafts.columns(windows), true]
    const { rows } = await database.query<AppendRow>({ ...APPEND, values })
    answers.push(...drafts.read(rows[0]!))
  }
  return answers
}

function answerOf({ outcome, seq, n }: Written): Answer {
  if (outcome === 'conflict') return [outcome, seq]
  return /appended|duplicate/.test(outcome) ? [outcome, seq, n] : [outcome]
}

const all = await rooms()
const files = await Promise.all(
  [ann, ann, ann, bob, bob, bob].map(async (person) => [person, await upload(person)] as const),
)
const POLLS = [
  { question: 'Lunch?', options: ['Pizza', 'Sushi', 'Soup'], multiple: true },
  { question: 'Lunch?', options: ['Pizza', 'Sushi'], multiple: false },
  { question: 'Lunch?', options: ['Yes', 'No'], multiple: false, closes_at: '2020-01-01T00:00:00.000Z' },
]
const nobodys = { ...files[0]![1], id: '00000000-0000-4000-8000-000000000000' }
const model = new WriterModel(
  2,
  JOINED,
  personOf(ann),
  personOf(bob),
  new Map(files.map(([person, { id }]) => [id, personOf(person)])),
)

/** What almost every message is. */
const plain = (nth: number): Sent => ({
  room: oneOf([0, 1]),
  sender: personOf(oneOf([ann, bob])),
  action: 'send',
  body: {
    ...(random() < 0.8
      ? { type: 'text', message: oneOf(['one', 'another']) }
      : { type: 'location', location: { latitude: 1, longitude: 2 } }),
    ...(random() < 0.5 && { client_id: `${nth} ${Math.floor(random() * 1e6)}` }),
  },
})

/** A place in the room, of late rather than long ago; or one so far beyond its end that no batch comes there. */
const somewhere = (room: number): number =>
  random() < 0.05 ? model.headOf(room) + 100 : Math.max(1, model.headOf(room) - Math.floor(random() * 25))

/** Where the latest polls are, or anything. */
function pollIn(room: number): number {
  const polls = (model.rooms[room]?.entries ?? []).filter(({ body }) => body.type === 'poll').slice(-5)
  return random() < 0.2 || polls.length === 0 ? somewhere(room) : oneOf(polls).seq
}

/** A change of something. */
function change(room: number): Pick<Sent, 'action' | 'body'> {
  const target_seq = somewhere(room)
  return oneOf<() => Pick<Sent, 'action' | 'body'>>([
    () => ({ action: 'edit', body: { type: 'edit', target_seq, message: oneOf(['new', 'newer']) } }),
    () => ({ action: 'edit', body: { type: 'delete', target_seq } }),
    () => ({ action: 'react', body: { type: 'reaction', target_seq, emoji: oneOf(['👍', '🎉', null]) } }),
    () => ({ action: 'react', body: { type: 'reaction', target_seq, emoji: oneOf(['👍', '🎉', null]) } }),
    () => ({
      action: 'react',
      body: { type: 'vote', target_seq: pollIn(room), options: oneOf([[], [0], [2], [0, 1]]) },
    }),
    () => ({ action: 'pin', body: { type: 'pin', target_seq, pinned: random() < 0.8 } }),
  ])()
}

/** What is said, and may be refused. @param withFiles whether it may be a file */
function said(room: number, withFiles: boolean): Pick<Sent, 'action' | 'body'> {
  const choice = random()
  if (choice < 0.15 && withFiles) {
    const attachment = oneOf([...files.map(([, file]) => file), nobodys])
    return { action: 'send', body: { type: 'attachment', attachment } }
  }
  if (choice < 0.3) return { action: 'send', body: { type: 'poll', poll: oneOf(POLLS) } }
  const text = { type: 'text', message: oneOf(['one', 'another']) }
  const action = random() < 0.1 ? 'delete' : 'send'
  return { action, body: choice < 0.5 ? { ...text, reply_to: somewhere(room) } : text }
}

function any(withFiles: boolean): Sent {
  const room = oneOf([0, 0, 0, 0, 1, 1, 2, 3])
  // A file that is deleted and sent again in one batch stays: what comes first has no meaning there.
  let made = random() < 0.5 ? said(room, withFiles) : change(room)
  if (withFiles && made.body.type === 'delete') made = said(room, false)
  const sender = personOf(oneOf([ann, ann, ann, bob, bob, bob, stranger]))
  const client_id = random() < 0.4 && { client_id: oneOf([...'abcdefghijklmnopqrstuvwxyz']) }
  const turn = random() < 0.1 && { if_last_seq: model.headOf(room) - oneOf([0, 0, 1]) }
  return { ...made, room, sender, body: { ...made.body, ...client_id, ...turn } }
}

/** All that may come of a message. */
const OUTCOMES = [
  'appended',
  'attachment_not_found',
  'chatroom_not_found',
  'client_id_reused',
  'conflict',
  'duplicate',
  'forbidden',
  'message_not_found',
  'not_a_member',
  'seq_unknown',
  'too_late',
  'validation_failed',
]

describe('the writer of the log', () => {
  it(`judges and numbers each message by itself, whatever else is in its batch (seed ${seed})`, async () => {
    const seen = new Map<boolean, Set<string>>([
      [true, new Set()],
      [false, new Set()],
    ])
    let earlier: Sent | undefined
    // Until everything that may come of a message has come, but not for ever.
    for (let nth = 0; nth < 300 || (nth < 3000 && seen.get(true)!.size < OUTCOMES.length); nth++) {
      // Many batches are plain, and of most of the others few messages are not.
      const odd = oneOf([0, 0, 0.1, 0.5, 0.9])
      const [withFiles, inTime] = [random() < 0.5, random() < 0.9]
      const drawn = Array.from({ length: 1 + Math.floor(random() * 10) }, () =>
        random() < odd ? any(withFiles) : plain(nth),
      )
      // Somebody has not heard that it was stored.
      if (earlier && odd > 0 && random() < 0.2) drawn.push(earlier)
      const batch = drawn.filter((each) => !model.isDeletedBy(each, drawn))
      earlier = batch.find(({ body }) => body.client_id !== undefined && body.type === 'text')
      const answers = await append(all, batch, inTime ? IN_TIME : TOO_LATE)
      const expected = batch.map((sent, index) => model.append(sent, inTime, answers[index]!.created_at))
      expect(answers.map(answerOf), JSON.stringify(batch)).toEqual(expected)
      const careful = answers.some(({ outcome }) => outcome !== 'appended')
      for (const { outcome } of answers) seen.get(careful)!.add(outcome)
    }
    expect([...seen.get(false)!]).toEqual(['appended'])
    expect([...seen.get(true)!].sort()).toEqual(OUTCOMES)
    for (const room of [0, 1]) {
      const { name } = all[room]!
      const log = await logOf(ann, name)
      expect(log.map(({ seq }) => seq)).toEqual(range(1, model.headOf(room)))
      const shown = RoomState.of(log).timeline.filter(({ n }) => n !== undefined)
      expect(shown).toEqual(model.said(room, name))
      const chatroom = must(await ann.api.get<Chatroom>(at('/chatroom', name)), 200)
      expect(chatroom).toMatchObject({ last_seq: log.length, pinned: model.rooms[room]!.pinned })
    }
  })

  it.each([
    ['of what is new', (nth: number) => `new ${nth}`],
    ['with a retry in it', () => 'the same again and again'],
  ])('reads no more of the log for a batch %s as the log grows', async (_, clientId) => {
    const own = await rooms()
    /** @returns how much of the log was read for them */
    const batches = async (from: number, count: number): Promise<number> => {
      let reads = 0
      for (let nth = from; nth < from + count; nth++) {
        const body = { type: 'text', message: 'grows' }
        const grows = { room: 0, sender: personOf(ann), action: 'send', body }
        const first = { ...grows, body: { ...body, client_id: clientId(nth) } }
        reads += await readsOf(() => append(own, [first, ...Array.from({ length: 9 }, () => grows)]))
      }
      return reads
    }
    await batches(0, 100)
    // What a retry repeats is found twice; the rest is PostgreSQL's own.
    expect(await batches(100, 50)).toBeLessThan(50 * 10)
  })
})

/** Rows of the log, in the table or by an index, that this connection reads for some work; the server's followers read it, too. */
async function readsOf(work: () => Promise<unknown>): Promise<number> {
  await database.query('SELECT pg_stat_force_next_flush()')
  await database.query('BEGIN')
  await work()
  const { rows } = await database.query<{ read: string }>(
    `SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'messages'`,
  )
  await database.query('COMMIT')
  return Number(rows[0]!.read)
}
