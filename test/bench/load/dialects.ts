// How each door is spoken, with as little reading as possible: what a frame is, is told from its first bytes.
import type { Seat } from './protocol.js'

export const Kind = {
  ready: 0,
  message: 1,
  accepted: 2,
  refused: 3,
  /** Engine.IO's sign of life, which wants an answer. */
  ping: 4,
  /** The transport is open: say who you are. */
  open: 5,
  /** Not let in. */
  rejected: 6,
  other: 7,
  /** The answer to a mark. */
  marked: 8,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

export interface Dialect {
  /** The handshake's path and its own headers. */
  path(seat: Seat): string
  headers(seat: Seat): string[]
  /** The answer to `open`. */
  greeting(seat: Seat): string
  /** A frame that sends `body`, JSON, as the connection's nth message. */
  message(seat: Seat, body: string, n: number): string
  kind(data: Buffer, start: number, end: number): Kind
}

const char = (letter: string) => letter.charCodeAt(0)
const [T, A, R, E, M, S] = ['t', 'a', 'r', 'e', 'm', 's'].map(char)
/** `{"type":"` is nine characters long. */
const TYPE_AT = 9

const plain: Dialect = {
  path: ({ room, afterSeq }) =>
    `/send-message/${room}${afterSeq === undefined ? '' : `?after_seq=${afterSeq}`}`,
  headers: ({ token }) => [`Authorization: Bearer ${token}`],
  greeting: () => '',
  message: (_, body) => body,
  kind: (data, start) => plainKind(data, start, Kind.ready),
}

/**
 * The server's own frames start with their type, such as ready, ack, marked or error; messages start with their chatroom.
 * @param ready what `ready` is
 */
function plainKind(data: Buffer, start: number, ready: Kind): Kind {
  if (data[start + 2] !== T) return Kind.message
  const [first, second, fifth] = [0, 1, 4].map((nth) => data[start + TYPE_AT + nth])
  if (first === A) return Kind.accepted
  if (first === M) return fifth === E ? Kind.marked : Kind.other
  if (first === R) return second === E ? ready : Kind.other
  return first === E ? Kind.refused : Kind.other
}

/** All rooms of somebody; the greeting is what they have of them, and `synced` the end of it. */
const inbox: Dialect = {
  ...plain,
  path: () => '/inbox',
  greeting: ({ after = '{}' }) => `{"type":"sync","after":${after}}`,
  message: ({ room }, body) => `{"chatroom":"${room}",${body.slice(1)}`,
  kind: (data, start) =>
    data[start + 2] === T && data[start + TYPE_AT] === S ? Kind.ready : plainKind(data, start, Kind.open),
}

const OK = '"ok":true'
const [ZERO, ONE, TWO, THREE, FOUR] = ['0', '1', '2', '3', '4'].map(char)

/** The Engine.IO packet `4`, message, holds a Socket.IO packet: 0 connect, 1 disconnect, 2 event, 3 acknowledgement, 4 refused. */
function socketIoKind(data: Buffer, start: number, end: number): Kind {
  const type = data[start]
  if (type === TWO) return Kind.ping
  if (type === ZERO) return Kind.open
  if (type !== FOUR) return Kind.other
  const packet = data[start + 1]
  if (packet === TWO) return Kind.message
  if (packet === THREE) {
    const at = data.indexOf(OK, start, 'latin1')
    return at >= 0 && at < end ? Kind.accepted : Kind.refused
  }
  return packet === FOUR || packet === ONE ? Kind.rejected : Kind.other
}

/** The room is the namespace, and the token goes with the connect packet. */
const socketIo: Dialect = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  headers: () => [],
  greeting: ({ room, token, afterSeq }) =>
    `40/send-message/${room},${JSON.stringify({ token, after_seq: afterSeq })}`,
  message: ({ room }, body, n) => `42/send-message/${room},${n}["message",${body}]`,
  kind: socketIoKind,
}

/** The reference: one namespace, and the room goes with the connect packet. */
const plainSocketIo: Dialect = {
  ...socketIo,
  greeting: ({ room }) => `40${JSON.stringify({ room })}`,
  message: (_, body, n) => `42${n}["message",${body}]`,
}

export const DIALECTS = { plain, inbox, socketIo, plainSocketIo }
export type DialectName = keyof typeof DIALECTS
