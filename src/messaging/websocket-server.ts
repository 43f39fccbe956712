// What both socket doors have of `ws`: its server, small frames until somebody is let in, a count of what is half received, and limits.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import * as ws from 'ws'
import type { ServerOptions, WebSocket } from 'ws'
import { tcpHolderOf, type TcpHolder } from '../common/tcp-holder.js'

/** Milliseconds in which a connection must say who it is; from the wire contract. */
export const AUTH_WITHIN_MS = 10_000

/** Milliseconds that a cut connection may take to read why, before it is dropped. */
export const LINGER_MS = 2000

/**
 * Milliseconds between the answer to a handshake, or to a room's CONNECT, and what is said next. A client that listens as soon as
 * it hears that it is connected loses what it reads together with that, and with only a turn between it often reads both at once.
 */
export const LISTEN_MS = 3

/** A close frame holds 123 bytes of reason. */
const LONGEST_REASON = 123

/** What fits of `detail`, in whole characters. */
export function closeReason(detail: string): Buffer {
  const bytes = Buffer.from(detail)
  let end = Math.min(bytes.length, LONGEST_REASON)
  // A byte 10xxxxxx goes on with the character before it.
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}

/** Bytes that hold an auth frame, or a CONNECT packet, with the longest token that anybody gives out. */
export const UNKNOWN_FRAME_BYTES = 32 * 1024

/**
 * `ws` has one limit for a whole server, and each connection's parser its own copy of it, which has no public name. Nor has
 * what the parser keeps: bytes of a frame that is not whole, and frames of a message that is not.
 */
interface FrameReceiver {
  _maxPayload: number
  /** Of the frame that is coming, and of all frames of its message so far. */
  _payloadLength: number
  _totalPayloadLength: number
  _bufferedBytes: number
  _messageLength: number
  /** Which part of a frame it expects: 0 between frames. */
  _state: number
  /** The kind of message of which a fragment has come; 0 for none. */
  _fragmented: number
  /** Whose frames it receives; ours. */
  holder?: TcpHolder
  /** Called when the header of a frame has come, before any of its payload is kept. */
  haveLength(done: (error?: Error) => void): void
}

const receiverOf = (socket: WebSocket | undefined): FrameReceiver | undefined =>
  (socket as { _receiver?: FrameReceiver } | undefined)?.['_receiver']

/** From now on a longer frame closes the connection, before its bytes are kept. */
export function limitFrames(socket: WebSocket | undefined, bytes: number): void {
  const receiver = receiverOf(socket)
  if (receiver) Object.assign(receiver, { _maxPayload: bytes })
}

/** Bytes of a message that is not whole yet, and at least one; 0 between messages. */
function heldBy(socket: WebSocket): number {
  const receiver = receiverOf(socket)
  if (!receiver) return 0
  const { _bufferedBytes: ofFrame, _messageLength: ofFrames, _state: state, _fragmented: kind } = receiver
  return state === 0 && kind === 0 ? ofFrame : Math.max(1, ofFrame + ofFrames)
}

export class BoundedWebSocketServer extends ws.WebSocketServer {
  constructor(options: ServerOptions) {
    super({
      ...options,
      clientTracking: false,
      // Compressing every frame for every reader would cost more than all else that a delivery takes.
      perMessageDeflate: false,
      // Each connection's own limit is raised when it is let in: one that waits, or was refused, has this one.
      maxPayload: UNKNOWN_FRAME_BYTES,
      // Browsers cut a large message into frames of 128 KiB; crumbs would cost more to keep than they hold.
      maxFragments: 1024,
      maxBufferedChunks: 32 * 1024,
      // Whoever is sent away need not hang up, too.
      closeTimeout: LINGER_MS,
      // There is no subprotocol of ours: whoever offers some may go on without one, or hang up, as browsers do.
      handleProtocols: () => false,
    } as ServerOptions)
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    done: (webSocket: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
      countFrames(webSocket, socket)
      done(webSocket, upgraded)
    })
  }
}

/** In a function of its own, which knows nothing of the request: it would live as long as the connection. */
function countFrames(webSocket: WebSocket, socket: Duplex): void {
  const holder = tcpHolderOf(socket)
  const receiver = receiverOf(webSocket)
  if (!holder || !receiver) return
  receiver.holder = holder
  holder.incoming = () => heldBy(webSocket)
}

// Public by name, but not in its types.
const { prototype } = (ws as unknown as { Receiver: { prototype: FrameReceiver } }).Receiver
const haveLength = prototype.haveLength

/** A large frame has to be let in: there is no other moment between its announcement and its bytes. */
prototype.haveLength = function (done) {
  const { _payloadLength: length, _totalPayloadLength: before, _maxPayload: most, holder } = this
  const large = length > UNKNOWN_FRAME_BYTES && before + length <= most
  if (large && holder && !holder.claim(before + length)) {
    holder.drop()
    // Longer than this may be from now on: `ws` refuses it, and reads no further.
    Object.assign(this, { _maxPayload: 1 })
  }
  haveLength.call(this, done)
}
