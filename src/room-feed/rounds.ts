// When messages leave the process: in rounds, so that what comes close together is written together.
import { Injectable } from '@nestjs/common'

/** Somebody who has something to do in the next round. */
export interface Participant {
  /** Called once for each time that it was added. */
  onRound(): void
}

/**
 * How many times as long as a round took the next one waits: writing takes a fifth of the time at most. A write costs the
 * same for one message as for ten, so the busier the node, the cheaper a delivery; a quiet one is not delayed at all.
 * Measured with `npm run bench -- --only cpu,rooms`: see docs/performance.md.
 */
const REST = 4
/** Milliseconds that nothing waits longer, however large the rooms are. */
const LONGEST_REST_MS = 50

@Injectable()
export class Rounds {
  private feeds: Participant[] = []
  private connections: Participant[] = []
  private scheduled = false
  private restUntil = 0

  /** A feed that has messages for its connections. */
  deliver(feed: Participant): void {
    this.feeds.push(feed)
    this.schedule()
  }

  /** A connection that has something to write; it does so after the feeds have added their part. */
  write(connection: Participant): void {
    this.connections.push(connection)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    const rest = this.restUntil - performance.now()
    if (rest < 1) setImmediate(() => this.run())
    else setTimeout(() => this.run(), rest)
  }

  private run(): void {
    const start = performance.now()
    const feeds = this.feeds
    this.feeds = []
    for (const feed of feeds) feed.onRound()
    const connections = this.connections
    this.connections = []
    for (const connection of connections) connection.onRound()
    const end = performance.now()
    this.restUntil = end + Math.min(REST * (end - start), LONGEST_REST_MS)
    this.scheduled = false
    if (this.feeds.length + this.connections.length > 0) this.schedule()
  }
}
