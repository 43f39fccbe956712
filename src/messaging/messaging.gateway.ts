// The Socket.IO door: one namespace per chatroom, `/send-message/{name}`.
import { Inject } from '@nestjs/common'
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets'
import type { Namespace, Socket } from 'socket.io'
import type { Actor } from '../auth/actor.js'
import { bearerToken } from '../auth/access-tokens.js'
import { AuthService } from '../auth/auth.service.js'
import { userView } from '../auth/user.view.js'
import { chatroomNameInAddress } from '../common/chatroom-name.js'
import { clientAddress } from '../common/client-address.js'
import { ChatError, toChatError } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import type { Standing } from '../membership/membership.service.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { Rounds } from '../room-feed/rounds.js'
import { ConnectionCounts } from './connection-counts.js'
import { clientIdOf } from './draft.dto.js'
import { logConnection, logRefusal } from './connection-log.js'
import type { AcceptedAnswer, ReadyView, RefusalView, RefusedAnswer } from './frames.view.js'
import { limitPackets } from './frame-limit.js'
import { parseResume } from './history.dto.js'
import { lightenRequest } from './light-request.js'
import { MessagingService } from './messaging.service.js'
import { SendLane } from './send-lane.js'
import { largestFrame } from './socket-limits.js'
import { cork, roomsOn, SocketIoConnection, SocketIoEncoder } from './socket-io.connection.js'

const PREFIX = '/send-message/'

interface Admission {
  actor: Actor
  standing: Standing
  /** The last `seq` that the client has. */
  afterSeq: number
}

/** A socket that was let in; what it was let in as is in `data`. */
type AdmittedSocket = Socket<never, never, never, Admission>

@WebSocketGateway({ namespace: /^\/send-message\/[^/]+$/ })
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
      this.admit(socket as unknown as AdmittedSocket).then(
        () => {
          this.counts.askedWell(socket.conn)
          // Socket.IO's own answer and `ready` leave in one write.
          cork(socket.conn)
          next()
        },
        (error: unknown) => next(refusal(error, this.addressOf(socket))),
      )
    })
    // Every other namespace refuses; without this, the default one would look like a quiet room.
    for (const elsewhere of [parent.server.of('/'), parent.server.of(/^/)]) {
      elsewhere.use((socket, next) => {
        if (this.asksWithoutEnd(socket)) return next(new Error())
        const wrong = new ChatError('chatroom_not_found', `Connect to ${PREFIX}{chatroom_name}.`)
        next(refusal(wrong, this.addressOf(socket)))
      })
    }
  }

  handleConnection(socket: AdmittedSocket): void {
    const { actor, standing, afterSeq } = socket.data
    const { room, lastSeq } = standing
    const { encoder, rounds, config } = this
    const connection = new SocketIoConnection(
      socket as unknown as Socket,
      encoder,
      rounds,
      config.MAX_SOCKET_QUEUE_BYTES,
    )
    connection.emit('ready', {
      chatroom: room.name,
      log: room.log,
      last_seq: lastSeq,
      user: userView(actor),
    } satisfies ReadyView)
    const lane = new SendLane()
    const address = this.addressOf(socket)
    const gone = logConnection('socket.io', { connection, actor, room: room.name, address, lane })
    const unsubscribe = this.feeds.subscribe(room, actor, connection, lastSeq, afterSeq)
    // A session that ended just now has cut the connection already.
    this.counts.come(actor.id)
    limitPackets(socket.conn, largestFrame(this.config))
    lightenRequest(socket as unknown as Socket)
    const end = (reason: string) => {
      this.counts.gone(actor.id)
      gone(reason, unsubscribe())
    }
    if (socket.connected) socket.once('disconnect', end)
    else end('disconnected')
    connection.onEvent(
      (event, args, id) => void this.receive(connection, socket.data, lane, event, args[0], id),
    )
  }

  /** Counts an attempt to connect to a room, of any name; one connection may make them by the thousand. If so, it is closed. */
  private asksWithoutEnd(socket: Socket): boolean {
    if (!this.counts.ask(socket.conn)) return false
    logRefusal('socket.io', this.addressOf(socket), { code: 'rate_limited' })
    // Not after what is queued: whoever does this does not read it.
    socket.conn.close(true)
    return true
  }

  private addressOf(socket: Pick<Socket, 'request'>): string {
    return clientAddress(socket.request, this.config)
  }

  private async admit(socket: AdmittedSocket): Promise<void> {
    this.counts.assertAddressLeft(socket.conn)
    this.counts.assertRoomLeft(roomsOn(socket.conn))
    const { auth, headers } = socket.handshake
    const token: unknown = auth['token'] ?? bearerToken(headers.authorization)
    if (typeof token !== 'string')
      throw new ChatError('unauthenticated', 'Give an access token as auth.token.')
    const actor = await this.auth.authenticateConnection(token)
    this.counts.assertUserLeft(actor.id)
    const name = chatroomNameInAddress(socket.nsp.name.slice(PREFIX.length))
    const resume = parseResume(auth['after_seq'], auth['log'])
    const standing = await this.messaging.admit(actor, name, resume)
    socket.data = { actor, standing, afterSeq: resume.after_seq ?? standing.lastSeq }
  }

  /** @param id under which the client wants to be answered; undefined if it gave no callback */
  private async receive(
    connection: SocketIoConnection,
    { actor, standing }: Admission,
    lane: SendLane,
    event: string,
    body: unknown,
    id: number | undefined,
  ): Promise<void> {
    const held = this.messaging.busy
    if (held) connection.hold()
    try {
      if (event !== 'message') this.messaging.refuse(actor, unknownEvent())
      const { seq, created_at, duplicate } = await this.messaging.send(actor, standing.room, body, lane)
      const client_id = clientIdOf(body) ?? null
      const answer: AcceptedAnswer = { ok: true, seq, created_at, client_id, duplicate }
      if (id !== undefined) connection.acknowledge(id, answer)
    } catch (error) {
      const refused = toChatError(error, 'Socket.IO')
      const answer: RefusedAnswer = { ok: false, error: refused.toWire() }
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
function refusal(error: unknown, address: string): Error & { data: RefusalView } {
  const { code, detail, ...rest } = toChatError(error, 'Socket.IO').toWire()
  logRefusal('socket.io', address, { code })
  return Object.assign(new Error(detail), { data: { code, detail, ...rest } })
}
