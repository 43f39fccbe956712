// The feed of one room against an in-memory log: whatever order hints, reads and connections come in, each connection
// gets its part of the log once and in order.
import { describe, expect, it } from 'vitest'
import { CloseCode } from '../../src/common/errors.js'
import { RoomFeed, type ReadAfter } from '../../src/room-feed/room-feed.js'
import type { MessageView } from '../../src/room-log/message.view.js'
import type { ReadPage } from '../../src/room-feed/replay.js'
import { range } from '../support/inbox.js'
import { seed } from '../support/random.js'
import {
  atOnce,
  chance,
  Connection,
  InboxConnection,
  message,
  ROOM,
  settle,
  texts,
  World,
} from './room-feed.world.js'

/** Reads a log of a thousand texts. */
const upTo1000: ReadAfter = (_room, after, limit = 50) =>
  Promise.resolve(texts(after + 1, Math.min(after + limit, 1000)))

const ROUNDS = 150
const STEPS = 250

/** Every connection has all it is due; one that went away, or was cut before it had caught up, has a beginning of it. */
function expectAllServed(world: World): void {
  for (const connection of world.connections) {
    const { seqs, left } = world.due(connection)
    const gone = world.gone.has(connection) || connection.closed === CloseCode.overloaded
    const early = gone || (left !== undefined && !connection.live)
    expect(connection.seqs).toEqual(early ? seqs.slice(0, connection.seqs.length) : seqs)
    if (!gone) expect(connection.closed).toBe(left === undefined ? undefined : CloseCode.notAMember)
  }
  for (const inbox of world.inboxes) expectInboxServed(world, inbox)
}

/** It is told of the leaving, too; and whoever stands where the feed stands costs nothing of their own. */
function expectInboxServed(world: World, inbox: InboxConnection): void {
  const { seqs, left } = world.due(inbox)
  const all = left === undefined ? seqs : [...seqs, left]
  const gone = world.gone.has(inbox)
  expect(inbox.seqs).toEqual(gone ? all.slice(0, inbox.seqs.length) : all)
  if (gone) return
  expect(inbox.ended).toBe(left === undefined ? undefined : 'not_a_member')
  expect(inbox.isPointer).toBe(true)
}

describe(`a room's feed, in random order (seed ${seed})`, () => {
  it('hands each connection its part of the log once, when hints get lost and reads fail', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const world = new World({ hintsLost: 0.5, readsFail: 0.2 })
      for (let step = 0; step < STEPS; step++) {
        await world.step()
        if (chance(0.02)) world.check()
      }
      await world.calm()
      world.check()
      await world.calm()
      expect(world.head).toBeGreaterThan(0)
      expectAllServed(world)
    }
  })

  it('needs no periodic check when every hint arrives, however late, often and disordered', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const world = new World({ hintsLost: 0, readsFail: 0 })
      for (let step = 0; step < STEPS; step++) await world.step()
      await world.calm()
      expectAllServed(world)
      expect(world.connections.filter(({ closed }) => closed === CloseCode.overloaded)).toEqual([])
    }
  })
})

describe('a gap that is being filled', () => {
  /** A feed at 1 whose reads are answered by hand. */
  function slowFeed() {
    const answers: ((page: MessageView[]) => void)[] = []
    const feed = new RoomFeed(
      ROOM,
      { read: () => new Promise((resolve) => answers.push(resolve)), scheduler: atOnce },
      1,
    )
    const connection = new Connection(1, 1, 1)
    feed.add(connection.subscription)
    return { feed, connection, answers }
  }

  it.each(range(0, 8))('is filled further when it grows %i turns after its reading', async (turns) => {
    const { feed, connection, answers } = slowFeed()
    feed.announce(2)
    answers[0]!(texts(2, 2))
    await settle(turns)
    feed.announce(3)
    await settle(20)
    answers[1]?.(texts(3, 3))
    await settle(20)
    expect(connection.seqs).toEqual([2, 3])
  })

  it('is read again when it was announced while a reading found nothing', async () => {
    const { feed, connection, answers } = slowFeed()
    feed.announce(5) // of a log that has not got so far: a stray hint
    feed.announce(2)
    answers[0]!([])
    await settle(20)
    feed.announce(2)
    answers[1]!(texts(2, 2))
    await settle(20)
    expect(connection.seqs).toEqual([2])
    expect(answers.length).toBeLessThanOrEqual(3)
  })

  it('stays open, and is not asked for without end, while the log itself has a hole', async () => {
    let reads = 0
    const read = async () => (++reads < 1000 ? texts(5001, 5010) : [])
    const feed = new RoomFeed(ROOM, { read, scheduler: atOnce }, 1)
    const connection = new Connection(1, 1, 1)
    feed.add(connection.subscription)
    feed.announce(5010)
    await settle(200)
    expect(reads).toBeLessThan(5)
    expect(connection.seqs).toEqual([])
  })
})

describe('a connection that still catches up', () => {
  it('is cut as soon as its member has left, not when it has read so far', async () => {
    const feed = new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 1000)
    const slow = new Connection(1, 1000, 0, () => undefined)
    feed.add(slow.subscription)
    await settle(20)
    feed.receive([message(1001, 2, 'left')])
    expect(slow.closed).toBeUndefined()
    feed.receive([message(1002, 1, 'left')])
    expect(slow.closed).toBe(CloseCode.notAMember)
    expect(slow.seqs).toEqual(range(1, 50))
  })

  it('is cut rather than handed a log with a hole', async () => {
    const feed = new RoomFeed(ROOM, { read: () => Promise.resolve(texts(51, 60)), scheduler: atOnce }, 60)
    const connection = new Connection(1, 60, 10)
    feed.add(connection.subscription)
    await settle(20)
    expect(connection.seqs).toEqual([])
    expect(connection.closed).toBe(CloseCode.overloaded)
  })
})

describe('a notice', () => {
  it('goes with the next messages, after them, or by itself a moment later', async () => {
    const feed = new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 1000)
    const live = new Connection(1, 1000, 1000)
    feed.add(live.subscription)
    await settle(20)
    feed.notify(() => ({ type: 'typing' }))
    expect(live.notices).toEqual([])
    feed.receive([message(1001)])
    expect([live.seqs, live.notices.length]).toEqual([[1001], 1])
    feed.notify(() => ({ type: 'typing' }))
    await expect.poll(() => live.notices).toHaveLength(2)
  })

  it('that is one of very many waits for its turn, and messages do not', async () => {
    const feed = new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 1000)
    const crowd = range(1, 1000).map((person) => new Connection(person, 1000, 1000))
    for (const { subscription } of crowd) feed.add(subscription)
    await settle(20)
    for (const _ of range(1, 20)) feed.notify(() => ({ type: 'marks' }))
    feed.receive([message(1001)])
    feed.receive([message(1002)])
    expect([crowd[0]!.seqs, crowd[0]!.notices.length]).toEqual([[1001, 1002], 16])
    await expect.poll(() => crowd.every(({ notices }) => notices.length === 20)).toBe(true)
  })

  it('reaches who has caught up, and never who still does or has gone', async () => {
    const feed = new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 1000)
    const [live, slow, gone] = [
      new Connection(1, 1000, 1000),
      new Connection(2, 1000, 0, () => undefined),
      new Connection(3, 1000, 1000),
    ]
    for (const { subscription } of [live, slow, gone]) feed.add(subscription)
    await settle(20)
    feed.remove(gone.subscription)
    feed.notify(() => ({ type: 'typing', chatroom: 'room' }))
    feed.receive([message(1001)])
    expect(live.notices).toEqual([{ type: 'typing', chatroom: 'room' }])
    expect(live.seqs).toEqual([1001])
    expect([slow.notices, gone.notices]).toEqual([[], []])
  })
})

describe('a connection with many rooms', () => {
  const feedAt1000 = () => new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 1000)
  const read: ReadPage = (room, after, most) => upTo1000(room, after, most)

  it('is told that the room is gone, after the page that is on its way', async () => {
    const feed = feedAt1000()
    const pages: (() => void)[] = []
    const [live, slow] = [
      new InboxConnection(1, 1000, 1000),
      new InboxConnection(2, 1000, 0, (flushed) => pages.push(flushed)),
    ]
    for (const inbox of [live, slow]) void inbox.join(feed, read)
    await settle(20)
    feed.end('chatroom_not_found', CloseCode.noSuchRoom, 'gone')
    expect([live.ended, slow.ended]).toEqual(['chatroom_not_found', undefined])
    pages[0]!()
    await settle(20)
    expect(slow.ended).toBe('chatroom_not_found')
    expect(slow.seqs).toEqual(range(1, 50))
    expect(feed.isEmpty).toBe(true)
  })

  it('hears nothing more once it does not listen, however far it was', async () => {
    const feed = feedAt1000()
    const drains = [undefined, undefined, () => undefined, undefined]
    const inboxes = [1000, 1000, 0, 1000].map((at, n) => new InboxConnection(n, 1000, at, drains[n]))
    for (const inbox of inboxes) void inbox.join(feed, read)
    await settle(20)
    for (const inbox of inboxes.slice(0, 3)) feed.unlisten(inbox)
    feed.notify(() => ({ type: 'typing' }))
    feed.receive([message(1001, 1, 'left')])
    await settle(20)
    expect(inboxes.map(({ seqs }) => seqs.at(-1))).toEqual([undefined, undefined, 50, 1001])
    expect(inboxes.map(({ notices }) => notices.length)).toEqual([0, 0, 0, 1])
    expect(inboxes.map(({ ended }) => ended)).toEqual(inboxes.map(() => undefined))
    feed.unlisten(inboxes[3]!)
    expect(feed.isEmpty).toBe(true)
  })

  it('that is ahead of what the node has heard is brought nothing twice, and costs a pointer from there on', async () => {
    const feed = new RoomFeed(ROOM, { read: upTo1000, scheduler: atOnce }, 900)
    const inbox = new InboxConnection(1, 950, 940)
    void inbox.join(feed, read)
    expect(inbox.isPointer).toBe(false)
    await settle(50)
    expect(inbox.seqs).toEqual(range(941, 950))
    expect(inbox.isPointer).toBe(true)
  })
})
