// What the doors have in common for a lane: open one, see everything that passes, send, drop.
import type { Message } from '../shared/wire'
import type { Seen } from './frame'
import type { Beginning } from './heard-room'
import type { LaneSession } from './session'

export const DOORS = {
  socketio: 'Socket.IO',
  plain: 'Plain WebSocket',
  http: 'HTTP',
  inboxSocketio: 'Inbox by Socket.IO',
  inboxPlain: 'Inbox by plain WebSocket',
} as const
export type Door = keyof typeof DOORS

export const isInbox = (door: Door): boolean => door.startsWith('inbox')

export interface RoomAddress {
  room: string
  afterSeq: number | undefined
  /** The log that `afterSeq` is of, if it was told. */
  log: string | undefined
}

export interface InboxAddress {
  /** The `after` of `sync`, which is sent as soon as the connection is ready. */
  after: unknown
}

export interface LinkOptions {
  session: LaneSession
  at: RoomAddress | InboxAddress
  /** Plain WebSocket: a ticket in the address, or the token in the first frame. */
  byTicket: boolean
}

/** What a door tells its lane. */
export interface Listener {
  saw(seen: Seen): void
  /** Let in. */
  ready(): void
  /** What comes of a room from here on, follows on this. */
  begun(room: string, beginning: Beginning): void
  /** The server goes on with `beforeSeq`, though `afterSeq` was the last one, and has said so. */
  skipped(room: string, afterSeq: number, beforeSeq: number): void
  /** Nothing more comes of a room. */
  gone(room: string): void
  /** All that an inbox lacked has come. */
  synced(): void
  /** A message of a room; `seen` is its frame. */
  message(message: Message, seen: Seen): void
  /** What was sent to a room at `sentAt` has been stored; over HTTP the answer is the message itself. */
  stored(room: string, seq: number, sentAt: number, message?: Message): void
  /** The connection has ended, or was never let in; `code` of the error that it was for. */
  ended(why: string, code?: string): void
}

export interface Link {
  /** Sends a body as it was written; it may be anything. */
  send(text: string): void
  /** Ends the connection as a lost network would, without a goodbye of the protocol above it. */
  drop(): void
}

export const roomPath = (room: string): string => `/send-message/${encodeURIComponent(room)}`

export const socketPath = (at: RoomAddress | InboxAddress): string =>
  'room' in at ? roomPath(at.room) : '/inbox'

/** What a socket says beside messages and answers, as far as it moves a lane. */
interface News {
  last_seq: number
  log: string
  room: { name: string; last_seq: number; log: string }
  chatroom: string
  after_seq: number
  before_seq: number
}

/** Tells the lane what an event, or the frame of that `type`, means for its rooms. */
export function understand(listener: Listener, at: LinkOptions['at'], event: string, body: unknown): void {
  const { last_seq, log, room, chatroom, after_seq, before_seq } = body as News
  if (event === 'ready') {
    listener.ready()
    if ('room' in at) listener.begun(at.room, { afterSeq: at.afterSeq, lastSeq: last_seq, log })
  }
  if (event === 'room')
    listener.begun(room.name, { afterSeq: undefined, lastSeq: room.last_seq, log: room.log })
  if (event === 'gap') listener.skipped(chatroom, after_seq, before_seq)
  if (event === 'room_gone') listener.gone(chatroom)
  if (event === 'synced') listener.synced()
}

type Position = number | { seq: number; log?: string }

/** A `sync` goes out: the rooms that it names go on from where it says. */
export function begin(listener: Listener, after: unknown): void {
  if (typeof after !== 'object' || after === null) return
  for (const [room, position] of Object.entries(after as Record<string, Position>)) {
    const { seq, log } = typeof position === 'number' ? { seq: position, log: undefined } : position
    listener.begun(room, { afterSeq: seq, lastSeq: Infinity, log })
  }
}
