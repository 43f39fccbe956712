// What the live connection tells, and what it has to be given.
import type { Problem } from './problem.js'
import type { Chatroom, Draft, Message, Notice } from './wire.js'

export type ConnectionState =
  | { at: 'connecting' }
  | { at: 'live' }
  /** Not connected; the next try is made at `retryAt` (milliseconds since 1970). */
  | { at: 'waiting'; retryAt: number; problem: Problem }
  /** It will not come back by itself. */
  | { at: 'ended'; problem: Problem }

/** Something said or changed here that has not come back yet as an entry of its room. */
export interface Outgoing {
  client_id: string
  draft: Draft
  since: Date
  /** Set when it was acknowledged: it is on disk, and the entry itself is on its way here. */
  seq?: number
  /** Set when it was refused: it waits for `retry` or `discard`. */
  problem?: Problem
}

export interface InboxListener {
  /**
   * The rooms that are known to begin with, of which everything after their `last_seq` then comes. Asked once, before the first
   * connection.
   * @throws Problem when they cannot be read: it is asked again
   */
  begin(): Promise<readonly Chatroom[]>
  /**
   * A one-use ticket for a connection.
   * @throws Problem `unauthenticated` when there is no session any more
   */
  ticket(): Promise<string>
  state(state: ConnectionState): void
  /** All is told that came while one was away. Notices of that time are not: ask for what they would have said. */
  synced(): void
  /** A room as it is now, that one is in and did not know, or that has another log than before. */
  room(room: Chatroom): void
  /** `not_a_member`, `chatroom_not_found`, or `seq_unknown`: it has another log, and comes as a `room` next. */
  roomGone(name: string, code: string): void
  /** What lies before `before_seq`, and after what was told last, has to be read from the history. */
  gap(name: string, before_seq: number): void
  /** Every entry of a room's log after those that are known, once, in order. */
  entry(entry: Message): void
  notice(notice: Notice): void
  /** A mark, or what is typed, was not taken. */
  refused(name: string, problem: Problem): void
}
