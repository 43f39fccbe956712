// How large a frame may be, small as long as nobody knows whose connection it is; and how much of one has come.
import type { Socket } from 'socket.io'
import type { WebSocket } from 'ws'
import type { TcpHolder } from '../common/tcp-holder.js'

/** Bytes that hold an auth frame, or a CONNECT packet, with the longest token that anybody gives out. */
export const UNKNOWN_FRAME_BYTES = 32 * 1024

/**
 * `ws` has one limit for a whole server, and each connection's parser its own copy of it, which has no public name. Nor has
 * what the parser keeps: bytes of a frame that is not whole, and frames of a message that is not.
 */
export interface FrameReceiver {
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

export const receiverOf = (socket: WebSocket | undefined): FrameReceiver | undefined =>
  (socket as { _receiver?: FrameReceiver } | undefined)?.['_receiver']

/** From now on a longer frame closes the connection, before its bytes are kept. */
export function limitFrames(socket: WebSocket | undefined, bytes: number): void {
  const receiver = receiverOf(socket)
  if (receiver) Object.assign(receiver, { _maxPayload: bytes })
}

/** The same for an Engine.IO connection, whichever way its packets travel. */
export function limitPackets(conn: Socket['conn'], bytes: number): void {
  const transport = conn.transport as unknown as { maxHttpBufferSize?: number; socket?: WebSocket }
  transport.maxHttpBufferSize = bytes
  limitFrames(transport.socket, bytes)
}

/** Bytes of a message that is not whole yet, and at least one; 0 between messages. */
export function heldBy(socket: WebSocket): number {
  const receiver = receiverOf(socket)
  if (!receiver) return 0
  const { _bufferedBytes: ofFrame, _messageLength: ofFrames, _state: state, _fragmented: kind } = receiver
  return state === 0 && kind === 0 ? ofFrame : Math.max(1, ofFrame + ofFrames)
}
