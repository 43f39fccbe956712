// Keeps the open feeds true to the database, whatever the bus lost, made up or never heard.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import { BUS, type Bus, type Hints } from '../bus/bus.js'
import { CloseCode } from '../common/errors.js'
import { CONFIG, type Config } from '../config/config.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { logReplaced } from '../room-log/outcome.js'
import { RoomLog, type Head } from '../room-log/room-log.js'
import { FeedRegistry } from './feed-registry.js'
import type { RoomFeed } from './room-feed.js'

/** Rooms that one periodic look compares: only those that differ are answered, so that many cost little. */
const CHECKED_AT_ONCE = 5000

@Injectable()
export class Reconciler implements OnModuleInit {
  /** Rooms in which this node may have committed something unheard: other nodes have not heard of it, either. */
  private readonly unheard = new InDoubt<number>(async (ids) => this.announce(await this.look(ids)))
  /** Rooms that are said to have been deleted, or to have another log. */
  private readonly hinted = new InDoubt<number>(async (ids) => void (await this.look(ids)), HINT_DELAY_MS)
  /** Rooms whose turn it is: all of them, every so often. */
  private readonly checked = new InDoubt<number>((ids) => this.check(ids), 0, CHECKED_AT_ONCE)
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly feeds: FeedRegistry,
    private readonly log: RoomLog,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.log.inDoubt.subscribe((rooms) => this.unheard.add(rooms.map(({ id }) => id)))
    this.feeds.watched.subscribe((roomId) => this.doubt(roomId))
    this.bus.hints.subscribe((hints) => this.hear(hints))
    this.bus.resumed.subscribe(() => this.checkAll())
    this.timer = setInterval(() => this.checkAll(), this.config.FEED_CHECK_INTERVAL * 1000)
  }

  /** Asks the database no more. */
  close(): void {
    clearInterval(this.timer)
    for (const each of [this.unheard, this.hinted, this.checked]) each.close()
  }

  /** Something is not as it should be with this room: the database is asked how far its log reaches, and which it is. */
  doubt(roomId: number): void {
    this.hinted.add([roomId])
  }

  /** To other nodes; with PostgreSQL as the bus the commit itself has done so. */
  announce(heads: [roomId: number, seq: number][]): void {
    if (this.config.REDIS_URL) this.bus.publish({ heads })
  }

  /** Of deletions the database is asked: ids are only unique there, and two deployments may share a Redis. */
  private hear({ heads = [], deleted = [] }: Hints): void {
    for (const [roomId, seq] of heads) this.feeds.get(roomId)?.announce(seq)
    this.hinted.add(deleted.filter((roomId) => this.feeds.get(roomId)))
  }

  private checkAll(): void {
    this.checked.add(this.feeds.ids())
  }

  /** Brings the feeds of these rooms up to what the database says now; answers how far the logs of all that exist reach. */
  private async look(roomIds: number[]): Promise<[roomId: number, seq: number][]> {
    const asked = roomIds.map((roomId) => this.feeds.get(roomId))
    const delivered = asked.map((feed) => feed?.delivered ?? 0)
    const heads = await this.log.heads(roomIds)
    asked.forEach((feed, index) => feed && this.compare(feed, heads.get(feed.room.id), delivered[index]!))
    return [...heads].map(([roomId, { lastSeq }]) => [roomId, lastSeq])
  }

  /** Compares these rooms with the database, which answers only where it knows another head. */
  private async check(roomIds: number[]): Promise<void> {
    const asked = roomIds.flatMap((roomId) => this.feeds.get(roomId) ?? [])
    const known = asked.map(({ room, delivered }) => ({ room, lastSeq: delivered }))
    const heads = await this.log.headsUnlike(known)
    asked.forEach((feed, index) => {
      const { id } = feed.room
      if (heads.has(id)) this.compare(feed, heads.get(id), known[index]!.lastSeq)
    })
  }

  /** @param delivered how far the feed had come before the log was asked */
  private compare(feed: RoomFeed, head: Head | undefined, delivered: number): void {
    if (!head) feed.end('chatroom_not_found', CloseCode.noSuchRoom, 'This chatroom was deleted.')
    else if (head.log === feed.room.log && head.lastSeq >= delivered) feed.announce(head.lastSeq)
    else this.replace(feed)
  }

  /** The database has come back with another history: every connection of the room starts again. */
  private replace(feed: RoomFeed): void {
    if (this.feeds.get(feed.room.id) !== feed) return
    // Whoever comes from now on gets a feed of the log that is there.
    this.feeds.close(feed)
    const error = logReplaced()
    feed.end(error.code, CloseCode.overloaded, error.detail, error)
    // What holds for one room may hold for the others.
    this.checkAll()
  }
}
