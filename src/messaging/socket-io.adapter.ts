// Socket.IO's server options: limits, time limits and who may connect.
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { INestApplication } from '@nestjs/common'
import { IoAdapter } from '@nestjs/platform-socket.io'
import type { Server, ServerOptions } from 'socket.io'
import { clientAddress } from '../common/client-address.js'
import { ANSWER_POLICY } from '../common/content-security.js'
import { CloseCode, type ChatError } from '../common/errors.js'
import { HeldMemory } from '../common/held-memory.js'
import { largestMessage } from '../common/largest-message.js'
import { corsOf, isOriginAllowed } from '../common/origins.js'
import { addressKey } from '../common/rate-limits.js'
import type { Config } from '../config/config.js'
import { ConnectionCounts } from './connection-counts.js'
import { logRefusal } from './connection-log.js'
import {
  dropDead,
  forgetUpgrade,
  hangUp,
  limitPackets,
  shortenAnswers,
  type EngineConnection,
} from './engine-connection.js'
import { EngineHolder, largestOn, roomsOn } from './socket-io.connection.js'
import { boundedParser, boundPolls } from './socket-io.parser.js'
import { AUTH_WITHIN_MS, BoundedWebSocketServer, UNKNOWN_FRAME_BYTES } from './websocket-server.js'

const POLL_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': ANSWER_POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** Milliseconds in which those who are there may hear that the node is going away. */
const GOODBYE_MS = 2000

/** Engine.IO's number for a client of another major version than 4: of Socket.IO 2 or older. */
const UNSUPPORTED_PROTOCOL = 5

/** What Engine.IO tells of a handshake that it refuses. */
interface EngineError {
  code: number
  req: IncomingMessage
}

export class SocketIoAdapter extends IoAdapter {
  private readonly counts: ConnectionCounts
  private readonly memory: HeldMemory

  constructor(
    app: INestApplication,
    private readonly config: Config,
  ) {
    super(app)
    this.counts = app.get(ConnectionCounts, { strict: false })
    this.memory = app.get(HeldMemory, { strict: false })
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { NODE_NAME, PING_INTERVAL, PING_TIMEOUT } = this.config
    const server = super.createIOServer(port, {
      ...options,
      cors: corsOf(this.config),
      allowRequest: (request, done) => {
        const refusal = this.refusalOf(request)
        done(refusal, refusal === null && isOriginAllowed(request, this.config))
      },
      maxHttpBufferSize: largestMessage(this.config),
      wsEngine: BoundedWebSocketServer,
      parser: boundedParser(this.config),
      pingInterval: PING_INTERVAL * 1000,
      pingTimeout: PING_TIMEOUT * 1000,
      connectTimeout: AUTH_WITHIN_MS,
      // The upgrades of the plain WebSocket door are not ours to end.
      destroyUpgrade: false,
      // A room's namespace goes with its last connection. Nothing is lost by it: the feed, not the namespace, delivers.
      cleanupEmptyChildNamespaces: true,
      // Who wants a client bundles it; what is not served needs no care.
      serveClient: false,
    } as ServerOptions) as Server
    // What long polls are answered never passes Express and its headers.
    server.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, POLL_HEADERS))
    server.engine.use(forgetUpgrade)
    server.engine.on('connection', (conn: EngineConnection) => this.count(conn))
    server.engine.on('connection_error', (error: EngineError) => this.logOldClient(error))
    if (NODE_NAME !== undefined) nameNode(server.engine, NODE_NAME)
    return server
  }

  /** Those in a room have been told by its feed; the others hear nothing, and come back to another node. */
  override async close(server: Server): Promise<void> {
    // A server that could not listen has no engine.
    const { clients = {} } = (server.engine ?? {}) as unknown as {
      clients?: Record<string, EngineConnection>
    }
    const gone = Object.values(clients).map((conn) => {
      hangUp(conn, CloseCode.goingAway, 'The node is going away.')
      return new Promise((resolve) => conn.once('close', resolve))
    })
    // A client that polls hears the rest with its next poll.
    await Promise.race([Promise.all(gone), sleep(GOODBYE_MS, undefined, { ref: false })])
    await super.close(server)
  }

  // Nest would observe every connection for handlers of single events. There are none: the gateway takes events where they
  // come in, and listens for the end itself.
  override bindMessageHandlers(): void {}
  override bindClientDisconnect(): void {}

  /** A client of Socket.IO 2 shows its user a transport error, again and again, and nothing else. */
  private logOldClient({ code, req }: EngineError): void {
    if (code !== UNSUPPORTED_PROTOCOL) return
    logRefusal('socket.io', clientAddress(req, this.config), { code: 'unsupported_protocol' })
  }

  /** Why nobody from there may connect now. */
  private refusalOf(request: IncomingMessage): string | null {
    const address = clientAddress(request, this.config)
    try {
      this.counts.assertAddressHasPlace(address)
      return null
    } catch (error) {
      logRefusal('socket.io', address, error as ChatError)
      return (error as ChatError).detail
    }
  }

  private count(conn: EngineConnection): void {
    // Asked now: a connection that is gone has no address any more.
    const address = clientAddress(conn.request, this.config)
    const place = this.counts.takeOfAddress(address)
    limitPackets(conn, UNKNOWN_FRAME_BYTES)
    // Each room listens for the end, and to what leaves while it is opened; more than that would be a leak.
    conn.setMaxListeners(3 * this.config.MAX_ROOMS_PER_CONNECTION + 10)
    boundPolls(conn.transport)
    shortenAnswers(conn)
    if (conn.transport.name === 'polling')
      conn.on('upgrade', () => {
        if (roomsOn(conn) > 0) limitPackets(conn, largestOn(conn))
      })
    const holder = new EngineHolder(conn, addressKey(address))
    this.memory.add(holder)
    // One listener does it all, and not `once`: each of either would be kept as long as the connection.
    conn.on('close', (reason) => {
      place()
      this.memory.remove(holder)
      dropDead(conn, reason)
    })
  }
}

/** Long polls, and the upgrade that follows them, must reach the node that began: `sid` tells a balancer which that is. */
function nameNode(engine: Server['engine'], name: string): void {
  const generateId = engine.generateId.bind(engine)
  engine.generateId = (request) => `${name}.${generateId(request)}`
}
