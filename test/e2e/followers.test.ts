// That nothing is missed by those who follow the log, whatever commits late, out of order or beside the application; and all types of events.
import { Client } from 'pg'
import { Subject } from 'rxjs'
import { DataSource } from 'typeorm'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions } from '../../src/database/data-source.js'
import { isRange, readEvents } from '../../src/followers/event-log.js'
import { Followers, type Follower } from '../../src/followers/followers.service.js'
import type { RoomLog } from '../../src/room-log/room-log.js'
import { admin, EventReader, type EventPage, type FeedEvent } from '../support/events.js'
import { add, ban, change, makeAdmin, remove, unban } from '../support/governing.js'
import { pause, range } from '../support/inbox.js'
import {
  crowd,
  leave,
  logOf,
  must,
  registered,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { deckOf, seed } from '../support/random.js'
import { at, type Query } from '../support/rest.js'
import { sharedNodes } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { Message } from '../support/wire.js'

const CONFIG = readConfig({})
const [one, two] = await sharedNodes()

async function connection(): Promise<Client> {
  const client = new Client(one.databaseUrl)
  await client.connect()
  clients.push(client)
  return client
}
const clients: Client[] = []
afterAll(() => Promise.all(clients.map((client) => client.end())))

const send = async (by: Person, room: string, body: object) =>
  must(await by.api.post<Message>(at('/send-message', room), body), 201)
/** What was said in a room, among what a reader has read. */
const saidIn = (reader: EventReader, room: string) =>
  reader.of(room).filter(({ type }) => type === 'message.text')
const seqs = (events: FeedEvent[]) => events.flatMap(({ data }) => data.seq ?? [])

/** Says something in a room as the log's writer does, in a transaction that is not over. */
async function beginToSay(client: Client, room: string, by: Person): Promise<number> {
  await client.query('BEGIN')
  const { rows } = await client.query<{ chatroom_id: string; last_seq: string; last_n: string }>(
    `UPDATE chatroom_heads SET last_seq = last_seq + 1, last_n = last_n + 1, said_seq = last_seq + 1
     WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) RETURNING chatroom_id, last_seq, last_n`,
    [room],
  )
  const { chatroom_id, last_seq, last_n } = rows[0]!
  await client.query(
    `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
     VALUES ($1, $2, $3, 'text', $4, 'late', now())`,
    [chatroom_id, last_seq, last_n, by.user.id],
  )
  return Number(last_seq)
}

describe.concurrent('what commits late', () => {
  it('is not missed: an entry whose transaction is open while others are committed and read', async () => {
    const [ann] = (await crowd(one, 1)) as [Person]
    const [slow, quick] = [await roomWith(ann), await roomWith(ann)]
    const reader = await EventReader.now(one)
    const writer = await connection()
    const seq = await beginToSay(writer, slow, ann)
    for (let nth = 0; nth < 3; nth++) {
      await say(ann, quick, `${nth}`)
      await reader.until(() => saidIn(reader, quick).length === nth + 1)
    }
    expect(saidIn(reader, slow)).toEqual([])
    await writer.query('COMMIT')
    await reader.until(() => saidIn(reader, slow).length === 1)
    await say(ann, slow, 'after')
    await reader.until(() => saidIn(reader, slow).length === 2)
    expect(seqs(saidIn(reader, slow))).toEqual([seq, seq + 1])
  })

  it('is not missed: what is in no log, and was numbered first', async () => {
    const reader = await EventReader.now(two)
    const writer = await connection()
    const username = unique('late')
    await writer.query('BEGIN')
    await writer.query(
      `INSERT INTO users (id, username, display_name) VALUES (gen_random_uuid(), $1, 'Late')`,
      [username],
    )
    const other = await registered(one)
    const created = (name: string) =>
      reader.events.filter(({ type, data }) => type === 'user.created' && data['username'] === name)
    await reader.until(() => created(other.user.username).length === 1)
    expect(created(username)).toEqual([])
    await writer.query('COMMIT')
    await reader.until(() => created(username).length === 1)
  })

  it('is not missed: what was taken back leaves no hole, and what no node was told of is found', async () => {
    const ann = await registered(one)
    const room = await roomWith(ann)
    const reader = await EventReader.now(one)
    const writer = await connection()
    const seq = await beginToSay(writer, room, ann)
    await writer.query('ROLLBACK')
    expect(await beginToSay(writer, room, ann)).toBe(seq)
    await writer.query('COMMIT')
    await reader.until(() => saidIn(reader, room).length === 1, 5000)
    expect(seqs(saidIn(reader, room))).toEqual([seq])
  })
})

it('an event of every type comes, with what it is about as it is now', async () => {
  const reader = await EventReader.now(one)
  const [ann, ben, carl] = (await crowd(one, 3)) as [Person, Person, Person]
  const room = await roomWith(ann, [ben])
  const text = await send(ann, room, { type: 'text', message: 'first words' })
  const custom = await send(ann, room, { type: 'custom', content: { app: 1 } })
  const poll = await send(ann, room, { type: 'poll', poll: { question: 'Lunch?', options: ['a', 'b'] } })
  const file = { type: 'document', filename: 'a.txt', content: Buffer.from('x').toString('base64') }
  await send(ben, room, { type: 'attachment', attachment: file })
  await send(ben, room, { type: 'location', location: { latitude: 1, longitude: 2 } })
  await send(ben, room, { type: 'contact', contacts: [{ name: 'Ann' }] })
  await send(ben, room, { type: 'forward', forward: { chatroom: room, seq: text.seq } })
  await send(ann, room, { type: 'edit', target_seq: text.seq, message: 'new words' })
  await send(ben, room, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
  await send(ben, room, { type: 'vote', target_seq: poll.seq, options: [1] })
  await send(ann, room, { type: 'pin', target_seq: text.seq, pinned: true })
  await send(ann, room, { type: 'delete', target_seq: custom.seq })
  must(await ben.api.put(at('/chatroom', room, `/reports/${text.seq}`), { reason: 'Spam' }), 204)
  must(await ann.api.delete(at('/chatroom', room, `/reports/${text.seq}`)), 204)
  must(await add(ann, room, carl), 201)
  await makeAdmin(ann, room, ben)
  for (const muted_until of [new Date(Date.now() + 60_000).toISOString(), null])
    must(await change(ann, room, carl, { muted_until }), 200)
  must(await remove(ann, room, carl), 204)
  must(await ban(ann, room, carl), 204)
  must(await unban(ann, room, carl), 204)
  must(await ann.api.patch(at('/chatroom', room), { description: 'new' }), 200)
  await leave(ben, room)
  must(await ann.api.patch('/auth/me', { display_name: 'Ann the Second' }), 200)
  const log = await logOf(ann, room)
  const entries = () => reader.of(room).filter(({ data }) => 'sender' in data)
  const ofAnn = () => reader.events.filter(({ data }) => data['id'] === ann.user.id)
  await reader.until(() => entries().length === log.length && ofAnn().length === 2)
  expect(entries().map(({ data }) => data)).toEqual(log)
  expect(entries().map(({ type }) => type)).toEqual(
    log.map(({ type, n, target_seq }) => `${(n ?? target_seq) ? 'message' : 'member'}.${type}`),
  )
  expect(new Set(entries().map(({ type }) => type))).toEqual(
    new Set([
      ...['text', 'attachment', 'location', 'contact', 'poll', 'deleted'].map((type) => `message.${type}`),
      ...['edit', 'reaction', 'vote', 'pin', 'delete'].map((type) => `message.${type}`),
      ...['joined', 'left', 'removed', 'banned', 'unbanned', 'muted', 'unmuted', 'role', 'room'].map(
        (type) => `member.${type}`,
      ),
    ]),
  )
  await reader.until(() => reader.of(room).some(({ type }) => type === 'report.closed'))
  expect(reader.of(room).find(({ type }) => type === 'report.created')!.data).toMatchObject({
    ...{ chatroom: room, seq: text.seq, user: { id: ben.user.id } },
    message: { message: 'new words' },
  })
  expect(reader.of(room)[0]).toMatchObject({
    type: 'chatroom.created',
    data: { name: room, description: 'new', created_by: { display_name: 'Ann the Second' } },
  })
  expect(ofAnn().map(({ type, data }) => [type, data['display_name']])).toEqual([
    ['user.created', 'Ann the Second'],
    ['user.updated', 'Ann the Second'],
  ])
})

it('what is about an entry comes after it, whichever node hears of which first', async () => {
  const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const reader = await EventReader.now(two)
  const elsewhere = { ...ben, api: Object.assign(Object.create(ben.api), { server: two }) } as Person
  for (let nth = 0; nth < 10; nth++) {
    const { seq } = await say(ann, room, `${nth}`)
    must(await elsewhere.api.put(at('/chatroom', room, `/reports/${seq}`), { reason: 'Spam' }), 204)
    await pause(nth * 20)
  }
  const reports = () => reader.of(room).filter(({ type }) => type === 'report.created')
  await reader.until(() => reports().length === 10 && saidIn(reader, room).length === 10)
  const places = new Map(reader.of(room).map(({ type, data }, index) => [`${type} ${data.seq}`, index]))
  for (const seq of seqs(reports()))
    expect(places.get(`report.created ${seq}`)).toBeGreaterThan(places.get(`message.text ${seq}`)!)
})

it('a name that is free and taken again at once is created, deleted, created', async () => {
  const [ann] = (await crowd(one, 1)) as [Person]
  const reader = await EventReader.now(one)
  const name = unique('phoenix')
  for (let nth = 0; nth < 5; nth++) {
    await roomWith(ann, [], { name })
    must(await ann.api.delete(at('/chatroom', name)), 204)
  }
  await roomWith(ann, [], { name })
  const rooms = () => reader.of(name).filter(({ type }) => type !== 'member.joined')
  // Of those that are gone, nothing but that is left, unless it was read before.
  await reader.until(
    () => reader.of(name).at(-1)?.type === 'member.joined' && rooms().at(-1)?.type === 'chatroom.created',
  )
  const deleted = rooms().filter(({ type }) => type === 'chatroom.deleted')
  expect(deleted).toHaveLength(5)
  expect(rooms().at(-1)!.type).toBe('chatroom.created')
})

it('each page goes on exactly where the one before ends, by cursor and by id, in pages of any size', async () => {
  const [ann] = (await crowd(one, 1)) as [Person]
  const from = await EventReader.now(one)
  const { cursor } = await from.read()
  from.events.length = 0
  const rooms = await Promise.all(range(1, 4).map(() => roomWith(ann)))
  await Promise.all(rooms.flatMap((room) => range(1, 12).map((nth) => say(ann, room, `${nth}`))))
  await from.until(() => rooms.every((room) => from.of(room).length === 14))
  const all = from.events
  const read = async (after: string, query: Query) =>
    must(await admin(two).get<EventPage>('/admin/events', { after, ...query }), 200)
  for (const limit of [1, 5, 33]) {
    let [byCursor, byId] = [cursor, cursor]
    for (let nth = 0; nth < all.length; nth += limit) {
      const expected = all.slice(nth, nth + limit).map(({ id }) => id)
      const pages = await Promise.all([read(byCursor, { limit }), read(byId, { limit })])
      for (const { events } of pages)
        expect(events.slice(0, expected.length).map(({ id }) => id)).toEqual(expected)
      byCursor = pages[0].cursor
      byId = expected.at(-1)!
    }
  }
})

it('many who wait are all told, whichever node they wait on', async () => {
  const ann = await registered(one)
  const room = await roomWith(ann)
  const readers = await Promise.all(range(1, 60).map((nth) => EventReader.now(nth % 2 ? one : two)))
  const waits = readers.map((reader) => reader.until(() => saidIn(reader, room).length > 0))
  await pause(300)
  const { seq } = await say(ann, room, 'news')
  await Promise.all(waits)
  for (const reader of readers) expect(seqs(saidIn(reader, room))).toEqual([seq])
})

describe('a follower that is registered', () => {
  /** A node as far as followers know it: one that says nothing itself, and has no hints. */
  async function node(step: Follower['step'], name: string): Promise<Followers> {
    const source = await new DataSource(dataSourceOptions(CONFIG, one.databaseUrl)).initialize()
    const log = { committed: new Subject(), inDoubt: new Subject() } as unknown as RoomLog
    const followers = new Followers(source, log, CONFIG)
    followers.register({ name, step })
    await followers.onApplicationBootstrap()
    whenDone(async () => {
      await followers.beforeApplicationShutdown()
      await source.destroy()
    })
    return followers
  }

  it(`does each thing once, on either of two nodes, however often it fails (seed ${seed})`, async () => {
    const [ann] = (await crowd(one, 1)) as [Person]
    const database = await connection()
    const name = unique('follower')
    await database.query(
      `CREATE TABLE "${name}" (nth bigint GENERATED ALWAYS AS IDENTITY, chatroom_id bigint, seq bigint, worker int)`,
    )
    // From here on.
    await database.query(
      `INSERT INTO followers (name, position) SELECT $1, position FROM followers WHERE name = 'collector'`,
      [name],
    )
    const next = deckOf({ works: 3, breaks: 1 })
    const stepOf =
      (worker: number): Follower['step'] =>
      async (manager, after) => {
        const { happened, next: place } = await readEvents(manager, after, 7)
        for (const each of happened)
          if (isRange(each))
            await manager.query(
              `INSERT INTO "${name}" (chatroom_id, seq, worker) SELECT $1, generate_series($2::bigint, $3), $4`,
              [each.chatroomId, each.first, each.last, worker],
            )
        if (next() === 'breaks') throw new Error('broken by the test')
        return place
      }
    const rooms = await Promise.all(range(1, 3).map(() => roomWith(ann)))
    await Promise.all(range(1, 2).map((worker) => node(stepOf(worker), name)))
    for (let nth = 0; nth < 20; nth++) {
      await Promise.all(rooms.map((room) => say(ann, room, `${nth}`)))
      await pause(50)
    }
    const followed = async () => {
      const { rows } = await database.query<{ name: string; seqs: string[] }>(
        `SELECT c.name, array_agg(f.seq ORDER BY f.nth) AS seqs FROM "${name}" f JOIN chatrooms c ON c.id = f.chatroom_id
         WHERE c.name = ANY ($1) GROUP BY c.name`,
        [rooms],
      )
      return Object.fromEntries(rows.map((row) => [row.name, row.seqs.map(Number)]))
    }
    // The owner's coming, and what they have said.
    const all = Object.fromEntries(rooms.map((room) => [room, range(1, 21)]))
    await expect.poll(followed, { timeout: 60_000, interval: 200 }).toEqual(all)
    await pause(1500)
    expect(await followed()).toEqual(all)
  })
})
