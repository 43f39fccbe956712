// The Socket.IO door: one namespace per chatroom, `/send-message/{name}`.
import { setTimeout as sleep } from 'node:timers/promises'
import { Inject } from '@nestjs/common'
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets'
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { Actor } from '../auth/actor.js'
import { bearerToken } from '../auth/access-tokens.js'
import { AuthService } from '../auth/auth.service.js'
import { userView } from '../auth/user.view.js'
import { chatroomNameInAddress } from '../common/chatroom-name.js'
import { clientAddress } from '../common/client-address.js'
import { ChatError, CloseCode, toChatError } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import type { Access } from '../membership/membership.service.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { Rounds } from '../room-feed/rounds.js'
import { ConnectionCounts, type Release } from './connection-counts.js'
import { clientIdOf } from './draft.dto.js'
import { cut, hangUp, settled } from './engine-connection.js'
import { logConnection, logRefusal } from './connection-log.js'
import type { AcceptedAnswer, ReadyView, RefusalView, RefusedAnswer } from './frames.view.js'
import { limitPackets } from './frame-limit.js'
import { largestMessage } from '../common/largest-message.js'
import { parseResume } from './history.dto.js'
import { lightenRequest } from './light-request.js'
import { MessagingService } from './messaging.service.js'
import { SendLane } from './send-lane.js'
import {
  identifyHolder,
  roomsOn,
  SocketIoConnection,
  SocketIoEncoder,
  takeEvents,
  type EventPacket,
} from './socket-io.connection.js'

const PREFIX = '/send-message/'

/**
 * Milliseconds before a connection ends that may come back: to a client each open connection is a success, after which its
 * delays begin anew. Longer than the second for which python-socketio waits for a room, because what ends while it waits makes
 * it come back twice at once.
 */
const REFUSAL_PAUSE_MS = 1200

interface Admission {
  actor: Actor
  standing: Access
  /** The last `seq` that the client has. */
  afterSeq: number
  /** Gives back its places among its connection's rooms and its user's connections. */
  release: Release
}

/** A socket that was let in; what it was let in as is in `data`. */
type AdmittedSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, Admission>

@WebSocketGateway({ namespace: /^\/send-message\/[^/]+\/?$/ })
export class MessagingGateway implements OnGatewayInit, OnGatewayConnection {
  private readonly encoder = new SocketIoEncoder()

  constructor(
    private readonly auth: AuthService,
    private readonly messaging: MessagingService,
    private readonly feeds: RoomFeeds,
    private readonly rounds: Rounds,
    private readonly counts: ConnectionCounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param parent of all rooms' namespaces: what it uses, each of them uses */
  afterInit(parent: Namespace): void {
    parent.use((socket, next) => {
      if (this.asksWithoutEnd(socket)) return next(new Error())
      this.admitInTime(socket).then(
        () => {
          this.counts.askedWell(socket.conn)
          next()
        },
        (refused: ChatError) => this.refuse(socket, refused, next),
      )
    })
    // Some tools open this one before any other: it lets everybody in and says nothing.
    parent.server.of('/').on('connection', (socket) => {
      lightenRequest(socket)
      takeEvents(socket, () => void this.asksWithoutEnd(socket))
    })
    parent.server.of(/^/).use((socket, next) => {
      if (this.asksWithoutEnd(socket)) return next(new Error())
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
    const { actor, standing, afterSeq, release } = socket.data
    const { room, lastSeq } = standing
    const { encoder, rounds, config } = this
    const connection = new SocketIoConnection(socket, encoder, rounds, config.MAX_SOCKET_QUEUE_BYTES)
    connection.emit('ready', {
      chatroom: room.name,
      log: room.log,
      last_seq: lastSeq,
      user: userView(actor),
    } satisfies ReadyView)
    const lane = new SendLane()
    const address = this.addressOf(socket)
    const gone = logConnection('socket.io', { connection, actor, room: room.name, address, lane })
    identifyHolder(socket.conn, actor.id)
    limitPackets(socket.conn, largestMessage(config))
    lightenRequest(socket)
    takeEvents(socket, (packet) => {
      if (connection.listening) void this.receive(connection, socket.data, lane, packet)
    })
    let unsubscribe = () => 0
    socket.once('disconnect', (reason) => {
      release()
      gone(reason, unsubscribe())
    })
    void settled(socket.conn).then(() => {
      if (!socket.connected) return
      connection.open()
      unsubscribe = this.feeds.subscribe(room, actor, connection, lastSeq, afterSeq)
      // A session that ended just now has cut the connection already.
      if (!socket.connected) unsubscribe()
    })
  }

  /** Counts an attempt to connect to a room, of any name; one connection may make them by the thousand. If so, it is closed. */
  private asksWithoutEnd(socket: Socket): boolean {
    if (!this.counts.ask(socket.conn)) return false
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
    const taken = [this.counts.takeOfConnection(socket.conn)]
    const release = () => taken.forEach((giveBack) => giveBack())
    try {
      socket.data = { ...(await this.check(socket, taken)), release }
      // Whoever hung up meanwhile is not let in, and says no goodbye.
      if (socket.conn.readyState === 'open') socket.conn.once('close', release)
      else release()
    } catch (error) {
      release()
      throw error
    }
  }

  /** @param taken gets what is taken of the user's places, at once when it is known who it is */
  private async check(socket: AdmittedSocket, taken: Release[]): Promise<Omit<Admission, 'release'>> {
    const { auth, headers } = socket.handshake
    const token: unknown = auth['token'] ?? bearerToken(headers.authorization)
    if (typeof token !== 'string')
      throw new ChatError('unauthenticated', 'Give an access token as auth.token.')
    const actor = await this.auth.authenticateConnection(token)
    taken.push(this.counts.takeOfUser(actor.id))
    const name = chatroomNameInAddress(socket.nsp.name.slice(PREFIX.length).replace(/\/$/, ''))
    const resume = parseResume(auth['after_seq'], auth['log'])
    const standing = await this.messaging.admit(actor, name, resume)
    return { actor, standing, afterSeq: resume.after_seq ?? standing.lastSeq }
  }

  private async receive(
    connection: SocketIoConnection,
    { actor, standing }: Admission,
    lane: SendLane,
    { data: [event, body], id }: EventPacket,
  ): Promise<void> {
    const held = this.messaging.busy
    if (held) connection.hold()
    try {
      if (event !== 'message') this.messaging.refuse(actor, unknownEvent())
      if (body instanceof ChatError) this.messaging.refuse(actor, body)
      const { seq, created_at, duplicate } = await this.messaging.send(actor, standing.room, body, lane)
      const client_id = clientIdOf(body) ?? null
      const answer: AcceptedAnswer = { ok: true, seq, created_at, client_id, duplicate }
      if (id !== undefined) connection.acknowledge(id, answer)
    } catch (error) {
      const refused = toChatError(error, 'Socket.IO')
      const client_id = clientIdOf(body)
      const answer: RefusedAnswer = {
        ok: false,
        error: { ...refused.toWire(), ...(client_id !== undefined && { client_id }) },
      }
      if (id === undefined) connection.emit('error_message', answer)
      else connection.acknowledge(id, answer)
      if (refused.extra.close) connection.close(refused.extra.close, refused.detail)
    } finally {
      if (held) connection.release()
    }
  }
}

const unknownEvent = () => new ChatError('validation_failed', 'The only event to send is "message".')

/** What the client gets as `connect_error`, with the code in `data`. */
const refusal = (refused: ChatError): Error & { data: RefusalView } =>
  Object.assign(new Error(refused.detail), { data: refused.toWire() })
