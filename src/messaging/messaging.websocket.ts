// The plain WebSocket door: `ws://host/send-message/{name}?after_seq=`, for any RFC 6455 client.
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
import { userView } from '../auth/user.view.js'
import { chatroomNameInAddress } from '../common/chatroom-name.js'
import { clientAddress } from '../common/client-address.js'
import { ChatError, CloseCode, toChatError } from '../common/errors.js'
import { largestMessage } from '../common/largest-message.js'
import { isOriginAllowed } from '../common/origins.js'
import { CONFIG, type Config } from '../config/config.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { Rounds } from '../room-feed/rounds.js'
import type { RoomRef } from '../room-log/draft.js'
import { logConnection, logRefusal } from './connection-log.js'
import { ConnectionCounts } from './connection-counts.js'
import { clientIdOf } from './kinds/parse.js'
import { limitFrames, UNKNOWN_FRAME_BYTES } from './frame-limit.js'
import { FrameInbox, parseFrame, type Frame } from './frame-inbox.js'
import type { AckFrame, ErrorFrame, ReadyFrame } from './frames.view.js'
import { inQuery, parseResume } from './history.dto.js'
import { MessagingService } from './messaging.service.js'
import { ignoreUpgrade } from './other-upgrade.js'
import { PlainConnection, PlainEncoder } from './plain.connection.js'
import { SendLane } from './send-lane.js'
import { AUTH_WITHIN_MS, LISTEN_MS } from './socket-limits.js'
import { BoundedWebSocketServer } from './websocket-server.js'

/** The name and the query. */
const ADDRESS = /^\/send-message\/([^/?]+)\/?(?:\?(.*))?$/

@Injectable()
export class MessagingWebSocket implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new BoundedWebSocketServer({ noServer: true })
  private readonly encoder = new PlainEncoder()
  private readonly connections = new Set<PlainConnection>()
  private pings: NodeJS.Timeout | undefined

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly auth: AuthService,
    private readonly messaging: MessagingService,
    private readonly feeds: RoomFeeds,
    private readonly rounds: Rounds,
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
      if (!connection.admitted) connection.close(CloseCode.goingAway, 'The node is going away. Reconnect.')
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
    if (!ADDRESS.test(url)) return refuse(socket, '404 Not Found')
    if (this.counts.draining) return refuse(socket, '503 Service Unavailable')
    if (!isOriginAllowed(request, this.config)) {
      logRefusal('websocket', clientAddress(request, this.config), { code: 'forbidden' })
      return refuse(socket, '403 Forbidden')
    }
    this.server.handleUpgrade(
      request,
      socket,
      head,
      (webSocket) => void this.open(webSocket, socket, request),
    )
  }

  private async open(socket: WebSocket, stream: Duplex, request: IncomingMessage): Promise<void> {
    const { encoder, rounds, config } = this
    const connection = new PlainConnection(socket, stream, encoder, rounds, config.MAX_SOCKET_QUEUE_BYTES)
    this.connections.add(connection)
    socket.on('error', ignore)
    // Asked now: a connection that is gone has no address any more.
    const address = clientAddress(request, this.config)
    socket.on('close', () => this.connections.delete(connection))
    const opened = leftBefore(stream)
    try {
      socket.on('close', this.counts.takeOfAddress(address))
      await this.join(socket, connection, request, address, opened)
    } catch (thrown) {
      const error = toChatError(thrown, 'WebSocket')
      logRefusal('websocket', address, error)
      await opened
      connection.send({ type: 'error', ...error.toWire() } satisfies ErrorFrame)
      connection.close(error instanceof LateError ? CloseCode.noAuthInTime : error.kind.close, error.detail)
      // Only a socket that is read can hear the other side's goodbye.
      socket.resume()
    }
  }

  /** @param opened before it nothing is said: see `leftBefore` */
  private async join(
    socket: WebSocket,
    connection: PlainConnection,
    request: IncomingMessage,
    address: string,
    opened: Promise<void>,
  ): Promise<void> {
    const [, segment = '', search] = ADDRESS.exec(request.url ?? '')!
    const query = new URLSearchParams(search)
    const inbox = new FrameInbox(socket)
    const { actor, after_seq, log } = await this.authenticate(
      socket,
      inbox,
      request,
      inQuery(query, 'ticket'),
    )
    const name = chatroomNameInAddress(segment)
    const resume = parseResume(inQuery(query, 'after_seq') || after_seq, inQuery(query, 'log') || log)
    const { room, lastSeq } = await this.messaging.admit(actor, name, resume)
    await opened
    if (socket.readyState !== socket.OPEN) return
    const release = this.counts.takeOfUser(actor.id)
    connection.countFor(actor.id)
    limitFrames(socket, largestMessage(this.config))
    connection.send({
      type: 'ready',
      chatroom: room.name,
      log: room.log,
      last_seq: lastSeq,
      user: userView(actor),
    } satisfies ReadyFrame)
    const lane = new SendLane()
    const gone = logConnection('websocket', { connection, actor, room: room.name, address, lane })
    const unsubscribe = this.feeds.subscribe(room, actor, connection, lastSeq, resume.after_seq ?? lastSeq)
    socket.on('close', (code) => {
      release()
      gone(code, unsubscribe())
    })
    connection.admitted = true
    inbox.openTo((frame) => {
      // `ws` reads on after a close frame of ours, until there is one of theirs.
      if (socket.readyState === socket.OPEN) void this.receive(connection, actor, room, lane, frame)
    })
  }

  private async authenticate(
    socket: WebSocket,
    inbox: FrameInbox,
    request: IncomingMessage,
    ticket: string | string[] | undefined,
  ): Promise<Pick<AuthFields, 'after_seq' | 'log'> & { actor: Actor }> {
    const token = bearerToken(request.headers.authorization)
    if (token === undefined && ticket === undefined) {
      const { token: said, ...resume } = await firstFrame(socket, inbox)
      return { actor: await this.auth.authenticateConnection(said), ...resume }
    }
    // Frames that come before everything is ready wait in the socket.
    socket.pause()
    const actor =
      token === undefined
        ? // One that is given twice is none.
          await this.auth.authenticateTicket(String(ticket))
        : await this.auth.authenticateConnection(token)
    return { actor }
  }

  /** @throws ChatError `validation_failed`, `rate_limited` */
  private parsed(actor: Actor, frame: Frame): object {
    try {
      return parseFrame(frame, this.config.MAX_BODY_BYTES)
    } catch (error) {
      return this.messaging.refuse(actor, error)
    }
  }

  private async receive(
    connection: PlainConnection,
    actor: Actor,
    room: RoomRef,
    lane: SendLane,
    frame: Frame,
  ): Promise<void> {
    let body: unknown
    const held = this.messaging.busy
    if (held) connection.hold()
    try {
      body = this.parsed(actor, frame)
      const { seq, created_at, duplicate } = await this.messaging.send(actor, room, body, lane)
      connection.send({
        type: 'ack',
        client_id: clientIdOf(body) ?? null,
        seq,
        created_at,
        duplicate,
      } satisfies AckFrame)
    } catch (error) {
      const client_id = clientIdOf(body)
      const refusal = toChatError(error, 'WebSocket')
      connection.send({
        type: 'error',
        ...refusal.toWire(),
        ...(client_id !== undefined && { client_id }),
      } satisfies ErrorFrame)
      if (refusal.extra.close) connection.close(refusal.extra.close, refusal.detail)
    } finally {
      if (held) connection.release()
    }
  }
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
interface AuthFields {
  token: string
  after_seq?: unknown
  log?: unknown
}

/** What `{ "type": "auth", "token": "…" }` gives, as the first frame and in time. */
async function firstFrame(socket: WebSocket, inbox: FrameInbox): Promise<AuthFields> {
  let timer: NodeJS.Timeout | undefined
  const frame = await Promise.race([
    inbox.first(),
    new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new LateError('unauthenticated', `No auth frame within ${AUTH_WITHIN_MS / 1000} s.`)),
        AUTH_WITHIN_MS,
      )
      socket.once('close', () => reject(new ChatError('unauthenticated')))
    }),
  ]).finally(() => clearTimeout(timer))
  const { type, token, after_seq, log } = fieldsOf(frame)
  if (type === 'auth' && typeof token === 'string') return { token, after_seq, log }
  throw new ChatError('unauthenticated', 'The first frame must be { "type": "auth", "token": "…" }.')
}

/** The frame's fields, or none: whatever else it is, it is not an auth frame. */
function fieldsOf(frame: Frame): { [Name in 'type' | keyof AuthFields]?: unknown } {
  try {
    return parseFrame(frame, UNKNOWN_FRAME_BYTES)
  } catch {
    return {}
  }
}

// What every connection listens with, so that none has to remember more than it needs: a function of its own would keep the
// whole request with all its headers, a kilobyte and more for as long as the connection lives.
function destroy(this: Duplex): void {
  this.destroy()
}
function ignore(): void {}

/** Nobody waits for the other side to hang up, too: it might never, and is counted nowhere. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
