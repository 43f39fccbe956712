// One connection for all rooms of a user: what it hears, what it is told, and what it may ask for.
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../auth/actor.js'
import { chatroomName } from '../common/chatroom-name.js'
import { ChatError, toChatError, type CloseCode, type ErrorCode, wrongField } from '../common/errors.js'
import type { ViewedRoom } from '../chatrooms/room-views.js'
import type { Connection } from '../messaging/connection.js'
import { clientIdOf } from '../messaging/kinds/parse.js'
import { SendQueue } from '../messaging/send-queue.js'
import type { Watcher } from '../presence/watchers.js'
import type { Arrival, Feed, Listener } from '../room-feed/arrival.js'
import type { Notice } from '../room-feed/sink.js'
import type { Admitted } from '../room-feed/admission.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import type { InboxMarkedView, InboxReceipt, RoomGoneView, SyncedView } from './frames.view.js'
import type { InboxServices } from './inbox-services.js'
import { placeRooms } from './sync.js'

/** Rooms that are looked up and told at once. */
const ROOMS_OF_A_PAGE = 100
/** UTF-16 units of a `chatroom` that an error gives back: what is longer is no name. */
const LONGEST_ECHO = 200
/** Milliseconds until what could not be read is tried again. */
const RETRY_MS = 200

export class InboxSession implements Listener, Watcher {
  readonly queue = new SendQueue()
  /** Entries that it was handed. */
  delivered = 0
  private state: 'ready' | 'syncing' | 'synced' = 'ready'
  /** The rooms that it hears. */
  private rooms: Feed[] = []
  /** Those of them in which it lacks what no flush brings. */
  private readonly waiting: Arrival[] = []
  /** Ids of rooms that it is to be told of. */
  private readonly untold = new Set<number>()
  private bringing = false
  /** Its user's rooms may be others than those that it was synced with. */
  private stale = false
  private over = false

  constructor(
    private readonly services: InboxServices,
    readonly connection: Connection,
    readonly actor: Actor,
  ) {}

  /** Whether whoever asks for something should be read no further until it is answered. */
  get busy(): boolean {
    return this.services.messaging.busy
  }

  /** For what is no command: refusing it is work, too. @throws ChatError `error`, or `rate_limited` */
  refuse(error: ChatError): never {
    return this.services.messaging.refuse(this.actor, error)
  }

  /** The room that a body is for, for what answers it. */
  about(body: unknown): { chatroom?: string } {
    const { chatroom } = (body ?? {}) as { chatroom?: unknown }
    // Also one that cannot be a name: whoever has sent it looks for it.
    return typeof chatroom === 'string' && chatroom.length <= LONGEST_ECHO
      ? { chatroom: chatroom.normalize('NFC') }
      : {}
  }

  /** Says something in one of the rooms. @throws ChatError see MessagingService.sendFrom */
  async send(body: unknown): Promise<InboxReceipt> {
    const { chatroom, rest } = this.meant(body)
    const known = this.roomNamed(chatroom)
    const { messaging } = this.services
    const { seq, created_at, duplicate } = await messaging.sendFrom(
      this.actor,
      chatroom,
      known,
      rest,
      this.queue,
    )
    return { chatroom, client_id: clientIdOf(rest) ?? null, seq, created_at, duplicate }
  }

  /** Moves the user's marks in one of the rooms. @throws ChatError see MarksService.mark */
  async mark(body: unknown): Promise<InboxMarkedView> {
    const { chatroom, rest } = this.meant(body)
    const room = this.roomNamed(chatroom) ?? (await this.findRoom(chatroom))
    const { read, delivered, unread } = await this.services.marks.mark(this.actor, room, rest)
    return { chatroom, read, delivered, unread }
  }

  /** Tells the others in one of the rooms. @throws ChatError see TypingService.typing */
  async typing(body: unknown): Promise<void> {
    const { chatroom, rest } = this.meant(body)
    const room = this.roomNamed(chatroom) ?? (await this.findRoom(chatroom))
    await this.services.typing.typing(this.actor, room, rest)
  }

  /** Watches these people from now on. @throws ChatError see PresenceService.watch */
  async watch(body: unknown): Promise<void> {
    this.assertOpen()
    await this.services.presence.watch(this, body)
  }

  /**
   * Brings the client up to date in all rooms of its user, and lets it hear them from then on.
   * @throws ChatError `validation_failed`, also for a second one, `rate_limited`, `unavailable`; it hears nothing then
   */
  async sync(body: unknown): Promise<SyncedView> {
    if (this.state !== 'ready') this.refuse(new ChatError('validation_failed', 'sync is asked for once.'))
    this.services.limits.take('reads', this.actor.id)
    this.state = 'syncing'
    this.stale = false
    try {
      const rooms = await this.bringAll(body)
      this.state = 'synced'
      this.connection.tell('synced', { rooms } satisfies SyncedView)
      if (!this.over) this.services.presence.follow(this)
      if (this.stale) this.services.doubt(this)
      return { rooms }
    } catch (error) {
      this.hearNothing()
      this.state = 'ready'
      throw error
    }
  }

  /**
   * Compares the rooms that it hears with those of its user, and brings it those that it lacks. Those that it should not hear any more
   * are looked at: their feeds say so, after all that came before.
   */
  async check(): Promise<void> {
    this.stale = true
    if (this.state !== 'synced' || this.over) return
    this.stale = false
    const known = this.rooms.map(({ room }) => room.id)
    for (const { id, member } of await this.services.changed(this.actor.id, known)) {
      if (member) this.untold.add(id)
      else this.services.feeds.doubt(id)
    }
    if (this.untold.size > 0) void this.bring()
  }

  /** Lets it hear a room: everything after `position`. @param admitted see RoomFeeds.listen */
  hear(room: RoomRef, head: number, position: number, admitted: Admitted): void {
    this.assertOpen()
    const heard = this.services.feeds.listen(room, this, head, position, admitted)
    if (!heard) return this.lose(room, 'seq_unknown')
    this.rooms.push(heard.feed)
    if (heard.arrival?.behind) this.waiting.push(heard.arrival)
  }

  /** It is to be told of these rooms as they are. */
  lack(roomId: number): void {
    this.untold.add(roomId)
  }

  /** Says several things of one kind, and resolves when they have left the process. */
  async tellAll(type: string, bodies: readonly object[]): Promise<void> {
    if (bodies.length === 0) return
    await new Promise<void>((resolve) => this.connection.tellPaced(type, bodies, resolve))
    this.assertOpen()
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    this.delivered += messages.length
    this.connection.write(messages, flushed)
  }

  notify(event: Notice): void {
    this.connection.notify(event)
  }

  gone(feed: Feed, reason: ErrorCode): void {
    const place = this.rooms.indexOf(feed)
    if (place < 0) return
    const last = this.rooms.pop()!
    if (place < this.rooms.length) this.rooms[place] = last
    this.services.feeds.closeIfEmpty(feed)
    this.lose(feed.room, reason)
  }

  /** The server ends it. */
  end(code: CloseCode, detail: string): void {
    this.connection.close(code, detail)
  }

  /** The connection is gone. */
  closed(): void {
    this.over = true
    this.services.presence.unwatch(this)
    this.hearNothing()
  }

  /** What it hears no more may be there again, or anew: that is looked at. */
  private lose({ name }: RoomRef, code: ErrorCode): void {
    this.connection.tell('room_gone', { chatroom: name, code } satisfies RoomGoneView)
    this.stale = true
    if (this.state === 'synced') this.services.doubt(this)
  }

  /** A room that it does not hear. @throws ChatError `chatroom_not_found`, `not_a_member`, `rate_limited` */
  private async findRoom(name: string): Promise<RoomRef> {
    this.services.limits.take('reads', this.actor.id)
    const { room } = await this.services.messaging.admit(this.actor, name, {})
    return room
  }

  /** A body and the room that it is for. @throws ChatError as `refuse` */
  private meant(body: unknown): ReturnType<typeof roomIn> {
    try {
      return roomIn(body)
    } catch (error) {
      return this.refuse(error as ChatError)
    }
  }

  private roomNamed(name: string): RoomRef | undefined {
    return this.rooms.find(({ room }) => room.name === name)?.room
  }

  private async bringAll(body: unknown): Promise<number> {
    const { feeds } = this.services
    const rooms = await placeRooms(this, this.services, body)
    await feeds.replay(this.waiting)
    await this.tellRooms()
    this.rooms = this.rooms.slice()
    return rooms
  }

  /** Brings it whatever it lacks by now, until that has worked. */
  private async bring(): Promise<void> {
    if (this.bringing) return
    this.bringing = true
    while (!this.over && this.untold.size + this.waiting.length > 0) {
      try {
        await this.services.feeds.replay(this.waiting)
        await this.tellRooms()
      } catch (error) {
        if (!this.over) toChatError(error, 'Inbox')
        await pause(RETRY_MS, undefined, { ref: false })
      }
    }
    this.bringing = false
  }

  /** Tells it of the rooms that it lacks, and lets it hear them from where they are told. */
  private async tellRooms(): Promise<void> {
    while (this.untold.size > 0) {
      const ids = [...this.untold].slice(0, ROOMS_OF_A_PAGE)
      const views = await this.services.views(this.actor, ids)
      this.assertOpen()
      for (const id of ids) this.untold.delete(id)
      const rooms = this.unheard(views)
      await this.tellAll(
        'room',
        rooms.map(({ view }) => ({ room: view })),
      )
      for (const { room, admitted } of rooms) this.hear(room, admitted.seq, admitted.seq, admitted)
      await this.services.feeds.replay(this.waiting)
    }
  }

  /** Those that its user is in and that it does not hear yet. */
  private unheard(views: readonly ViewedRoom[]): ViewedRoom[] {
    const heard = new Map(this.rooms.map((feed) => [feed.room.name, feed]))
    return views.filter(({ room, view }) => {
      if (view.role === null) return false
      const feed = heard.get(room.name)
      if (feed?.room.id === room.id || this.isReplaced(room)) return false
      // Of two rooms of one name, the other one is no more.
      if (feed) this.drop(feed, 'chatroom_not_found')
      return true
    })
  }

  /** Whether this node still has the feed of another log: then it is looked at again, once that has been cut. */
  private isReplaced({ id, log }: RoomRef): boolean {
    const { feeds } = this.services
    const open = feeds.get(id)
    if (!open || open.room.log === log) return false
    feeds.doubt(id)
    this.services.doubt(this)
    return true
  }

  private drop(feed: Feed, reason: ErrorCode): void {
    this.services.feeds.unlisten(feed, this)
    this.gone(feed, reason)
  }

  private hearNothing(): void {
    const rooms = this.rooms
    this.rooms = []
    this.waiting.length = 0
    this.untold.clear()
    for (const feed of rooms) this.services.feeds.unlisten(feed, this)
  }

  private assertOpen(): void {
    if (this.over) throw new ChatError('unavailable', 'The connection is gone.')
  }
}

/**
 * A body without the room that it is for.
 * @throws ChatError `validation_failed`
 */
function roomIn(body: unknown): { chatroom: string; rest: object } {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    const { chatroom, ...rest } = body as { chatroom?: unknown }
    if (typeof chatroom === 'string') return { chatroom: chatroomName(chatroom, 'chatroom'), rest }
  }
  const message = 'chatroom must be the name of a chatroom'
  throw wrongField('chatroom', message)
}
