// When messages leave the process: in rounds, so that what comes close together is written together.
import { Injectable } from '@nestjs/common'
import { toChatError } from '../common/errors.js'
import { Utilisation } from './utilisation.js'

/** Somebody who has something to do in the next round. */
export interface Participant {
  /** Called once for each time that it was added. */
  onRound(): void
}

/**
 * How many times as long as its writes take a room rests after it was served. A write costs the same for one message as for ten:
 * the busier a room, the cheaper a delivery. A large room gains most by waiting, since much of what comes meanwhile is for
 * the same sockets. One that is quiet is never delayed. Measured with `npm run bench -- --only cpu,rooms`: see
 * docs/performance.md.
 */
const ROOM_RESTS = 5
/**
 * The same for the whole node after a round, if it has no time left, and how busy it may be without any rest: with many small
 * rooms, what waits costs its readers time and saves the node none until it waits for tens of milliseconds.
 */
const NODE_RESTS = 9
const BUSY = 0.75
/** Milliseconds that nothing waits longer, however large the room is. */
const LONGEST_REST_MS = 50
/** What a write is taken for at first, in milliseconds; and how much of each round's is learned, and from how slow a one. */
const WRITE_MS = 0.01
const LEARNED = 0.05
const SLOWEST = 4

@Injectable()
export class Rounds {
  private feeds: Participant[] = []
  private connections: Participant[] = []
  private scheduled = false
  private restUntil = 0
  /** Milliseconds that a write takes, on the average: a pause of the machine must not be taken for work. */
  private writeMs = WRITE_MS

  constructor(private readonly utilisation: Utilisation) {}

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

  /** Milliseconds from a room's round to its next, if it has so many connections. */
  restOfRoom(connections: number): number {
    return this.rest(ROOM_RESTS * connections)
  }

  private rest(writes: number): number {
    return Math.min(writes * this.writeMs, LONGEST_REST_MS)
  }

  private nodeRests(): number {
    return (NODE_RESTS * Math.max(0, this.utilisation.lately - BUSY)) / (1 - BUSY)
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
    for (const feed of feeds) this.serve(feed)
    const connections = this.connections
    this.connections = []
    for (const connection of connections) this.serve(connection)
    const end = performance.now()
    this.learn((end - start) / Math.max(1, connections.length))
    this.restUntil = end + this.rest(this.nodeRests() * connections.length)
    this.scheduled = false
    if (this.feeds.length + this.connections.length > 0) this.schedule()
  }

  /** What goes wrong with one must not keep the others waiting for ever. */
  private serve(participant: Participant): void {
    try {
      participant.onRound()
    } catch (error) {
      toChatError(error, 'Rounds')
    }
  }

  private learn(writeMs: number): void {
    this.writeMs += LEARNED * (Math.min(writeMs, SLOWEST * this.writeMs) - this.writeMs)
  }
}
