// Socket.IO's server options: limits, time limits and who may connect.
import type { INestApplication } from '@nestjs/common'
import { IoAdapter } from '@nestjs/platform-socket.io'
import type { Server, ServerOptions, Socket } from 'socket.io'
import { clientAddress } from '../common/client-address.js'
import type { Config } from '../config/config.js'
import { ConnectionCounts } from './connection-counts.js'
import { heldByConnection, limitPackets, UNKNOWN_FRAME_BYTES } from './frame-limit.js'
import { HalfReceived } from './half-received.js'
import { isOriginAllowed } from './origin.js'
import { roomsOn } from './socket-io.connection.js'
import { AUTH_WITHIN_MS, largestFrame } from './socket-limits.js'

const POLL_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

export class SocketIoAdapter extends IoAdapter {
  private readonly counts: ConnectionCounts
  private readonly halves: HalfReceived

  constructor(
    app: INestApplication,
    private readonly config: Config,
  ) {
    super(app)
    this.counts = app.get(ConnectionCounts, { strict: false })
    this.halves = app.get(HalfReceived, { strict: false })
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { CORS_ORIGINS, PING_INTERVAL, PING_TIMEOUT } = this.config
    const server = super.createIOServer(port, {
      ...options,
      cors: { origin: CORS_ORIGINS.includes('*') ? true : CORS_ORIGINS },
      allowRequest: (request, done) => {
        // The answer to the handshake and Engine.IO's first packet leave in one write.
        request.socket.cork()
        setImmediate(() => request.socket.uncork())
        done(null, isOriginAllowed(request, CORS_ORIGINS))
      },
      maxHttpBufferSize: largestFrame(this.config),
      pingInterval: PING_INTERVAL * 1000,
      pingTimeout: PING_TIMEOUT * 1000,
      connectTimeout: AUTH_WITHIN_MS,
      // Compressing every frame for every reader made the fan-out eight times slower.
      perMessageDeflate: false,
      // The upgrades of the plain WebSocket door are not ours to end.
      destroyUpgrade: false,
      // A room's namespace goes with its last connection. Nothing is lost by it: the feed, not the namespace, delivers.
      cleanupEmptyChildNamespaces: true,
      // Who wants a client bundles it; what is not served needs no care.
      serveClient: false,
    } as ServerOptions) as Server
    // What long polls are answered never passes Express and its headers.
    server.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, POLL_HEADERS))
    server.engine.on('connection', (conn: Socket['conn']) => this.count(conn))
    return server
  }

  // Nest would observe every connection for handlers of single events. There are none: the gateway takes events where they
  // come in, and listens for the end itself.
  override bindMessageHandlers(): void {}
  override bindClientDisconnect(): void {}

  private count(conn: Socket['conn']): void {
    // Asked now: a connection that is gone has no address any more.
    const address = clientAddress(conn.request, this.config)
    this.counts.comeFrom(address, conn)
    limitPackets(conn, UNKNOWN_FRAME_BYTES)
    conn.on('upgrade', () => {
      if (roomsOn(conn) === 0) limitPackets(conn, UNKNOWN_FRAME_BYTES)
    })
    const inlet = { unfinished: () => heldByConnection(conn), drop: () => conn.close(true) }
    this.halves.watch(inlet)
    conn.once('close', () => {
      this.counts.goneFrom(address)
      this.halves.unwatch(inlet)
    })
  }
}
