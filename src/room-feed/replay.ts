// Brings one connection what it lacks in many rooms, a page at a time: it holds no more than that, however slowly it is read.
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Arrival } from './arrival.js'
import { beginningAfter, follows, type Beginning } from './following.js'

/** About how many messages a connection is read at once, of up to so many rooms, and of each at least. */
const PAGE = 50
const ROOMS = 25
const OF_EACH = 2

/** Reads at most so many messages of the room's log after a `seq`, together with what others ask for at the same time. */
export type ReadPage = (room: RoomRef, after: number, most: number) => Promise<readonly MessageView[]>

/**
 * Takes arrivals from `waiting` until none is left that is behind; more may be added meanwhile.
 * @throws what `read` throws, and where the log does not go on after what the connection has; whoever is behind waits again
 */
export async function replay(waiting: Arrival[], read: ReadPage, beginning?: Beginning): Promise<void> {
  while (waiting.length > 0) {
    const round = waiting.splice(-ROOMS)
    const most = Math.max(OF_EACH, Math.floor(PAGE / round.length))
    const tried = await Promise.allSettled(round.map((arrival) => advance(arrival, most, read, beginning)))
    waiting.push(...round.filter(({ behind }) => behind))
    const failed = tried.find((each) => each.status === 'rejected')
    if (failed) throw failed.reason
  }
}

async function advance(arrival: Arrival, most: number, read: ReadPage, beginning?: Beginning): Promise<void> {
  if (!arrival.behind) return arrival.feed.settle(arrival)
  const from = arrival.position
  const page = await read(arrival.feed.room, from, most)
  if (!arrival.open) return
  if (follows(page, from)) return arrival.replay(page)
  // What it lacks was taken away from the log's beginning.
  const position = await beginningAfter(from, arrival.feed.room, beginning)
  if (!arrival.open) return
  arrival.position = position
  arrival.feed.settle(arrival)
}
