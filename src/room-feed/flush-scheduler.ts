// When messages leave the process: in flushes, so that what comes close together is written together.
import { Injectable } from '@nestjs/common'
import { toChatError } from '../common/errors.js'
import { Utilisation } from './utilisation.js'

/** Somebody who has something to do in the next flush. */
export interface Flushable {
  /** Called once for each time that it was added. */
  onFlush(): void
}

/**
 * How many times as long as its writes take a room waits after it was served. A write costs the same for one message as for ten:
 * the busier a room, the cheaper a delivery. A large room gains most by waiting, since much of what comes meanwhile is for
 * the same sockets. One that is quiet is never delayed.
 */
const ROOM_WAITS = 5
/**
 * The same for the whole node after a flush, if it has no time left, and how busy it may be without any delay: with many small
 * rooms, what waits costs its readers time and saves the node none until it waits for tens of milliseconds.
 */
const NODE_WAITS = 9
const BUSY = 0.75
/** Milliseconds that nothing waits longer, however large the room is. */
const LONGEST_DELAY_MS = 50
/** What a write is taken for at first, in milliseconds; and how much of each flush's is learned, and from how slow a one. */
const WRITE_MS = 0.01
const LEARNED = 0.05
const SLOWEST = 4

@Injectable()
export class FlushScheduler {
  private feeds: Flushable[] = []
  private connections: Flushable[] = []
  private scheduled = false
  private delayedUntil = 0
  /** Milliseconds that a write takes, on the average: a pause of the machine must not be taken for work. */
  private writeMs = WRITE_MS

  constructor(private readonly utilisation: Utilisation) {}

  /** A feed that has messages for its connections. */
  deliver(feed: Flushable): void {
    this.feeds.push(feed)
    this.schedule()
  }

  /** A connection that has something to write; it does so after the feeds have added their part. */
  write(connection: Flushable): void {
    this.connections.push(connection)
    this.schedule()
  }

  /** The coalescing delay, in milliseconds from a room's flush to its next, if it has so many connections. */
  delayOfRoom(connections: number): number {
    return this.delay(ROOM_WAITS * connections)
  }

  private delay(writes: number): number {
    return Math.min(writes * this.writeMs, LONGEST_DELAY_MS)
  }

  private nodeWaits(): number {
    return (NODE_WAITS * Math.max(0, this.utilisation.lately - BUSY)) / (1 - BUSY)
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    const delay = this.delayedUntil - performance.now()
    if (delay < 1) setImmediate(() => this.flush())
    else setTimeout(() => this.flush(), delay)
  }

  private flush(): void {
    const start = performance.now()
    const feeds = this.feeds
    this.feeds = []
    for (const feed of feeds) this.serve(feed)
    const connections = this.connections
    this.connections = []
    for (const connection of connections) this.serve(connection)
    const end = performance.now()
    this.learn((end - start) / Math.max(1, connections.length))
    this.delayedUntil = end + this.delay(this.nodeWaits() * connections.length)
    this.scheduled = false
    if (this.feeds.length + this.connections.length > 0) this.schedule()
  }

  /** What goes wrong with one must not keep the others waiting for ever. */
  private serve(each: Flushable): void {
    try {
      each.onFlush()
    } catch (error) {
      toChatError(error, 'FlushScheduler')
    }
  }

  private learn(writeMs: number): void {
    this.writeMs += LEARNED * (Math.min(writeMs, SLOWEST * this.writeMs) - this.writeMs)
  }
}
