// Delivers to one webhook for as long as that is this node's: in each room in order, and rooms beside each other. See docs/decisions/webhooks.md.
import { setMaxListeners } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import type { DataSource } from 'typeorm'
import { countOne, counts } from '../../common/measures.js'
import type { PlacedEvents } from '../event-feed.js'
import { isBefore, type Position } from '../position.js'
import { isWanted } from './event-types.js'
import { isReady, letGo, NO_ROOM, type Item, type Lane } from './lane.js'
import { Ledger } from './ledger.js'
import { pauseAfter } from './retries.js'
import { isTaken, outcomeOf, Receiver } from './webhook-request.js'
import type { HeldRow } from './webhook-statements.js'

/** Milliseconds between two times that what has come of it is noted, and between two looks at what is due again. */
const SETTLE_MS = 200
const DUE_MS = 1000
/** Events that are read at once; that may wait here; and that may wait of one room, before it has to read for itself. */
const PAGE = 200
const MOST_OPEN = 1000
const MOST_OF_ROOM = 50
/** Rooms that may have a place of their own, before nothing more is read. */
const MOST_OWN = 1000
/** Requests that one receiver gets at a time. */
const AT_ONCE = 16
/** Milliseconds for which a node that ends waits for answers. */
const LAST_ANSWERS_MS = 3000

/** What a worker needs of the node. */
export interface Node {
  id: string
  dataSource: DataSource
  allowPrivate: boolean
  /** The newest position that the node knows of. */
  head(): number
  /** By the database's clock, in milliseconds since 1970. */
  now(): number
  /** What comes after a place; of one room or, null, of none. */
  read(after: Position, most: number, room?: number | null): Promise<Pick<PlacedEvents, 'events' | 'next'>>
}

export class WebhookWorker {
  /** Resolves when it has ended, however that came; never rejects. */
  readonly done: Promise<void>
  /** By the clock of `performance.now()`: whoever was frozen for longer delivers nothing late. */
  heldUntil: number
  private readonly receiver: Receiver
  private readonly ledger: Ledger
  private readonly lanes = new Map<number, Lane>()
  private readonly ready: Lane[] = []
  private readonly turns = new Set<Promise<void>>()
  private readonly ended = new AbortController()
  /** Up to where it has read for all rooms that have no place of their own. */
  private read: Position
  /** What is read and not settled, in the feed's order; some of it is. */
  private readonly open: Item[] = []
  private stopping = false
  /** Something has happened since it last looked; and how to tell it, while it waits for that. */
  private pulsed = false
  private wake: () => void = () => undefined

  constructor(
    private readonly node: Node,
    private readonly webhook: HeldRow,
    heldUntil: number,
    private readonly complain: (error: Error) => void,
  ) {
    this.heldUntil = heldUntil
    // Each request, and the one that takes its place.
    setMaxListeners(2 * AT_ONCE, this.ended.signal)
    this.read = { position: webhook.position, seq: webhook.seq }
    this.receiver = new Receiver(AT_ONCE, node.allowPrivate)
    this.ledger = new Ledger(node, webhook)
    this.done = this.run()
  }

  /** Whether it still does what the webhook is to do now; where not, it ends. */
  follows({ version, url, events, chatrooms }: HeldRow): boolean {
    if (version !== this.webhook.version) this.lose()
    const own = this.webhook
    const same = isDeepStrictEqual([url, events, chatrooms], [own.url, own.events, own.chatrooms])
    if (!same) this.stop()
    return !this.isOver
  }

  /** There may be something to deliver. */
  pulse(): void {
    this.pulsed = true
    this.wake()
  }

  /** It is another node's now, or is to deliver again: what is on its way is given up. */
  lose(): void {
    this.ended.abort()
    this.pulse()
  }

  /** Begins nothing more; what is on its way is waited for, for a moment, and noted. */
  stop(): void {
    if (this.stopping) return
    this.stopping = true
    setTimeout(() => this.ended.abort(), LAST_ANSWERS_MS).unref()
    this.pulse()
  }

  private get isLost(): boolean {
    return this.ended.signal.aborted || performance.now() > this.heldUntil
  }

  private get isOver(): boolean {
    return this.stopping || this.isLost
  }

  private async run(): Promise<void> {
    try {
      for (const row of await this.ledger.ownPlaces()) this.restore(row)
      await this.work()
      if (!this.stopping) this.ended.abort()
      while (this.turns.size > 0) await Promise.all(this.turns)
      if (this.stopping && performance.now() < this.heldUntil) await this.leave()
    } catch (error) {
      this.complain(error as Error)
    }
    // What was not noted is delivered again.
    this.ended.abort()
    await Promise.all(this.turns)
    this.receiver.close()
  }

  private async work(): Promise<void> {
    let [settled, looked] = [-Infinity, -Infinity]
    while (!this.isOver) {
      await this.readOn()
      this.begin()
      if (this.ledger.isDirty && performance.now() - settled >= SETTLE_MS) {
        await this.settle()
        settled = performance.now()
      }
      if (performance.now() - looked >= DUE_MS) {
        await this.lookForDue()
        looked = performance.now()
      }
      await this.pause(this.ledger.isDirty ? SETTLE_MS : DUE_MS)
    }
  }

  /** Until something has happened, but not for longer than this. */
  private async pause(ms: number): Promise<void> {
    if (!this.pulsed)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.pulsed = false
  }

  private restore({
    room,
    delivered,
    attempt,
  }: {
    room: number
    delivered: Position
    attempt: number
  }): void {
    const lane: Lane = { room, queue: [], busy: false, delivered }
    Object.assign(letGo(lane, delivered), { attempt, waits: true })
    this.lanes.set(room, lane)
  }

  /** Takes in what comes next, as long as not too much waits. */
  private async readOn(): Promise<void> {
    while (!this.isOver && this.hasRoom && isBefore(this.read, { position: this.node.head(), seq: 0 })) {
      const after = this.read
      const { events, next } = await this.node.read(after, PAGE)
      if (!isBefore(after, next)) return
      let before = after
      for (const placed of events) {
        if (isWanted(this.webhook, placed)) this.take({ ...placed, before, settled: false })
        before = placed.at
      }
      this.read = next
      this.ledger.moved()
      for (const lane of this.lanes.values()) if (lane.own) lane.own.rests = false
      for (const lane of this.lanes.values()) this.schedule(lane)
    }
  }

  private get hasRoom(): boolean {
    while (this.open[0]?.settled) this.open.shift()
    if (this.open.length >= MOST_OPEN) return false
    let own = 0
    for (const lane of this.lanes.values()) if (lane.own) own++
    return own < MOST_OWN
  }

  private take(item: Item): void {
    const room = item.room?.id ?? NO_ROOM
    const lane = this.lanes.get(room) ?? { room, queue: [], busy: false, delivered: item.before }
    this.lanes.set(room, lane)
    // It reads that for itself, when its time has come.
    if (lane.own) return
    if (lane.queue.length >= MOST_OF_ROOM) {
      letGo(lane, lane.queue.at(-1)!.at)
      this.ledger.changed(lane)
      return
    }
    lane.queue.push(item)
    this.open.push(item)
  }

  private schedule(lane: Lane): void {
    if (isReady(lane)) {
      lane.busy = true
      this.ready.push(lane)
    } else if (!lane.busy && !lane.own) this.lanes.delete(lane.room)
  }

  /** One event of each lane in turn: none that has very many keeps the others waiting. */
  private begin(): void {
    while (!this.isOver && this.turns.size < AT_ONCE) {
      const lane = this.ready.shift()
      if (!lane) return
      const turn = this.turnOf(lane)
        .catch((error: Error) => {
          this.complain(error)
          this.lose()
        })
        .finally(() => {
          this.turns.delete(turn)
          lane.busy = false
          this.schedule(lane)
          this.begin()
          if (this.ready.length === 0) this.pulse()
        })
      this.turns.add(turn)
    }
  }

  private async turnOf(lane: Lane): Promise<void> {
    if (lane.own && lane.queue.length === 0) await this.refill(lane)
    const item = lane.queue[0]
    if (!item || this.isOver) return
    const attempt = (lane.own?.attempt ?? 0) + 1
    const answered = await this.receiver.send(this.webhook, item.event, this.node.now(), this.ended.signal)
    if (this.ended.signal.aborted) return
    countOne(counts.webhooks.deliveries, outcomeOf(answered))
    this.ledger.note({ ...answered, eventId: item.event.id, attempt, at: performance.now() })
    if (isTaken(answered)) this.taken(lane, item)
    else await this.refused(lane, attempt)
  }

  private taken(lane: Lane, item: Item): void {
    lane.queue.shift()
    item.settled = true
    lane.delivered = item.at
    if (!lane.own) return
    Object.assign(lane.own, { attempt: 0, wait: 0 })
    this.ledger.changed(lane)
  }

  /** The room waits for its next attempt, the others go on; after the last one, all of it ends. */
  private async refused(lane: Lane, attempt: number): Promise<void> {
    const wait = pauseAfter(attempt)
    Object.assign(letGo(lane, lane.delivered), { attempt, wait: wait ?? 0, waits: true })
    lane.queue = []
    this.ledger.changed(lane)
    if (wait !== undefined) return
    await this.settle()
    await this.ledger.pause(`An event was not taken in ${attempt} attempts.`)
    this.lose()
  }

  /** Reads for a room that has a place of its own, up to where the others are; there it joins them. */
  private async refill(lane: Lane): Promise<void> {
    const own = lane.own!
    const upTo = this.read
    const { events, next } = await this.node.read(
      own.read,
      MOST_OF_ROOM,
      lane.room === NO_ROOM ? null : lane.room,
    )
    const reached = events.filter(({ at }) => !isBefore(upTo, at))
    const place = reached.length === events.length ? next : (reached.at(-1)?.at ?? own.read)
    const hasMore = isBefore(own.read, place)
    own.read = place
    for (const placed of reached)
      if (isWanted(this.webhook, placed)) lane.queue.push({ ...placed, before: placed.at, settled: true })
    if (lane.queue.length > 0) return
    if (hasMore) {
      lane.delivered = place
      this.ledger.changed(lane)
    } else if (isBefore(this.read, place)) own.rests = true
    else if (this.read === upTo) {
      // In no event that the others have passed over is anything of it that it has not delivered.
      lane.own = undefined
      this.ledger.changed(lane)
    }
  }

  private async lookForDue(): Promise<void> {
    if (![...this.lanes.values()].some(({ own }) => own?.waits)) return
    for (const room of await this.ledger.due()) {
      const lane = this.lanes.get(room)
      if (!lane?.own?.waits) continue
      lane.own.waits = false
      this.schedule(lane)
    }
    this.begin()
  }

  /** Leaves what has not begun to its rooms: where all are together, what others have delivered since would come again. */
  private async leave(): Promise<void> {
    for (const lane of this.lanes.values()) {
      if (lane.own || lane.queue.length === 0) continue
      letGo(lane, lane.delivered)
      this.ledger.changed(lane)
    }
    await this.settle()
  }

  /** Notes what came of it. */
  private async settle(): Promise<void> {
    while (this.open[0]?.settled) this.open.shift()
    if (!(await this.ledger.settle(this.open[0]?.before ?? this.read))) this.lose()
  }
}
