// Every open room of this node: who is connected, what reaches them, and what ends their connections.
import { setImmediate } from 'node:timers/promises'
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { AuthService } from '../auth/auth.service.js'
import { CloseCode } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import type { RoomRef } from '../room-log/draft.js'
import { logReplaced } from '../room-log/outcome.js'
import { RoomLog, type Head } from '../room-log/room-log.js'
import { BUS, type Bus, type BusEvent } from './bus.js'
import { Doubtful } from './doubtful.js'
import { RoomFeed, type ReadAfter } from './room-feed.js'
import { Rounds } from './rounds.js'
import type { Sink } from './sink.js'
import { Subscription } from './subscription.js'

/** So many ended sessions are remembered, for connections that are between their check and their subscription. */
const MOST_HEARD = 10_000
/**
 * Milliseconds between two questions to the database, however many endings and deletions the bus brings: whoever may write to
 * it can make them up. A true one is far from the second that is promised.
 */
const HINT_REST_MS = 50

/** Rooms, or sessions, that one query of the periodic check asks about: what is said meanwhile hardly waits for it. */
const CHECKED_AT_ONCE = 250

const GOING_AWAY = [CloseCode.goingAway, 'The node is going away. Reconnect.'] as const

@Injectable()
export class RoomFeeds implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('RoomFeeds')
  private readonly feeds = new Map<number, RoomFeed>()
  private readonly bySession = new Map<string, Set<Subscription>>()
  /** Feeds that look once more, many at a time. */
  private readonly opened = new BatchedLookup(async (feeds: RoomFeed[]) => {
    await this.checkHeads(feeds)
    return feeds
  })
  private readonly doubtful = new Doubtful<number>(async (roomIds) => {
    const heads = [...(await this.log.heads(roomIds))]
    for (const [roomId, head] of heads) this.compare(this.feeds.get(roomId), head)
    this.announce(heads.map(([roomId, { lastSeq }]) => [roomId, lastSeq]))
  })
  /** Feeds of rooms that are said to have been deleted, or to have another log. */
  private readonly saidToBeGone = new Doubtful<RoomFeed>(async (feeds) => {
    for (const some of slices(feeds)) await this.checkHeads(some)
  }, HINT_REST_MS)
  /** Sessions of connections here that are said to have ended, by whoever may write to the bus. */
  private readonly saidToHaveEnded = new Doubtful<string>((ids) => this.endThoseEnded(ids), HINT_REST_MS)
  /** Who subscribes with one of these was perhaps let in before the session ended. */
  private readonly heardToHaveEnded = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  /** Whoever is let in only now is sent away at once. */
  private closed = false
  private checking: Promise<void> | undefined
  private checkWanted = false

  constructor(
    private readonly log: RoomLog,
    private readonly auth: AuthService,
    @Inject(BUS) private readonly bus: Bus,
    private readonly rounds: Rounds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.log.committed.subscribe(({ room, messages }) => {
      const feed = this.feeds.get(room.id)
      if (feed && this.isOf(feed, room)) feed.receive(messages)
      this.announce([[room.id, messages.at(-1)!.seq]])
    })
    this.log.inDoubt.subscribe((rooms) => this.doubtful.add(rooms.map(({ id }) => id)))
    this.auth.sessionEnded.subscribe((sessionId) => {
      this.remember(sessionId)
      this.endSession(sessionId)
      this.bus.publish({ ended: sessionId })
    })
    this.bus.events.subscribe((event) => this.onBusEvent(event))
    this.timer = setInterval(() => this.checkLoudly(), this.config.FEED_CHECK_INTERVAL * 1000)
  }

  /** Lets what was accepted be answered and delivered, then tells every connection to come back elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer)
    await this.log.close()
    this.doubtful.close()
    this.saidToBeGone.close()
    this.saidToHaveEnded.close()
    await setImmediate()
    this.closed = true
    for (const feed of [...this.feeds.values()]) feed.cutAll(...GOING_AWAY)
  }

  /**
   * Subscribes a connection to a room: everything after `position`, then live.
   * @param admittedAt the room's `last_seq` when the actor was seen to be a member
   * @returns what ends the subscription when the connection is gone, and answers how many messages it was handed
   */
  subscribe(room: RoomRef, actor: Actor, sink: Sink, admittedAt: number, position: number): () => number {
    const subscription = new Subscription(actor, sink, admittedAt, position)
    const feed = this.feeds.get(room.id) ?? this.open(room, admittedAt)
    const ofSession = this.bySession.get(actor.sessionId) ?? new Set()
    this.bySession.set(actor.sessionId, ofSession.add(subscription))
    if (this.isOf(feed, room)) {
      feed.add(subscription)
      // The admission has seen the log reach so far, perhaps before any hint of it: the connection was told so, too.
      feed.announce(admittedAt)
    } else subscription.cut(CloseCode.overloaded, 'The log is being replaced. Reconnect.')
    if (this.heardToHaveEnded.has(actor.sessionId)) this.saidToHaveEnded.add([actor.sessionId])
    if (this.closed) subscription.cut(...GOING_AWAY)
    return () => {
      feed.remove(subscription)
      ofSession.delete(subscription)
      if (ofSession.size === 0 && this.bySession.get(actor.sessionId) === ofSession)
        this.bySession.delete(actor.sessionId)
      if (feed.subscriptions.size === 0 && this.feeds.get(room.id) === feed) this.close(feed)
      return subscription.position - position
    }
  }

  /** The room is gone: its connections close, on every node. */
  roomDeleted(room: RoomRef): void {
    this.endRoom(room.id)
    this.bus.publish({ deleted: room.id })
  }

  /** To other nodes; with PostgreSQL as the bus the commit itself has done so. */
  private announce(heads: [roomId: number, seq: number][]): void {
    if (this.config.REDIS_URL) this.bus.publish({ heads })
  }

  private open(room: RoomRef, head: number): RoomFeed {
    const read: ReadAfter = (of, after, limit) =>
      limit === undefined ? this.log.readSinceMany(of, after) : this.log.readAfter(of, after, limit)
    const feed = new RoomFeed(room, read, this.rounds, head)
    this.feeds.set(room.id, feed)
    // What was said between the head's reading and now reached no feed: look once more when hints arrive for sure.
    this.bus
      .watch(room.id)
      .then(() => this.lookAt(feed))
      .catch(() => undefined)
    return feed
  }

  private close(feed: RoomFeed): void {
    this.feeds.delete(feed.room.id)
    this.bus.unwatch(feed.room.id)
  }

  private onBusEvent(event: BusEvent): void {
    if ('heads' in event) for (const [roomId, seq] of event.heads) this.feeds.get(roomId)?.announce(seq)
    else if ('deleted' in event) this.checkDeleted(event.deleted)
    else if ('ended' in event) {
      this.checkEnded(event.ended)
    } else {
      this.auth.sessionEndedElsewhere()
      this.checkLoudly()
    }
  }

  /** Asks the database: ids are only unique there, and two deployments may share a Redis. */
  private checkDeleted(roomId: number): void {
    const feed = this.feeds.get(roomId)
    if (feed) this.lookAt(feed)
  }

  private lookAt(feed: RoomFeed): void {
    this.saidToBeGone.add([feed])
  }

  /** Whether what was found or written in `room` belongs to the feed's log. If not, the database tells which of them is gone. */
  private isOf(feed: RoomFeed, room: RoomRef): boolean {
    if (feed.room.log === room.log) return true
    this.lookAt(feed)
    return false
  }

  /** Asks the database, as for deletions: whoever may write to the bus must not be able to cut anybody. */
  private checkEnded(sessionId: string): void {
    this.auth.sessionEndedElsewhere(sessionId)
    this.remember(sessionId)
    if (this.bySession.has(sessionId)) this.saidToHaveEnded.add([sessionId])
  }

  private remember(sessionId: string): void {
    // The oldest goes first: a Set keeps the order in which its entries came.
    if (this.heardToHaveEnded.size >= MOST_HEARD)
      this.heardToHaveEnded.delete(this.heardToHaveEnded.values().next().value!)
    this.heardToHaveEnded.add(sessionId)
  }

  private endRoom(roomId: number): void {
    this.feeds.get(roomId)?.cutAll(CloseCode.noSuchRoom, 'This chatroom was deleted.')
  }

  private endSession(sessionId: string): void {
    for (const subscription of [...(this.bySession.get(sessionId) ?? [])]) {
      subscription.cut(CloseCode.unauthenticated, 'Your session has ended.')
    }
  }

  /** One at a time: while the database is slow, checks would pile up in front of the sends. */
  private checkLoudly(): void {
    this.checkWanted = true
    this.checking ??= this.checkWhileWanted()
      .catch((error: Error) => this.logger.warn(`The periodic check failed: ${error.message}`))
      .finally(() => (this.checking = undefined))
  }

  /** Whoever asks during a check is given one that begins after the asking. */
  private async checkWhileWanted(): Promise<void> {
    while (this.checkWanted) {
      this.checkWanted = false
      await this.check()
    }
  }

  /** Finds what the bus lost in silence: messages, deletions and ended sessions. */
  private async check(): Promise<void> {
    for (const feeds of slices([...this.feeds.values()])) await this.checkHeads(feeds)
    await this.endThoseEnded([...this.bySession.keys()])
  }

  private async endThoseEnded(sessionIds: string[]): Promise<void> {
    for (const some of slices(sessionIds))
      for (const sessionId of await this.auth.endedAmong(some)) this.endSession(sessionId)
  }

  private async checkHeads(feeds: RoomFeed[]): Promise<void> {
    if (feeds.length === 0) return
    const delivered = feeds.map((feed) => feed.delivered)
    const heads = await this.log.heads(feeds.map((feed) => feed.room.id))
    feeds.forEach((feed, index) => {
      const head = heads.get(feed.room.id)
      if (head) this.compare(feed, head, delivered[index])
      else feed.cutAll(CloseCode.noSuchRoom, 'This chatroom was deleted.')
    })
  }

  /** @param delivered how far the feed had come before the log was asked */
  private compare(feed: RoomFeed | undefined, { log, lastSeq }: Head, delivered = 0): void {
    if (feed?.room.log === log && lastSeq >= delivered) feed.announce(lastSeq)
    else if (feed) this.replace(feed)
  }

  /** The database has come back with another history: every connection of the room starts again. */
  private replace(feed: RoomFeed): void {
    if (this.feeds.get(feed.room.id) !== feed) return
    // Whoever comes from now on gets a feed of the log that is there.
    this.close(feed)
    const error = logReplaced()
    feed.cutAll(CloseCode.overloaded, error.detail, error)
    // What holds for one room holds for the others, and for who was seen to be signed in.
    this.auth.sessionEndedElsewhere()
    this.checkLoudly()
  }
}

function* slices<Item>(items: Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += CHECKED_AT_ONCE) yield items.slice(at, at + CHECKED_AT_ONCE)
}
