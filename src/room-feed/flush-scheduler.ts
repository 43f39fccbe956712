// When messages leave the process: in flushes, so that what comes close together is written together.
import { Injectable } from '@nestjs/common'
import { toChatError } from '../common/errors.js'
import { Utilisation } from './utilisation.js'

/** Somebody who has something to do in the next flush. */
export interface Flushable {
  /** Called once for each time that it was added. */
  onFlush(): void
}

/** A connection, to which a flush is a write. */
export interface Writer extends Flushable {
  /** When the scheduler last had it write, by the clock of `performance`; it keeps that there. */
  writtenAt: number
}

/**
 * How many times as long the node rests after a flush as the writes took that the rest can spare, if it has no time left; and how
 * busy it may be without any rest. A write costs the same for one message as for ten: the busier the node, the cheaper a delivery.
 */
const RESTS = 9
const BUSY = 0.6
/** A rest can spare a write to whoever was written to less than these milliseconds ago: the two might have been one. */
const MOMENT_MS = 10
/** Milliseconds that nothing waits longer, however much there is to write. */
const LONGEST_REST_MS = 50
/** What a write is taken for at first, in milliseconds; and how much of each flush's is learned, and from how slow a one. */
const WRITE_MS = 0.01
const LEARNED = 0.05
const SLOWEST = 4

@Injectable()
export class FlushScheduler {
  private feeds: Flushable[] = []
  private connections: Writer[] = []
  private scheduled = false
  private restsUntil = 0
  /** Milliseconds that a write takes, on the average: a pause of the machine must not be taken for work. */
  private writeMs = WRITE_MS

  constructor(private readonly utilisation: Utilisation) {}

  /** A feed that has messages for its connections. */
  deliver(feed: Flushable): void {
    this.feeds.push(feed)
    this.schedule()
  }

  /** A connection that has something to write; it does so after the feeds have added their part. */
  write(connection: Writer): void {
    this.connections.push(connection)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    const rest = this.restsUntil - performance.now()
    if (rest < 1) setImmediate(() => this.flush())
    else setTimeout(() => this.flush(), rest)
  }

  private flush(): void {
    const start = performance.now()
    const feeds = this.feeds
    this.feeds = []
    for (const feed of feeds) this.serve(feed)
    const connections = this.connections
    this.connections = []
    const spared = this.writeAll(connections, start)
    const end = performance.now()
    this.learn((end - start) / Math.max(1, connections.length))
    this.restsUntil = end + this.rest(spared)
    this.scheduled = false
    if (this.feeds.length + this.connections.length > 0) this.schedule()
  }

  /** @returns how many of the writes a rest could have spared */
  private writeAll(connections: readonly Writer[], now: number): number {
    let spared = 0
    for (const connection of connections) {
      if (now - connection.writtenAt < MOMENT_MS) spared++
      connection.writtenAt = now
      this.serve(connection)
    }
    return spared
  }

  /** The coalescing delay after a flush, in milliseconds. */
  private rest(writes: number): number {
    const load = Math.max(0, this.utilisation.lately - BUSY) / (1 - BUSY)
    return Math.min(RESTS * load * writes * this.writeMs, LONGEST_REST_MS)
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
