// What the three doors have in common for a lane: open one, see everything that passes, send, drop.
import type { SessionKeeper } from '../shared/session'
import type { Message } from '../shared/wire'
import type { Seen } from './frame'

export const DOORS = { socketio: 'Socket.IO', plain: 'Plain WebSocket', http: 'HTTP' } as const
export type Door = keyof typeof DOORS

export interface LinkOptions {
  session: SessionKeeper
  room: string
  afterSeq: number | undefined
  /** The log that `afterSeq` is of, if it was told. */
  log: string | undefined
  /** Plain WebSocket: a ticket in the address, or the token in the first frame. */
  byTicket: boolean
}

/** What a door tells its lane. */
export interface Listener {
  saw(seen: Seen): void
  ready(lastSeq: number, log: string): void
  /** A message of the room; `seen` is its frame. */
  message(message: Message, seen: Seen): void
  /** What was sent at `sentAt` has been stored; over HTTP the answer is the message itself. */
  stored(seq: number, sentAt: number, message?: Message): void
  /** The connection has ended, or was never let in; `code` of the error that it was for. */
  ended(why: string, code?: string): void
}

export interface Link {
  /** Sends a body as it was written; it may be anything. */
  send(text: string): void
  /** Ends the connection as a lost network would, without a goodbye of the protocol above it. */
  drop(): void
}

export const socketPath = (room: string): string => `/send-message/${encodeURIComponent(room)}`

/** JSON as a value, anything else as it is. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
