// What one room, or what is in none, has to deliver to a webhook: one event after the other.
import type { PlacedEvent } from '../event-feed.js'
import type { Position } from '../position.js'

/** What is in no room has a place of its own beside the rooms. */
export const NO_ROOM = 0

/** An event that is read and wanted. */
export interface Item extends PlacedEvent {
  /** Up to here is everything that was read before it. */
  before: Position
  /** Delivered; or left to its room, which has a place of its own. */
  settled: boolean
}

/** A place of its own: behind the one of all others. */
export interface OwnPlace {
  /** Up to where it has read. */
  read: Position
  /** How often its next event was tried. */
  attempt: number
  /** Seconds until it is tried again, and whether it is waiting for that. */
  wait: number
  waits: boolean
  /** It has all that it may have, until the others have read more. */
  rests: boolean
}

export interface Lane {
  room: number
  queue: Item[]
  /** It is being worked on, or will be without being asked. */
  busy: boolean
  /** Up to where it has delivered what is wanted of it. */
  delivered: Position
  own?: OwnPlace | undefined
}

/** From now on it reads for itself, from `read` on; what it has now is not read again by anybody else. */
export function letGo(lane: Lane, read: Position): OwnPlace {
  for (const item of lane.queue) item.settled = true
  lane.own = { read, attempt: 0, wait: 0, waits: false, rests: false }
  return lane.own
}

/** Whether there may be something to do for it. */
export const isReady = ({ busy, queue, own }: Lane): boolean =>
  !busy && (own ? !own.waits && (queue.length > 0 || !own.rests) : queue.length > 0)
