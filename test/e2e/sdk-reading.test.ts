// What is read in a room with the client: the place that one looks at, how far one has read, and what is there no more.
import { beforeAll, describe, expect, it } from 'vitest'
import { MemoryStore, type Client } from '../../client/src/index.js'
import { ClockHands } from '../support/clock-hands.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause } from '../support/inbox.js'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { clientOf, liveClient, until, watch } from '../support/sdk.js'
import { sharedServer, type Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { Chatroom } from '../support/wire.js'

/** So much that a place near the beginning is on another page than the end. */
const MANY = 120
/** How often the client tells of marks, in milliseconds: `ROUND_MS` in own-marks.ts. */
const MARKS_ROUND_MS = 300

let server: Server
let ann: Person
let bob: Person
/** A room in which so much was said. */
let long: string

beforeAll(async () => {
  server = await sharedServer()
  ann = await registered(server, 'Ann')
  bob = await registered(server, 'Bob')
  long = await roomWithWords(MANY)
})

/** A room of Ann's in which Bob is, too, and in which she has said so much. */
async function roomWithWords(count: number): Promise<string> {
  const room = await roomWith(ann, [bob])
  await Promise.all(Array.from({ length: count }, (_, nth) => say(ann, room, `message ${nth}`)))
  return room
}

const change = async (by: Person, room: string, changes: object): Promise<void> =>
  void must(await by.api.patch(at('/chatroom', room), changes), 200)

const send = async (by: Person, room: string, body: object): Promise<number> =>
  must(await by.api.post<{ seq: number }>(at('/send-message', room), body), 201).seq

/** The room as the server has it for somebody. */
const onServer = async (who: Person, room: string): Promise<Chatroom> =>
  must(await who.api.get<Chatroom>(at('/chatroom', room)), 200)

const listed = (client: Client, room: string) => client.inbox.getSnapshot()?.find(({ name }) => name === room)

const seqsOf = ({ timeline }: ReturnType<Client['room']>): number[] =>
  timeline.getSnapshot().messages.map(({ seq }) => seq)

describe('a place that is not there', () => {
  it('is refused, and what was looked at stays, and goes on', async () => {
    const room = (await liveClient(server, bob)).room(long)
    watch(room.timeline)
    const before = await until(room.timeline, ({ fresh }) => fresh)
    await expect(room.timeline.jumpTo(100_000)).rejects.toMatchObject({ code: 'seq_unknown' })
    await expect(room.timeline.jumpTo(Number.NaN)).rejects.toMatchObject({ code: 'validation_failed' })
    expect(room.timeline.getSnapshot()).toEqual(before)
    await room.timeline.jumpTo(5)
    const there = seqsOf(room)
    expect(there).toContain(5)
    expect(there).not.toContain(MANY + 2)
    await expect(room.timeline.jumpTo(100_000)).rejects.toMatchObject({ code: 'seq_unknown' })
    expect(seqsOf(room)).toEqual(there)
    await room.timeline.toEnd()
    const { seq } = await say(ann, long, 'still there')
    await until(room.timeline, ({ messages }) => messages.at(-1)?.seq === seq)
  })

  it('before anybody looks, leads to the end', async () => {
    const name = await roomWithWords(1)
    const room = (await liveClient(server, bob)).room(name)
    await room.timeline.jumpTo(100_000)
    watch(room.timeline)
    await until(room.timeline, ({ fresh }) => fresh)
    expect(seqsOf(room)).toEqual([1, 2, 3])
  })
})

describe('a place is shown', () => {
  const PLACE = 5

  /** Where its end was put away. */
  async function withEndKept(): Promise<MemoryStore> {
    const store = new MemoryStore()
    const client = await liveClient(server, bob, { store })
    const { timeline } = client.room(long)
    watch(timeline)
    await until(timeline, ({ fresh }) => fresh)
    await client.close()
    return store
  }

  it('that was chosen before anybody looked, also where the end is kept', async () => {
    const store = await withEndKept()
    for (const client of [await liveClient(server, bob, { store }), clientOf(server, bob, { store })]) {
      const room = client.room(long)
      await room.timeline.jumpTo(PLACE)
      watch(room.timeline)
      const { hasNewer } = await until(room.timeline, ({ fresh }) => fresh)
      expect(seqsOf(room)).toContain(PLACE)
      expect(hasNewer).toBe(true)
    }
  })

  it('where a screen comes, goes and comes again at once, as in StrictMode', async () => {
    const store = await withEndKept()
    const room = (await liveClient(server, bob, { store })).room(long)
    const effect = () => {
      const stop = room.timeline.subscribe(() => undefined)
      void room.timeline.jumpTo(PLACE)
      return stop
    }
    effect()()
    watch(room.timeline)
    await until(room.timeline, ({ fresh }) => fresh)
    expect(seqsOf(room)).toContain(PLACE)
  })

  it('that was chosen while nobody looked, and not the one before', async () => {
    const room = (await liveClient(server, bob)).room(long)
    const stop = room.timeline.subscribe(() => undefined)
    await until(room.timeline, ({ fresh }) => fresh)
    stop()
    await room.timeline.jumpTo(PLACE)
    watch(room.timeline)
    await expect.poll(() => seqsOf(room)).toContain(PLACE)
  })
})

describe('how far one has read', () => {
  it('is told also where that is said before the rooms are known', async () => {
    const [all, some] = [await roomWithWords(2), await roomWithWords(2)]
    const client = clientOf(server, bob)
    client.room(all).read()
    client.room(some).read(3)
    await expect.poll(async () => (await onServer(bob, all)).me?.unread).toBe(0)
    await expect.poll(async () => (await onServer(bob, some)).me?.read_seq).toBe(3)
    expect(listed(client, all)?.me).toMatchObject({ read_seq: 4, unread: 0 })
  })

  it('ends where the log does', async () => {
    const name = await roomWithWords(2)
    const client = await liveClient(server, bob)
    client.room(name).read(100_000)
    await expect.poll(() => listed(client, name)?.me).toMatchObject({ read_seq: 4, unread: 0 })
    await expect.poll(async () => (await onServer(bob, name)).me).toMatchObject({ read_seq: 4, unread: 0 })
    await say(ann, name, 'one more')
    await expect.poll(() => listed(client, name)?.me?.unread).toBe(1)
  })

  it('is told however late the answer comes to what was told before', async () => {
    const relay = await HoldingRelay.to(server.url)
    whenDone(() => relay.close())
    const name = await roomWithWords(2)
    const room = (await liveClient(relay, bob)).room(name)
    const onServers = async () => (await onServer(bob, name)).me
    await expect.poll(onServers).toMatchObject({ delivered_seq: 4 })
    relay.stall()
    room.read(3)
    await expect.poll(onServers).toMatchObject({ read_seq: 3 })
    room.read()
    await pause(3 * MARKS_ROUND_MS)
    relay.read()
    await expect.poll(onServers).toMatchObject({ read_seq: 4, unread: 0 })
  })

  it('is what was said last, be it that something is unread or that all is read', async () => {
    const name = await roomWithWords(2)
    const client = await liveClient(server, bob)
    const room = client.room(name)
    room.read()
    await expect.poll(async () => (await onServer(bob, name)).me?.unread).toBe(0)
    const unread = room.markUnread(4)
    room.read()
    await unread
    await expect.poll(async () => (await onServer(bob, name)).me).toMatchObject({ read_seq: 4, unread: 0 })
    await expect.poll(() => listed(client, name)?.me?.unread).toBe(0)
    const again = room.markUnread(3)
    room.read()
    await Promise.all([again, room.markUnread(4)])
    await expect.poll(() => listed(client, name)?.me).toMatchObject({ read_seq: 3, unread: 1 })
    expect((await onServer(bob, name)).me).toMatchObject({ read_seq: 3, unread: 1 })
  })
})

describe('a room of the list', () => {
  it('has the metadata that the server has, whatever was changed, added or taken away', async () => {
    const name = await roomWith(ann, [bob])
    await change(ann, name, { metadata: { colour: 'green', season: 'summer', of: { lunch: 1 } } })
    const client = await liveClient(server, bob)
    await change(ann, name, { metadata: { colour: null, season: 'winter', day: 1 } })
    await change(ann, name, { settings: { disappear_after: 3600 } })
    await change(ann, name, { settings: { disappear_after: null }, description: 'At noon' })
    const { metadata, settings, description } = await onServer(bob, name)
    expect(metadata).toEqual({ season: 'winter', of: { lunch: 1 }, day: 1 })
    await expect.poll(() => listed(client, name)?.description).toBe(description)
    expect(listed(client, name)).toMatchObject({ settings })
    expect(listed(client, name)?.metadata).toEqual(metadata)
  })

  it('shows what was said last until its time is over, and counts it no longer', async () => {
    const name = await roomWith(ann, [bob], { settings: { disappear_after: 3600 } })
    const { seq } = await say(ann, name, 'Burn after reading')
    const hands = await ClockHands.on(server.databaseUrl)
    await hands.expireAt(name, seq, Date.now() + 900)
    const client = await liveClient(server, bob)
    watch(client.inbox)
    expect(listed(client, name)).toMatchObject({ last_message: { type: 'text' }, me: { unread: 1 } })
    await until(client.inbox, () => listed(client, name)?.last_message?.type === 'expired')
    expect(JSON.stringify(listed(client, name))).not.toContain('Burn')
    await until(client.inbox, () => listed(client, name)?.me?.unread === 0)
  })

  it('has nothing pinned that is deleted', async () => {
    const name = await roomWithWords(2)
    const client = await liveClient(server, bob)
    client.room(name).read()
    for (const target_seq of [3, 4]) await send(ann, name, { type: 'pin', target_seq, pinned: true })
    await expect.poll(() => listed(client, name)?.pinned).toEqual([3, 4])
    await send(ann, name, { type: 'delete', target_seq: 3 })
    await expect.poll(() => listed(client, name)?.pinned).toEqual([4])
  })

  it('begins where one may read, and so does what is shown of it, whenever that changes', async () => {
    const name = await roomWith(ann)
    await say(ann, name, 'before Bob')
    must(await bob.api.post(at('/enter-chatroom', name)), 200)
    const client = await liveClient(server, bob)
    const room = client.room(name)
    watch(room.timeline)
    await until(room.timeline, ({ messages }) => messages.length === 3)
    await change(ann, name, { settings: { history: 'since_joined' } })
    await expect.poll(() => listed(client, name)?.first_seq).toBe(3)
    await expect.poll(() => seqsOf(room)).toEqual([3, 4])
    await change(ann, name, { settings: { history: 'all' } })
    await expect.poll(() => listed(client, name)?.first_seq).toBe(1)
    await expect.poll(() => seqsOf(room)).toEqual([1, 2, 3, 4, 5])
  })

  it('is known to begin later, when one comes to its beginning, where old days were taken away', async () => {
    const client = await liveClient(server, bob)
    const room = client.room(long)
    watch(room.timeline)
    await until(room.timeline, ({ fresh }) => fresh)
    const hands = await ClockHands.on(server.databaseUrl)
    await hands.makeOlder(long, 20, 2)
    await hands.database.query(
      `SELECT shorten_log(c.id, now() - interval '1 day') FROM chatrooms c WHERE c.name = $1`,
      [long],
    )
    for (let pages = 0; room.timeline.getSnapshot().hasOlder; pages++) {
      expect(pages).toBeLessThan(5)
      await room.timeline.loadOlder()
    }
    expect(seqsOf(room)[0]).toBe(21)
    await expect.poll(() => listed(client, long)?.first_seq).toBe(21)
  })
})
