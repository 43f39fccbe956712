// How large a frame may be, small as long as nobody knows whose connection it is; and how much of one has come.
import type { Socket } from 'socket.io'
import type { WebSocket } from 'ws'

/** Bytes that hold an auth frame, or a CONNECT packet, with the longest token that anybody gives out. */
export const UNKNOWN_FRAME_BYTES = 32 * 1024

/**
 * `ws` has one limit for a whole server, and each connection's parser its own copy of it, which has no public name. Nor has
 * what the parser keeps: bytes of a frame that is not whole, and frames of a message that is not.
 */
interface Receiving {
  _receiver?: { _maxPayload: number; _bufferedBytes: number; _messageLength: number }
}

/** From now on a longer frame closes the connection, before its bytes are kept. */
export function limitFrames(socket: WebSocket | undefined, bytes: number): void {
  const { _receiver: receiver } = (socket ?? {}) as Receiving
  if (receiver) Object.assign(receiver, { _maxPayload: bytes })
}

/** The same for an Engine.IO connection, whichever way its packets travel. */
export function limitPackets(conn: Socket['conn'], bytes: number): void {
  const transport = conn.transport as unknown as { maxHttpBufferSize?: number; socket?: WebSocket }
  transport.maxHttpBufferSize = bytes
  limitFrames(transport.socket, bytes)
}

/** Bytes of a message that is not whole yet. */
export function heldBy(socket: WebSocket): number {
  const { _receiver: receiver } = socket as Receiving
  if (!receiver) return 0
  const { _bufferedBytes: ofFrame, _messageLength: ofFrames } = receiver
  return ofFrame + ofFrames
}
