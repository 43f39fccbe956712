// A feed in a room that hides from each member what was before they came: live, while they catch up, and when the room changes its mind.
import { expect, it } from 'vitest'
import type { Listener } from '../../src/room-feed/arrival.js'
import { RoomFeed } from '../../src/room-feed/room-feed.js'
import { Subscription } from '../../src/room-feed/subscription.js'
import type { MessageView } from '../../src/room-log/message.view.js'
import { atOnce, message, ROOM, settle } from './room-feed.world.js'

/** Each answers the first. */
const answer = (seq: number): MessageView => ({ ...message(seq), reply_to: { seq: 1 } })
const setTo = (seq: number, history: string): MessageView => ({
  ...message(seq, 0, 'room'),
  changes: { settings: { history } },
})

/** A log of ten entries, of which the last nine answer the first; and a feed that stands at its end. */
function room(hidesPast: boolean) {
  const log = [message(1), ...Array.from({ length: 9 }, (_, index) => answer(index + 2))]
  const read = (_: unknown, after: number) => Promise.resolve(log.filter(({ seq }) => seq > after))
  const feed = new RoomFeed(ROOM, { read, scheduler: atOnce }, log.length)
  feed.learn(log.length, { seq: 1, joinedSeq: 1, hidesPast })
  return feed
}

const told = (messages: readonly MessageView[]) =>
  messages.map(({ seq, reply_to }) => [seq, reply_to !== undefined])

function listening(feed: RoomFeed, joinedSeq: number) {
  const got: [number, boolean][] = []
  const listener = {
    actor: { id: `came at ${joinedSeq}` },
    write: (messages: readonly MessageView[]) => void got.push(...(told(messages) as [number, boolean][])),
  } as unknown as Listener
  feed.listen(listener, feed.delivered, { seq: joinedSeq, joinedSeq, hidesPast: feed.hidesPast })
  return { got, listener }
}

async function subscribed(feed: RoomFeed, joinedSeq: number, position: number) {
  const got: unknown[] = []
  const sink = {
    write: (messages: readonly MessageView[], flushed?: () => void) => {
      got.push(...told(messages))
      flushed?.()
    },
  }
  const admitted = { seq: feed.delivered, joinedSeq, hidesPast: feed.hidesPast }
  feed.add(new Subscription(feed, { id: 'bob' } as never, sink as never, admitted, position))
  await settle(20)
  return got
}

it('shows each listener quotes from after they came, also after one of them has gone', () => {
  const feed = room(true)
  const [early, gone, late] = [1, 2, 9].map((joinedSeq) => listening(feed, joinedSeq))
  feed.receive([answer(11)])
  feed.unlisten(gone!.listener)
  feed.receive([answer(12)])
  expect(early!.got).toEqual([
    [11, true],
    [12, true],
  ])
  expect(late!.got).toEqual([
    [11, false],
    [12, false],
  ])
  expect(gone!.got).toEqual([[11, false]])
})

it('hands out nothing from before to who catches up from the beginning', async () => {
  expect(await subscribed(room(true), 8, 0)).toEqual([
    [8, false],
    [9, false],
    [10, false],
  ])
  expect(await subscribed(room(false), 8, 7)).toEqual([
    [8, true],
    [9, true],
    [10, true],
  ])
})

it('obeys the room from its own entry on', async () => {
  const feed = room(false)
  const { got } = listening(feed, 5)
  feed.receive([answer(11)])
  feed.receive([setTo(12, 'since_joined')])
  feed.receive([answer(13)])
  feed.receive([setTo(14, 'all')])
  feed.receive([answer(15)])
  expect(got).toEqual([
    [11, true],
    [12, false],
    [13, false],
    [14, false],
    [15, true],
  ])
})

it('is not told the old setting by who was let in before it changed', () => {
  const feed = room(false)
  feed.receive([setTo(11, 'since_joined')])
  feed.learn(10, { seq: 10, joinedSeq: 5, hidesPast: false })
  expect(feed.hidesPast).toBe(true)
  feed.learn(12, { seq: 12, joinedSeq: 5, hidesPast: false })
  expect(feed.hidesPast).toBe(false)
})
