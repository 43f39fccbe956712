// The Socket.IO door: a namespace for each address, such as a chatroom's, `/send-message/{name}`.
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
import { Addresses, type Address, type Admission, type Asked } from './address.js'
import { ConnectionCounts } from './connection-counts.js'
import { logRefusal } from './connection-log.js'
import { cut, hangUp, lightenRequest, settled } from './engine-connection.js'
import type { RefusalView } from './frames.view.js'
import { roomsOn, SocketIoConnection, takeEvents } from './socket-io.connection.js'

/**
 * Milliseconds before a connection ends that may come back: to a client each open connection is a success, after which its
 * delays begin anew. Longer than the second for which python-socketio waits for a room, because what ends while it waits makes
 * it come back twice at once.
 */
const REFUSAL_PAUSE_MS = 1200

/** A socket that was let in; where and what as is in `data`. */
type AdmittedSocket = Socket<
  DefaultEventsMap,
  DefaultEventsMap,
  DefaultEventsMap,
  { address: Address; admission: Admission }
>

/** For every namespace but `/`: which of them there are, the addresses say. */
@WebSocketGateway({ namespace: /^/ })
export class MessagingGateway implements OnGatewayInit, OnGatewayConnection {
  constructor(
    private readonly auth: AuthService,
    private readonly addresses: Addresses,
    private readonly scheduler: FlushScheduler,
    private readonly counts: ConnectionCounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param parent of all namespaces: what it uses, each of them uses */
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
  }

  /**
   * The client is heard at once, since it may have written before it was connected; and told a moment later, since it may listen
   * only then.
   */
  handleConnection(socket: AdmittedSocket): void {
    const connection = new SocketIoConnection(socket, this.scheduler, this.config)
    const { address, admission } = socket.data
    const session = address.open(connection, admission, this.addressOf(socket))
    connection.onRequest((request) => void session.receive(request))
    socket.on('disconnect', (reason) => {
      connection.closed()
      session.closed(reason)
    })
    void settled(socket.conn).then(() => {
      if (!socket.connected) return
      connection.open()
      session.begin()
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
    const { conn, nsp } = socket
    const asked = this.addresses.find(nsp.name)
    if (!asked)
      throw new ChatError('chatroom_not_found', 'Connect to /send-message/{chatroom_name}, or to /inbox.')
    const taken = [this.counts.takeOfConnection(conn)]
    const release = () => {
      conn.off('close', release)
      for (const giveBack of taken) giveBack()
    }
    try {
      const admission = await this.check(socket, asked)
      taken.push(admission.release)
      socket.data = { address: asked.address, admission: { ...admission, release } }
      // Whoever hung up meanwhile is not let in, and says no goodbye.
      if (conn.readyState === 'open') conn.on('close', release)
      else release()
    } catch (error) {
      release()
      throw error
    }
  }

  private async check({ handshake }: AdmittedSocket, { address, segment }: Asked): Promise<Admission> {
    const { auth, headers } = handshake
    const token: unknown = auth['token'] ?? bearerToken(headers.authorization)
    if (typeof token !== 'string')
      throw new ChatError('unauthenticated', 'Give an access token as auth.token.')
    const actor = await this.auth.authenticateConnection(token)
    return address.admit(actor, segment, { after_seq: auth['after_seq'], log: auth['log'] })
  }
}

/** What the client gets as `connect_error`, with the code in `data`. */
const refusal = (refused: ChatError): Error & { data: RefusalView } =>
  Object.assign(new Error(refused.detail), { data: refused.toWire() })
