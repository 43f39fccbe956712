// The Socket.IO door: one namespace per chatroom, `/send-message/{name}`.
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject } from '@nestjs/common'
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets'
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import { bearerToken } from '../auth/access-tokens.js'
import { AuthService } from '../auth/auth.service.js'
import { clientAddress } from '../common/client-address.js'
import { ChatError, CloseCode, toChatError } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { FlushScheduler } from '../room-feed/flush-scheduler.js'
import { ROOM_COMMANDS } from './commands.js'
import { ConnectionCounts } from './connection-counts.js'
import { logRefusal } from './connection-log.js'
import { cut, hangUp, lightenRequest, settled } from './engine-connection.js'
import type { RefusalView } from './frames.view.js'
import { RoomSessions, type Admission } from './room-session.js'
import { roomsOn, SocketIoConnection, takeEvents } from './socket-io.connection.js'

const PREFIX = '/send-message/'

/**
 * Milliseconds before a connection ends that may come back: to a client each open connection is a success, after which its
 * delays begin anew. Longer than the second for which python-socketio waits for a room, because what ends while it waits makes
 * it come back twice at once.
 */
const REFUSAL_PAUSE_MS = 1200

/** A socket that was let in; what it was let in as is in `data`. */
type AdmittedSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, Admission>

@WebSocketGateway({ namespace: /^\/send-message\/[^/]+\/?$/ })
export class MessagingGateway implements OnGatewayInit, OnGatewayConnection {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: RoomSessions,
    private readonly scheduler: FlushScheduler,
    private readonly counts: ConnectionCounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param parent of all rooms' namespaces: what it uses, each of them uses */
  afterInit(parent: Namespace): void {
    parent.use((socket, next) => {
      if (this.attemptsWithoutEnd(socket)) return next(new Error())
      this.admitInTime(socket).then(
        () => {
          this.counts.succeeded(socket.conn)
          next()
        },
        (refused: ChatError) => this.refuse(socket, refused, next),
      )
    })
    // Some tools open this one before any other: it lets everybody in and says nothing.
    parent.server.of('/').on('connection', (socket) => {
      lightenRequest(socket)
      takeEvents(socket, () => void this.attemptsWithoutEnd(socket))
    })
    parent.server.of(/^/).use((socket, next) => {
      if (this.attemptsWithoutEnd(socket)) return next(new Error())
      const wrong = new ChatError('chatroom_not_found', `Connect to ${PREFIX}{chatroom_name}.`)
      logRefusal('socket.io', this.addressOf(socket), wrong)
      this.refuse(socket, wrong, next)
    })
  }

  /**
   * The client is heard at once, since it may have written before it was connected; and told a moment later, since it may listen
   * only then.
   */
  handleConnection(socket: AdmittedSocket): void {
    const connection = new SocketIoConnection(socket, this.scheduler, this.config)
    const session = this.sessions.open(connection, socket.data, this.addressOf(socket))
    connection.onRequest((asked) => void ROOM_COMMANDS.receive(session, asked))
    socket.once('disconnect', (reason) => session.closed(reason))
    void settled(socket.conn).then(() => {
      if (!socket.connected) return
      connection.open()
      session.subscribe()
    })
  }

  /** Counts an attempt to connect to a room, of any name; one connection may make them by the thousand. If so, it is closed. */
  private attemptsWithoutEnd(socket: Socket): boolean {
    if (!this.counts.attempted(socket.conn)) return false
    logRefusal('socket.io', this.addressOf(socket), { code: 'rate_limited' })
    // Not after what is queued: whoever does this does not read it.
    cut(socket.conn)
    return true
  }

  private addressOf(socket: Pick<Socket, 'request'>): string {
    return clientAddress(socket.request, this.config)
  }

  /**
   * Lets a socket in, if need be later: that one room has to wait must not end the others on the same connection.
   * @throws ChatError
   */
  private async admitInTime(socket: AdmittedSocket): Promise<void> {
    for (let asked = 0; ; asked++) {
      try {
        return await this.admit(socket)
      } catch (error) {
        const refused = toChatError(error, 'Socket.IO')
        if (asked === 0) logRefusal('socket.io', this.addressOf(socket), refused)
        const { retryAfter } = refused.extra
        if (!retryAfter || roomsOn(socket.conn) === 0) throw refused
        await sleep(retryAfter * 1000)
        if (socket.conn.readyState !== 'open') throw refused
      }
    }
  }

  /**
   * Says no for good, as `connect_error`; where it may be yes later, the connection ends instead, without a word: clients come
   * back from that by themselves, and from nothing else.
   */
  private refuse(socket: Socket, refused: ChatError, next: (error: Error) => void): void {
    if (!refused.extra.retryAfter) return next(refusal(refused))
    const timer = setTimeout(
      () => hangUp(socket.conn, CloseCode.overloaded, refused.detail),
      REFUSAL_PAUSE_MS,
    ).unref()
    socket.conn.once('close', () => clearTimeout(timer))
  }

  private async admit(socket: AdmittedSocket): Promise<void> {
    const { conn } = socket
    const taken = [this.counts.takeOfConnection(conn)]
    const release = () => {
      conn.off('close', release)
      for (const giveBack of taken) giveBack()
    }
    try {
      const admission = await this.check(socket)
      taken.push(admission.release)
      socket.data = { ...admission, release }
      // Whoever hung up meanwhile is not let in, and says no goodbye.
      if (conn.readyState === 'open') conn.once('close', release)
      else release()
    } catch (error) {
      release()
      throw error
    }
  }

  private async check({ handshake, nsp }: AdmittedSocket): Promise<Admission> {
    const { auth, headers } = handshake
    const token: unknown = auth['token'] ?? bearerToken(headers.authorization)
    if (typeof token !== 'string')
      throw new ChatError('unauthenticated', 'Give an access token as auth.token.')
    const actor = await this.auth.authenticateConnection(token)
    const segment = nsp.name.slice(PREFIX.length).replace(/\/$/, '')
    return this.sessions.admit(actor, segment, auth['after_seq'], auth['log'])
  }
}

/** What the client gets as `connect_error`, with the code in `data`. */
const refusal = (refused: ChatError): Error & { data: RefusalView } =>
  Object.assign(new Error(refused.detail), { data: refused.toWire() })
