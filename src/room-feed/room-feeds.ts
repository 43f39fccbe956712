// Live delivery as the floors above know it: who subscribes to which room, and what ends all subscriptions of one.
import { setImmediate } from 'node:timers/promises'
import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Observable } from 'rxjs'
import type { Actor } from '../auth/actor.js'
import { LiveSessions } from '../auth/live-sessions.js'
import { BUS, type Bus } from '../bus/bus.js'
import { CloseCode } from '../common/errors.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomLog, type Committed } from '../room-log/room-log.js'
import { FeedRegistry, type Taken } from './feed-registry.js'
import { Reconciler } from './reconciler.js'
import type { RoomFeed } from './room-feed.js'
import type { NoticeFor, Sink } from './sink.js'
import { Subscription } from './subscription.js'

const GOING_AWAY = [CloseCode.goingAway, 'The node is going away. Reconnect.'] as const

@Injectable()
export class RoomFeeds implements OnModuleInit, BeforeApplicationShutdown {
  /** Whoever is let in only now is sent away at once. */
  private closed = false

  constructor(
    private readonly feeds: FeedRegistry,
    private readonly reconciler: Reconciler,
    private readonly log: RoomLog,
    private readonly sessions: LiveSessions,
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
  }

  /**
   * Subscribes a connection to a room: everything after `position`, then live. Ends with the actor's session, at the latest.
   * @param admittedAt the room's `last_seq` when the actor was seen to be a member
   * @returns what ends the subscription when the connection is gone, and answers how many messages it was handed
   */
  subscribe(room: RoomRef, actor: Actor, sink: Sink, admittedAt: number, position: number): () => number {
    const subscription = new Subscription(actor, sink, admittedAt, position)
    const feed = this.feeds.get(room.id) ?? this.feeds.open(room, admittedAt)
    const forgetSession = this.sessions.onEnd(actor.sessionId, () =>
      subscription.cut(CloseCode.unauthenticated, 'Your session has ended.'),
    )
    if (this.isOf(feed, room)) {
      feed.add(subscription)
      // The admission has seen the log reach so far, perhaps before any hint of it: the connection was told so, too.
      feed.announce(admittedAt)
    } else subscription.cut(CloseCode.overloaded, 'The log is being replaced. Reconnect.')
    if (this.closed) subscription.cut(...GOING_AWAY)
    return () => {
      forgetSession()
      feed.remove(subscription)
      if (feed.subscriptions.size === 0) this.feeds.close(feed)
      return subscription.position - position
    }
  }

  /** What goes to everybody in an open room who is live, wherever it was committed; a notice that is told now follows it. */
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

  /** The room is gone: its subscriptions end, on every node. */
  roomDeleted(room: RoomRef): void {
    this.feeds.get(room.id)?.cutAll(CloseCode.noSuchRoom, 'This chatroom was deleted.')
    this.bus.publish({ deleted: [room.id] })
  }

  private receive({ room, messages }: Committed): void {
    const feed = this.feeds.get(room.id)
    if (feed && this.isOf(feed, room)) feed.receive(messages)
    this.reconciler.announce([[room.id, messages.at(-1)!.seq]])
  }

  /** Whether what was found or written in `room` belongs to the feed's log. If not, the database tells which of them is gone. */
  private isOf(feed: RoomFeed, room: RoomRef): boolean {
    if (feed.room.log === room.log) return true
    this.reconciler.doubt(room.id)
    return false
  }
}
