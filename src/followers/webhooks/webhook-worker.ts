// Delivers to one webhook for as long as that is this node's: in each room in order, and rooms beside each other.
import { setTimeout as pause } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import type { EventFeed, PlacedEvent } from '../event-feed.js'
import { isBefore, type Position } from '../position.js'
import { isWanted } from './event-types.js'
import { pauseAfter } from './retries.js'
import { isTaken, Receiver, type Answered } from './webhook-request.js'
import {
  FORGET_DELIVERIES,
  PAUSE,
  RELEASE,
  RENEW,
  SETTLE,
  STICK,
  STUCK,
  UNSTICK,
  type StuckRow,
  type WebhookRow,
} from './webhook-statements.js'

/** Seconds for which it is this node's unless that says so again, and milliseconds between doing so. */
export const HELD_SECONDS = 9
const RENEW_MS = 3000
/** Milliseconds between two looks at what is to be noted, and at what is due again. */
const SETTLE_MS = 250
/** Events that are read at once, and that may wait here. */
const PAGE = 200
const MOST_WAITING = 1000
/** Requests that one receiver gets at a time. */
const AT_ONCE = 16
/** Attempts that are kept of each webhook. */
const KEPT_DELIVERIES = 1000

/** What is in no room has a place of its own beside the rooms. */
const NO_ROOM = 0

interface Lane {
  queue: PlacedEvent[]
  busy: boolean
}

interface Noted extends Answered {
  eventId: string
  attempt: number
  at: Date
}

/** What a worker needs of the node. */
export interface Node {
  id: string
  dataSource: DataSource
  /** Where events are read: never in the way of a send. */
  reads: DataSource
  feed: EventFeed
  allowPrivate: boolean
  /** The newest position that the node knows of. */
  head(): number
}

export class WebhookWorker {
  /** Resolves when it has ended, however that came; never rejects. */
  readonly done: Promise<void>
  private readonly receiver: Receiver
  private readonly lanes = new Map<number, Lane>()
  private readonly stuck = new Set<number>()
  private readonly retrying = new Set<number>()
  /** Of what is read and not settled. */
  private readonly open = new Set<PlacedEvent>()
  private readonly noted: Noted[] = []
  private readonly sending = new Set<Promise<void>>()
  private readonly waitingForTurn: (() => void)[] = []
  private inTurn = 0
  private read: Position
  private settled: Position
  private kept = 0
  /** By the clock of `performance.now()`: whoever was frozen for longer delivers nothing late. */
  private heldUntil = performance.now() + HELD_SECONDS * 1000
  private lost = false
  private stopping = false

  constructor(
    private readonly node: Node,
    private webhook: WebhookRow,
    private readonly complain: (error: Error) => void,
  ) {
    this.read = this.settled = { position: webhook.position, seq: webhook.seq }
    this.receiver = new Receiver(AT_ONCE, node.allowPrivate)
    this.done = this.run()
  }

  /** Begins nothing more; what is on its way is waited for. */
  stop(): void {
    this.stopping = true
  }

  private get over(): boolean {
    return this.lost || this.stopping || performance.now() > this.heldUntil
  }

  private async run(): Promise<void> {
    const renewing = setInterval(() => void this.renew(), RENEW_MS)
    try {
      for (const { chatroom_id } of await this.stuckRooms()) this.stuck.add(chatroom_id)
      while (!this.over) {
        await this.readOn()
        await this.retry()
        await this.settle()
        if (this.isIdle) break
        await pause(SETTLE_MS)
      }
      await Promise.all(this.sending)
      await this.settle()
    } catch (error) {
      this.complain(error as Error)
    }
    clearInterval(renewing)
    this.lost = true
    this.receiver.close()
    // Where that fails, it runs out.
    await this.node.dataSource.query(RELEASE, [this.webhook.id, this.node.id]).catch(this.complain)
  }

  /** Whether nothing is left to do until something happens. */
  private get isIdle(): boolean {
    const caughtUp = !isBefore(this.read, { position: this.node.head(), seq: 0 })
    return caughtUp && this.open.size === 0 && this.stuck.size === 0
  }

  private async renew(): Promise<void> {
    try {
      const until = performance.now() + HELD_SECONDS * 1000
      const values = [this.webhook.id, this.node.id, HELD_SECONDS]
      const [[row]] = await this.node.dataSource.query<[[WebhookRow | undefined], number]>(RENEW, values)
      if (row) this.webhook = row
      else this.lost = true
      this.heldUntil = until
    } catch (error) {
      this.complain(error as Error)
    }
  }

  /** Takes in what comes next, as long as not too much waits. */
  private async readOn(): Promise<void> {
    while (!this.over && this.open.size < MOST_WAITING) {
      const { events, next } = await this.node.feed.read(this.node.reads, this.read, PAGE)
      for (const each of events) this.take(each)
      const moved = next.position !== this.read.position || next.seq !== this.read.seq
      this.read = next
      if (!moved) return
    }
  }

  private take(placed: PlacedEvent): void {
    const key = placed.room?.id ?? NO_ROOM
    // It is read again, by its room, once the one that waits there is taken.
    if (this.stuck.has(key) || !isWanted(this.webhook, placed)) return
    const lane = this.lanes.get(key) ?? { queue: [], busy: false }
    this.lanes.set(key, lane)
    lane.queue.push(placed)
    this.open.add(placed)
    if (lane.busy) return
    lane.busy = true
    this.track(this.deliverAll(key, lane))
  }

  private track(work: Promise<void>): void {
    // It begins again where everything was settled.
    const broken = (error: Error) => {
      this.complain(error)
      this.lost = true
    }
    const tracked = work.catch(broken).finally(() => this.sending.delete(tracked))
    this.sending.add(tracked)
  }

  /** One after the other, until one is not taken. */
  private async deliverAll(key: number, lane: Lane): Promise<void> {
    for (let next = lane.queue[0]; next && !this.over; next = lane.queue[0]) {
      if (!isTaken(await this.attempt(next, 1))) {
        await this.stick(key, next, 1)
        for (const each of lane.queue) this.open.delete(each)
        break
      }
      this.open.delete(next)
      lane.queue.shift()
    }
    this.lanes.delete(key)
  }

  private async attempt({ event }: PlacedEvent, attempt: number): Promise<Answered> {
    await this.turn()
    try {
      const at = new Date()
      const answered = await this.receiver.send(this.webhook.url, this.webhook.secret, event)
      this.noted.push({ ...answered, eventId: event.id, attempt, at })
      return answered
    } finally {
      this.inTurn--
      this.waitingForTurn.shift()?.()
    }
  }

  private async turn(): Promise<void> {
    if (this.inTurn >= AT_ONCE) await new Promise<void>((resolve) => this.waitingForTurn.push(resolve))
    this.inTurn++
  }

  /** A room waits for its next attempt, or all of it does not go on any more. */
  private async stick(key: number, { at }: PlacedEvent, attempts: number): Promise<void> {
    const { dataSource, id } = this.node
    this.stuck.add(key)
    const wait = pauseAfter(attempts)
    const before = placeBefore(at)
    const values = [this.webhook.id, id, key, before.position, before.seq, attempts, wait ?? 0]
    await dataSource.query(STICK, values)
    if (wait !== undefined) return
    await this.settle()
    await dataSource.query(PAUSE, [this.webhook.id, id, `An event was not taken in ${attempts} attempts.`])
    this.lost = true
  }

  private stuckRooms(): Promise<(StuckRow & { due: boolean })[]> {
    return this.node.dataSource.query(STUCK, [this.webhook.id])
  }

  /** Tries what is due again. */
  private async retry(): Promise<void> {
    if (this.stuck.size === 0) return
    for (const row of await this.stuckRooms()) {
      if (!row.due || this.retrying.has(row.chatroom_id)) continue
      this.retrying.add(row.chatroom_id)
      this.track(this.retryRoom(row).finally(() => this.retrying.delete(row.chatroom_id)))
    }
  }

  /** What a room has waiting, one after the other, until it has caught up with the rest. */
  private async retryRoom({ chatroom_id: key, position, seq, attempt }: StuckRow): Promise<void> {
    let [place, failed]: [Position, number] = [{ position, seq }, attempt]
    for (;;) {
      const reached = this.read
      const { events, next } = await this.readOf(key, place)
      for (const each of events) {
        if (this.over) return this.stickAt(key, place, failed)
        if (!isTaken(await this.attempt(each, failed + 1))) return this.stick(key, each, failed + 1)
        ;[place, failed] = [each.at, 0]
      }
      if (this.over) return this.stickAt(key, place, failed)
      const ended = next.position === place.position && next.seq === place.seq
      place = next
      // Nothing was read meanwhile in which this room was passed over, and nothing of it will be read again.
      if (ended && reached === this.read && !isBefore(this.read, place)) break
      if (ended) await pause(SETTLE_MS / 5)
    }
    await this.node.dataSource.query(UNSTICK, [this.webhook.id, this.node.id, key])
    this.stuck.delete(key)
  }

  /** What is wanted of a room, or of what is in none. */
  private async readOf(key: number, place: Position): Promise<{ events: PlacedEvent[]; next: Position }> {
    const { feed, reads } = this.node
    const { events, next } = await feed.read(reads, place, PAGE, key === NO_ROOM ? undefined : key)
    const own = events.filter((each) => (each.room?.id ?? NO_ROOM) === key && isWanted(this.webhook, each))
    return { events: own, next }
  }

  private async stickAt(key: number, { position, seq }: Position, attempts: number): Promise<void> {
    const values = [this.webhook.id, this.node.id, key, position, seq, attempts, 0]
    await this.node.dataSource.query(STICK, values)
  }

  /** Notes what came of attempts, and up to where everything is settled. */
  private async settle(): Promise<void> {
    const first = [...this.open][0]
    const place = first ? placeBefore(first.at) : this.read
    const same = place.position === this.settled.position && place.seq === this.settled.seq
    if ((same && this.noted.length === 0) || this.lost) return
    const noted = this.noted.splice(0)
    const held = await this.node.dataSource.query<unknown[]>(SETTLE, [
      ...[this.webhook.id, this.node.id, place.position, place.seq],
      noted.map(({ eventId }) => eventId),
      noted.map(({ attempt }) => attempt),
      noted.map(({ status }) => status),
      noted.map(({ error }) => error ?? null),
      noted.map(({ at }) => at),
    ])
    if (held.length === 0) this.lost = true
    this.settled = place
    if ((this.kept += noted.length) < KEPT_DELIVERIES / 10) return
    this.kept = 0
    await this.node.dataSource.query(FORGET_DELIVERIES, [this.webhook.id, KEPT_DELIVERIES])
  }
}

/** Of an event: up to where everything before it goes. */
const placeBefore = ({ position, seq }: Position): Position =>
  seq > 1 ? { position, seq: seq - 1 } : { position: position - 1, seq: 0 }
