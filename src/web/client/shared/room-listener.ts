// What a live connection to a room tells, and what it has to be given.
import type { Problem } from './problem'
import type { Draft, Message } from './wire'

/** Where the tokens come from; SessionKeeper is one. */
export interface TokenSource {
  /** @throws Problem `unauthenticated` when there is no session any more */
  token(): Promise<string>
  /** @throws Problem likewise */
  refresh(stale: string): Promise<string>
}

export type ConnectionState =
  | { at: 'connecting' }
  | { at: 'live' }
  /** Not connected; the next try is made at `retryAt` (milliseconds since 1970). */
  | { at: 'waiting'; retryAt: number; problem: Problem }
  /** It will not come back by itself. */
  | { at: 'ended'; problem: Problem }

/** Something said or changed here that has not come back yet as an entry of the room. */
export interface Outgoing {
  client_id: string
  draft: Draft
  since: Date
  /** Set when it was acknowledged: it is on disk, and the entry itself is on its way here. */
  seq?: number
  /** Set when it was refused: it waits for `retry` or `discard`. */
  problem?: Problem
}

/** Where the history ends that is known here. */
export interface Position {
  /** Which log that is. */
  log: string
  lastSeq: number
  /** Whether it is no longer the room that was there the last time: it was deleted and made anew under its name. */
  anew: boolean
}

export interface RoomListener {
  /** Every entry of the log after those that `loadNewest` answered for, once, in order. */
  message(entry: Message): void
  state(state: ConnectionState): void
  /** What has not come back, the oldest first. */
  outbox(outbox: readonly Outgoing[]): void
  /**
   * Reads the end of the room's history: at the start, and again when the room has another log than the one we have seen.
   * @throws Problem when the history cannot be read
   */
  loadNewest(): Promise<Position>
}
