// The plain WebSocket door: `ws://host/send-message/{name}?after_seq=` and the other addresses, for any RFC 6455 client.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { WebSocket } from 'ws'
import type { Actor } from '../auth/actor.js'
import { bearerToken } from '../auth/access-tokens.js'
import { AuthService } from '../auth/auth.service.js'
import { clientAddress } from '../common/client-address.js'
import { ChatError, CloseCode, toChatError } from '../common/errors.js'
import { isOriginAllowed } from '../common/origins.js'
import { CONFIG, type Config } from '../config/config.js'
import { FlushScheduler } from '../room-feed/flush-scheduler.js'
import { Addresses, type Address, type Admission, type Asked, type Said } from './address.js'
import { logRefusal } from './connection-log.js'
import { ConnectionCounts } from './connection-counts.js'
import { inQuery } from './history.dto.js'
import { bodyOf, PlainConnection } from './plain.connection.js'
import { ignoreUpgrade, refuseUpgrade } from './upgrades.js'
import { AUTH_WITHIN_MS, BoundedWebSocketServer, LISTEN_MS, UNKNOWN_FRAME_BYTES } from './websocket-server.js'

@Injectable()
export class MessagingWebSocket implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new BoundedWebSocketServer({ noServer: true })
  private readonly connections = new Set<PlainConnection>()
  private pings: NodeJS.Timeout | undefined

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly auth: AuthService,
    private readonly addresses: Addresses,
    private readonly scheduler: FlushScheduler,
    private readonly counts: ConnectionCounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const http = this.host.httpAdapter.getHttpServer() as Server
    http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head))
    this.pings = setInterval(() => this.ping(), this.config.PING_INTERVAL * 1000)
  }

  /** Those in a room are told by its feed, after their last acknowledgement. */
  beforeApplicationShutdown(): void {
    clearInterval(this.pings)
    this.counts.draining = true
    for (const connection of this.connections) {
      if (!connection.identified) connection.close(CloseCode.goingAway, 'The node is going away. Reconnect.')
    }
  }

  private ping(): void {
    const asked = [...this.connections].map((connection) => ({ connection, question: connection.ping() }))
    setTimeout(
      () => asked.forEach(({ connection, question }) => connection.dropIfSilentSince(question)),
      this.config.PING_TIMEOUT * 1000,
    ).unref()
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = request.url ?? ''
    if (url.startsWith('/socket.io/')) return
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return ignoreUpgrade(this.host.httpAdapter.getHttpServer() as Server, request, socket, head)
    socket.on('error', destroy)
    const [path = '', search] = splitQuery(url)
    const asked = this.addresses.find(path)
    if (!asked) return refuseUpgrade(socket, '404 Not Found')
    if (this.counts.draining) return refuseUpgrade(socket, '503 Service Unavailable')
    if (!isOriginAllowed(request, this.config)) {
      logRefusal('websocket', clientAddress(request, this.config), { code: 'forbidden' })
      return refuseUpgrade(socket, '403 Forbidden')
    }
    this.server.handleUpgrade(
      request,
      socket,
      head,
      (webSocket) => void this.open(webSocket, socket, request, asked, search),
    )
  }

  private async open(
    socket: WebSocket,
    stream: Duplex,
    request: IncomingMessage,
    asked: Asked,
    search: string,
  ): Promise<void> {
    const connection = new PlainConnection(socket, stream, this.scheduler, this.config)
    this.connections.add(connection)
    socket.on('error', ignore)
    // Asked now: a connection that is gone has no address any more.
    const address = clientAddress(request, this.config)
    socket.on('close', (code) => this.closed(connection, code))
    const opened = leftBefore(stream)
    try {
      connection.place = this.counts.takeOfAddress(address)
      const { actor, ...said } = await this.authenticate(socket, connection, request, search)
      const admission = await asked.address.admit(actor, asked.segment, said)
      await opened
      this.begin(connection, asked.address, admission, address)
    } catch (thrown) {
      const error = toChatError(thrown, 'WebSocket')
      logRefusal('websocket', address, error)
      await opened
      connection.refuse(error.toWire())
      connection.close(error instanceof LateError ? CloseCode.noAuthInTime : error.kind.close, error.detail)
      // Only a socket that is read can hear the other side's goodbye.
      socket.resume()
    }
  }

  /** @param from the client's address */
  private begin(connection: PlainConnection, address: Address, admission: Admission, from: string): void {
    if (!connection.isOpen) return admission.release()
    const session = (connection.session = address.open(connection, admission, from))
    session.begin()
    connection.onRequest((request) => void session.receive(request))
  }

  /** One listener does it all: a list of them would be larger than all else that is kept for a connection here. */
  private closed(connection: PlainConnection, code: number): void {
    this.connections.delete(connection)
    connection.place?.()
    connection.session?.closed(code)
  }

  /** Who it is, and what the address or the first frame says beside that. */
  private async authenticate(
    socket: WebSocket,
    connection: PlainConnection,
    request: IncomingMessage,
    search: string,
  ): Promise<Said & { actor: Actor }> {
    const query = new URLSearchParams(search)
    const ticket = inQuery(query, 'ticket')
    const [after_seq, log] = [inQuery(query, 'after_seq'), inQuery(query, 'log')]
    const token = bearerToken(request.headers.authorization)
    if (token === undefined && ticket === undefined) {
      const said = await firstFrame(socket, connection)
      const actor = await this.auth.authenticateConnection(said.token)
      return { actor, after_seq: after_seq || said.after_seq, log: log || said.log }
    }
    // Frames that come before everything is ready wait in the socket.
    socket.pause()
    const actor =
      token === undefined
        ? // One that is given twice is none.
          await this.auth.authenticateTicket(String(ticket))
        : await this.auth.authenticateConnection(token)
    return { actor, after_seq, log }
  }
}

/** The path of an address, and what follows its question mark. */
function splitQuery(url: string): [path: string, search: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

/** No `auth` frame in time: the one refusal with a close code of its own. */
class LateError extends ChatError {}

/** Resolves LISTEN_MS after the answer to the handshake has left. */
function leftBefore(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const then = () => setTimeout(resolve, LISTEN_MS)
    if (stream.writableLength === 0) then()
    else stream.write('', then)
  })
}

/** Of an `auth` frame: whatever stands there, but for the token. */
interface AuthFields extends Said {
  token: string
}

/** What `{ "type": "auth", "token": "…" }` gives, as the first frame and in time. */
async function firstFrame(socket: WebSocket, connection: PlainConnection): Promise<AuthFields> {
  let timer: NodeJS.Timeout | undefined
  const frame = await Promise.race([
    connection.firstFrame(),
    new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new LateError('unauthenticated', `No auth frame within ${AUTH_WITHIN_MS / 1000} s.`)),
        AUTH_WITHIN_MS,
      )
      socket.once('close', () => reject(new ChatError('unauthenticated')))
    }),
  ]).finally(() => clearTimeout(timer))
  // Whatever it is that cannot be read, it is no auth frame.
  const { type, token, after_seq, log }: { [Name in 'type' | keyof AuthFields]?: unknown } = bodyOf(
    frame,
    UNKNOWN_FRAME_BYTES,
  )
  if (type === 'auth' && typeof token === 'string') return { token, after_seq, log }
  throw new ChatError('unauthenticated', 'The first frame must be { "type": "auth", "token": "…" }.')
}

// What every connection listens with, so that none has to remember more than it needs: a function of its own would keep the
// whole request with all its headers, a kilobyte and more for as long as the connection lives.
function destroy(this: Duplex): void {
  this.destroy()
}
function ignore(): void {}
