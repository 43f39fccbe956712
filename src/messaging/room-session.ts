// One connection in one room: let in, told that it is ready, subscribed, heard, and ended; the same through every door.
import { Inject, Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { userView, type UserView } from '../auth/user.view.js'
import { chatroomNameInAddress } from '../common/chatroom-name.js'
import type { ChatError, CloseCode } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { PresenceService } from '../presence/presence.service.js'
import { TypingService } from '../presence/typing.service.js'
import type { Watcher } from '../presence/watchers.js'
import type { Access } from '../membership/membership.service.js'
import { MarksService } from '../receipts/marks.service.js'
import type { MarkedView } from '../receipts/marks.view.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import type { Notice, Sink } from '../room-feed/sink.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Admission } from './address.js'
import { ConnectionCounts } from './connection-counts.js'
import { logConnection } from './connection-log.js'
import type { Connection } from './connection.js'
import type { ReadyView, ReceiptView } from './frames.view.js'
import { parseResume } from './history.dto.js'
import { clientIdOf } from './kinds/parse.js'
import { MessagingService } from './messaging.service.js'
import { SendQueue } from './send-queue.js'

/** Somebody who may be in a room. */
export interface RoomAdmission extends Admission {
  access: Access
  /** The last `seq` that the client has. */
  afterSeq: number
}

/** What every session works with. */
interface Rooms {
  readonly messaging: MessagingService
  readonly feeds: RoomFeeds
  readonly marks: MarksService
  readonly typing: TypingService
  readonly presence: PresenceService
}

export class RoomSession implements Sink, Watcher {
  private readonly queue = new SendQueue()
  private logEnd: ReturnType<typeof logConnection> | undefined
  private unsubscribe: (() => number) | undefined
  private over = false

  constructor(
    private readonly rooms: Rooms,
    readonly connection: Connection,
    private readonly admission: RoomAdmission,
  ) {}

  /**
   * Where the address is the room: tells the client that it is in, and the log when it is over.
   * @param address of the client
   * @param user who it is
   */
  ready(address: string, user: UserView): void {
    const { connection, queue } = this
    const { actor, access } = this.admission
    const { room, lastSeq, since } = access
    connection.identify(actor.id, this.rooms.messaging.largest)
    connection.tell('ready', {
      chatroom: room.name,
      log: room.log,
      first_seq: since,
      last_seq: lastSeq,
      user,
    } satisfies ReadyView)
    this.logEnd = logConnection({ connection, actor, room: room.name, address, queue })
  }

  /** Delivers what the client lacks, and then what comes. */
  subscribe(): void {
    const { actor, access, afterSeq } = this.admission
    const unsubscribe = this.rooms.feeds.subscribe(access.room, actor, this, access.admitted, afterSeq)
    // What has ended it at once may have closed the connection.
    if (this.over) return void unsubscribe()
    this.unsubscribe = unsubscribe
    if (access.settings.direct) this.rooms.presence.follow(this, access.room.id)
  }

  /** The connection is gone. @param reason what its own side calls it */
  closed(reason: string | number): void {
    this.over = true
    this.admission.release()
    this.rooms.presence.unwatch(this)
    const delivered = this.unsubscribe?.() ?? 0
    this.logEnd?.(reason, delivered)
  }

  get actor(): Actor {
    return this.admission.actor
  }

  /** Whether whoever asks for something should be read no further until it is answered. */
  get busy(): boolean {
    return this.rooms.messaging.busy
  }

  /** @throws ChatError see MessagingService.send */
  async send(body: unknown): Promise<ReceiptView> {
    const { actor, access } = this.admission
    const { seq, created_at, duplicate } = await this.rooms.messaging.send(
      actor,
      access.room,
      body,
      this.queue,
    )
    return { client_id: clientIdOf(body) ?? null, seq, created_at, duplicate }
  }

  /** @throws ChatError see MarksService.mark */
  async mark(body: unknown): Promise<MarkedView> {
    const { actor, access } = this.admission
    const { read, delivered, unread } = await this.rooms.marks.mark(actor, access.room, body)
    return { read, delivered, unread }
  }

  /** @throws ChatError see TypingService.typing */
  typing(body: unknown): Promise<void> {
    const { actor, access } = this.admission
    return this.rooms.typing.typing(actor, access.room, body)
  }

  /** For what is no command: refusing it is work, too. @throws ChatError `error`, or `rate_limited` */
  refuse(error: ChatError): never {
    return this.rooms.messaging.refuse(this.admission.actor, error)
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    this.connection.write(messages, flushed)
  }

  notify(event: Notice): void {
    this.connection.notify(event)
  }

  /** Where the address is the room, the connection ends with it; a session among many on a connection does otherwise. */
  end(code: CloseCode, detail: string, error?: ChatError): void {
    this.connection.close(code, detail, error)
  }
}

@Injectable()
export class RoomSessions implements Rooms {
  constructor(
    readonly messaging: MessagingService,
    readonly feeds: RoomFeeds,
    private readonly counts: ConnectionCounts,
    private readonly people: ConnectedPeople,
    readonly marks: MarksService,
    readonly typing: TypingService,
    readonly presence: PresenceService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Lets somebody in, and takes one of their places.
   * @param segment of the address: the room's name, as it is written there
   * @param after_seq as `parseResume` takes it, `log` likewise
   * @throws ChatError `rate_limited`, `validation_failed`, `chatroom_not_found`, `not_a_member`, `seq_unknown`
   */
  async admit(actor: Actor, segment: string, after_seq: unknown, log: unknown): Promise<RoomAdmission> {
    const release = this.counts.takeOfUser(actor.id)
    try {
      const resume = parseResume(after_seq, log)
      const access = await this.messaging.admit(actor, chatroomNameInAddress(segment), resume)
      const gone = this.people.open(actor)
      return {
        actor,
        access,
        afterSeq: Math.max(resume.after_seq ?? access.lastSeq, access.since - 1),
        release: () => {
          release()
          gone()
        },
      }
    } catch (error) {
      release()
      throw error
    }
  }

  /** Puts a connection into the room that somebody was let into; it hears nothing of it until `subscribe`. */
  open(connection: Connection, admission: RoomAdmission, address: string): RoomSession {
    const session = new RoomSession(this, connection, admission)
    session.ready(address, userView(admission.actor, this.config.base))
    return session
  }
}
