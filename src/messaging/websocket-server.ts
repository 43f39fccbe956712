// The `ws` server below both socket doors: frames are small until somebody is let in, and what is half received is counted.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import * as ws from 'ws'
import type { ServerOptions, WebSocket } from 'ws'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { heldBy, receiverOf, UNKNOWN_FRAME_BYTES, type FrameReceiver } from './frame-limit.js'
import { LINGER_MS } from './socket-limits.js'

export class BoundedWebSocketServer extends ws.WebSocketServer {
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
