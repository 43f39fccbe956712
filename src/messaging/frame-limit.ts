// How large a frame may be: small as long as nobody knows whose connection it is.
import type { Socket } from 'socket.io'
import type { WebSocket } from 'ws'

/** Bytes that hold an auth frame, or a CONNECT packet, with the longest token that anybody gives out. */
export const UNKNOWN_FRAME_BYTES = 32 * 1024

/** `ws` has one limit for a whole server, and each connection's parser its own copy of it, which has no public name. */
interface Receiving {
  _receiver?: { _maxPayload: number }
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
