// The `ws` server below both socket doors: frames are small until somebody is let in, and what is half received is counted.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { heldBy, UNKNOWN_FRAME_BYTES } from './frame-limit.js'
import { LINGER_MS } from './socket-limits.js'

export class BoundedWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({
      ...options,
      clientTracking: false,
      // Compressing every frame for every reader made the fan-out eight times slower.
      perMessageDeflate: false,
      // Each connection's own limit is raised when it is let in: one that waits, or was refused, has this one.
      maxPayload: UNKNOWN_FRAME_BYTES,
      // Browsers cut a large message into frames of 128 KiB; crumbs would cost more to keep than they hold.
      maxFragments: 1024,
      maxBufferedChunks: 32 * 1024,
      // Whoever is sent away need not hang up, too.
      closeTimeout: LINGER_MS,
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
  if (holder) holder.gauge = () => heldBy(webSocket)
}
