// Lets go of most of the request that a Socket.IO connection began with, which would live as long as the connection does.
import type { Socket } from 'socket.io'

/** What is still asked of it when the connection asks for another room: who, from where, and what Socket.IO puts into a handshake. */
const KEPT_HEADERS = ['authorization', 'x-forwarded-for', 'origin'] as const

/** To be called once a socket is in its room. A long poll's request is over by itself. */
export function lightenRequest({ conn, handshake }: Socket): void {
  if (conn.transport.name !== 'websocket') return
  const { headers } = conn.request
  const kept: NodeJS.Dict<string | string[]> = {}
  for (const name of KEPT_HEADERS) if (headers[name] !== undefined) kept[name] = headers[name]
  Object.assign(conn.request, { headers: kept, rawHeaders: [] })
  Object.assign(handshake, { headers: kept, auth: {} })
}
