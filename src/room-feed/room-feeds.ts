// Live delivery as the floors above know it: who subscribes to which room, and what ends all subscriptions of one.
import { setImmediate } from 'node:timers/promises'
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { Subject, type Observable } from 'rxjs'
import type { Actor } from '../auth/actor.js'
import { LiveSessions } from '../auth/live-sessions.js'
import { BUS, type Bus } from '../bus/bus.js'
import { CloseCode } from '../common/errors.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomLog, type Committed } from '../room-log/room-log.js'
import type { Admitted } from './admission.js'
import type { Arrival, Feed, Listener } from './arrival.js'
import { DeliveryTrace } from './delivery-trace.js'
import { FeedRegistry, type Taken } from './feed-registry.js'
import { LogEndsEarly } from './following.js'
import { Reconciler } from './reconciler.js'
import { replay } from './replay.js'
import type { Exact, RoomFeed } from './room-feed.js'
import type { NoticeFor, Sink } from './sink.js'
import { Subscription } from './subscription.js'

/** That a connection with many rooms hears one; `arrival` until it stands where the feed stands. */
interface Heard {
  feed: Feed
  arrival: Arrival | undefined
}

const GOING_AWAY = [CloseCode.goingAway, 'The node is going away. Reconnect.'] as const

@Injectable()
export class RoomFeeds implements OnModuleInit, BeforeApplicationShutdown {
  /** Everything that was accepted has been answered and delivered: connections with many rooms are to come back elsewhere. */
  readonly goingAway = new Subject<void>()
  /** Whoever is let in only now is sent away at once. */
  private closed = false

  constructor(
    private readonly feeds: FeedRegistry,
    private readonly reconciler: Reconciler,
    private readonly log: RoomLog,
    private readonly sessions: LiveSessions,
    private readonly trace: DeliveryTrace,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.log.committed.subscribe((committed) => this.receive(committed))
  }

  /** Lets what was accepted be answered and delivered, then tells every connection to come back elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.log.close()
    this.reconciler.close()
    await setImmediate()
    this.closed = true
    for (const feed of this.feeds.all()) feed.cutAll(...GOING_AWAY)
    this.goingAway.next()
  }

  /**
   * Subscribes a connection to a room: everything after `position`, then live. Ends with the actor's session, at the latest.
   * @param admitted when the actor was seen to be a member
   * @returns what ends the subscription when the connection is gone, and answers how many messages it was handed
   */
  subscribe(room: RoomRef, actor: Actor, sink: Sink, admitted: Admitted, position: number): () => number {
    const feed = this.feeds.get(room.id) ?? this.feeds.open(room, admitted.seq)
    const subscription = new Subscription(feed, actor, sink, admitted, position)
    const forgetSession = this.sessions.onEnd(actor.sessionId, () =>
      subscription.cut(CloseCode.unauthenticated, 'Your session has ended.'),
    )
    if (this.isOf(feed, room)) {
      feed.learn(admitted.seq, admitted)
      feed.add(subscription)
      // The admission has seen the log reach so far, perhaps before any hint of it: the connection was told so, too.
      feed.announce(admitted.seq)
    } else subscription.cut(CloseCode.overloaded, 'The log is being replaced. Reconnect.')
    if (this.closed) subscription.cut(...GOING_AWAY)
    return () => {
      forgetSession()
      feed.remove(subscription)
      this.closeIfEmpty(feed)
      return subscription.position - position
    }
  }

  /** The open feed of a room: with its name and log, and how far this node has heard of it. */
  get(roomId: number): Feed | undefined {
    return this.feeds.get(roomId)
  }

  /**
   * Lets a connection with many rooms hear one more: everything after `position`, then live.
   * @param head the room's `last_seq` as it was just seen, or as its feed knows it; not below the other two
   * @param admitted when the connection's user was seen to be a member
   * @returns nothing where the log is being replaced: it is to be looked at again
   */
  listen(
    room: RoomRef,
    listener: Listener,
    head: number,
    position: number,
    admitted: Admitted,
  ): Heard | undefined {
    const feed = this.feeds.get(room.id) ?? this.feeds.open(room, head)
    if (!this.isOf(feed, room)) return undefined
    feed.learn(head, admitted)
    const arrival = feed.listen(listener, position, admitted)
    feed.announce(head)
    return { feed, arrival }
  }

  /** Ends what `listen` began, without a word. */
  unlisten(feed: Feed, listener: Listener): void {
    const open = this.feeds.get(feed.room.id)
    // The feed of a log that was replaced is nobody's any more.
    if (!open || open !== feed) return
    open.unlisten(listener)
    this.closeIfEmpty(open)
  }

  /** Brings one connection what it lacks in these rooms. @throws as `replay`; the rooms are looked at then */
  async replay(waiting: Arrival[]): Promise<void> {
    try {
      await replay(
        waiting,
        (room, after, most) => this.log.readSinceMany(room, after, most),
        (room) => this.log.beginning(room),
      )
    } catch (error) {
      if (error instanceof LogEndsEarly) this.reconciler.doubt(error.roomId)
      throw error
    }
  }

  /** This room may not be what this node takes it for: the database is asked, and its feed told. */
  doubt(roomId: number): void {
    this.reconciler.doubt(roomId)
  }

  /** Forgets a feed that nobody hears any more. */
  closeIfEmpty(feed: Feed): void {
    const open = this.feeds.get(feed.room.id)
    if (open === feed && open.isEmpty) this.feeds.close(open)
  }

  /** What goes to everybody in an open room who has caught up, wherever it was committed; a notice of now follows it. */
  get taken(): Observable<Taken> {
    return this.feeds.taken
  }

  /** Whether anybody on this node listens to the room. */
  isOpen(roomId: number): boolean {
    return this.feeds.get(roomId) !== undefined
  }

  /** Tells whoever listens to the room on this node what may be lost, after the entries that are due. */
  notify(roomId: number, notice: NoticeFor): void {
    this.feeds.get(roomId)?.notify(notice)
  }

  /** The same for what is only true beside the entries up to a `seq`: see `RoomFeed.notifyAt`. */
  notifyAt(roomId: number, exact: Exact): void {
    this.feeds.get(roomId)?.notifyAt(exact)
  }

  /** The room is gone: its subscriptions end, on every node. */
  roomDeleted(room: RoomRef): void {
    this.feeds.get(room.id)?.end('chatroom_not_found', CloseCode.noSuchRoom, 'This chatroom was deleted.')
    this.bus.publish({ deleted: [room.id] })
  }

  private receive({ room, messages }: Committed): void {
    const feed = this.feeds.get(room.id)
    if (feed && this.isOf(feed, room)) feed.receive(messages)
    const last = messages.at(-1)!.seq
    this.reconciler.announce([[room.id, last]])
    this.trace.announced(room.id, messages[0]!.seq, last)
  }

  /** Whether what was found or written in `room` belongs to the feed's log. If not, the database tells which of them is gone. */
  private isOf(feed: RoomFeed, room: RoomRef): boolean {
    if (feed.room.log === room.log) return true
    this.reconciler.doubt(room.id)
    return false
  }
}
