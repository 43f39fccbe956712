// One room on this node: hands each message to each connection once, in `seq` order, whatever order hints come in.
import { CloseCode, type ChatError, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { MessageView } from '../room-log/message.view.js'
import type { RoomRef } from '../room-log/draft.js'
import { WHOLE, type Reading } from '../room-log/visible.js'
import { reasonOf, takesOut, type Admitted } from './admission.js'
import { Arrival, type Feed, type Listener } from './arrival.js'
import { beginningAfter, follows, type Beginning } from './following.js'
import type { Flushable, FlushScheduler } from './flush-scheduler.js'
import type { DeliveryTrace } from './delivery-trace.js'
import { Listeners } from './listeners.js'
import type { NoticeFor } from './sink.js'
import type { Subscription } from './subscription.js'

/** Messages that one connection that catches up is read at once: each slow reader holds a page, of 1.2 MB at the most. */
const REPLAY_PAGE = 50

/** Notices that wait; what comes beyond is dropped. */
const MOST_NOTICES = 1000
/**
 * Milliseconds that a notice waits for messages to go with: a write costs the same for both, and a room in which everybody reads
 * would otherwise write all the time.
 */
const NOTICE_MS = 100
/** Notices times connections that one flush tells, some milliseconds of work: messages do not wait longer for what may be lost. */
const MOST_TOLD = 8000

/**
 * Reads the messages of the room's log after a `seq`, ascending; without a limit, some of them, together with what other rooms
 * lack. If the room has another log now, none: a feed never hands out two logs as one.
 */
export type ReadAfter = (room: RoomRef, after: number, limit?: number) => Promise<readonly MessageView[]>

/** What every feed of a node shares. */
export interface FeedWorld {
  read: ReadAfter
  /** Where a room's log begins, if that is known. */
  beginning?: Beginning
  scheduler: Pick<FlushScheduler, 'deliver'>
  /** Is given what everybody who has caught up gets with the next flush; a notice of now follows it. */
  taken?(room: RoomRef, messages: readonly MessageView[]): void
  /** Remembers for a while what was handed to whom. */
  trace?: Pick<DeliveryTrace, 'flushed' | 'paged'>
}

/** What is told beside the entries up to a `seq`. */
export interface Exact {
  seq: number
  notice: NoticeFor
  /** Called instead, where later entries have left. */
  stale: () => void
}

const NOBODY: ReadonlySet<never> = new Set<never>()
const NOTHING: readonly never[] = []

/** There is one for each open room, and there may be very many: what few of them need is made when it is needed. */
export class RoomFeed implements Feed, Flushable {
  /** The connections whose address is the room; those that still catch up are not yet in `live`. */
  private subscriptions: Set<Subscription> | undefined
  private live: Set<Subscription> | undefined
  /** Connections with many rooms that stand where the feed stands, and those that do not yet. */
  private listeners: Listeners | undefined
  private arrivals: Set<Arrival> | undefined
  private announced: number
  /** What whoever stands where the feed stands gets with the next flush: the last messages up to `delivered`. */
  private due: readonly MessageView[] = NOTHING
  private notices: NoticeFor[] | undefined
  private exact: Exact[] | undefined
  private noticing = false
  /** Counted up whenever a flush is for others than before. */
  private changes = 0
  private filling = false
  private scheduled = false
  /** Whether the room hides from each member what was before they came, as far as this feed has come. */
  hidesPast = false

  /** @param delivered the `seq` from which on whoever has caught up is served */
  constructor(
    readonly room: RoomRef,
    private readonly world: FeedWorld,
    public delivered: number,
  ) {
    this.announced = delivered
  }

  /** The `seq` up to which everybody who has caught up has been handed everything. */
  get flushed(): number {
    return this.delivered - this.due.length
  }

  /** Whether nobody is here any more. */
  get isEmpty(): boolean {
    return (this.subscriptions?.size ?? 0) + (this.arrivals?.size ?? 0) + (this.listeners?.size ?? 0) === 0
  }

  /** What somebody may read who came at `joinedSeq`. */
  reading(joinedSeq: number): Reading {
    return this.hidesPast ? { since: joinedSeq } : WHOLE
  }

  /**
   * What was seen of the room when somebody was let in, unless this feed has come further.
   * @param head the room's `last_seq` then
   */
  learn(head: number, { hidesPast }: Admitted): void {
    if (head >= this.delivered) this.hidesPast = hidesPast
  }

  /** Takes a connection in: what it missed from the log, then live, without a seam. */
  add(subscription: Subscription): void {
    this.subscriptions = (this.subscriptions ?? new Set()).add(subscription)
    this.catchUp(subscription).catch(() =>
      subscription.cut(CloseCode.overloaded, 'The log cannot be read now. Reconnect with your last seq.'),
    )
  }

  remove(subscription: Subscription): void {
    subscription.close()
    this.subscriptions?.delete(subscription)
    if (this.live?.delete(subscription)) this.changes++
  }

  /**
   * Takes in a connection with many rooms, which has everything up to `position`.
   * @param admitted when its user was seen to be a member; the log is known to reach that
   * @returns unless it stands where the feed stands, how far it is; if it is `behind`, it is to be brought what it lacks
   */
  listen(listener: Listener, position: number, admitted: Admitted): Arrival | undefined {
    const arrival = new Arrival(this, listener, position, admitted)
    if (arrival.settled) {
      this.serve(arrival)
      return undefined
    }
    this.arrivals = (this.arrivals ?? new Set()).add(arrival)
    this.announce(Math.max(position, admitted.seq))
    return arrival
  }

  /** The connection is gone, or wants to hear no more of this room. */
  unlisten(listener: Listener): void {
    if (this.listeners?.remove(listener)) return void this.changes++
    for (const arrival of this.arrivals ?? NOBODY) {
      if (arrival.listener !== listener) continue
      this.forget(arrival)
      arrival.close()
    }
  }

  /** Serves an arrival as one of many, once it stands where the feed stands. */
  settle(arrival: Arrival): void {
    if (!arrival.settled) return
    this.forget(arrival)
    arrival.open = false
    this.serve(arrival)
  }

  /** An arrival is over. */
  forget(arrival: Arrival): void {
    this.arrivals?.delete(arrival)
    if (this.arrivals?.size === 0) this.arrivals = undefined
  }

  /** Messages that follow each other in the log: what this node has just committed, or a page that was read. */
  receive(messages: readonly MessageView[]): void {
    const fresh =
      messages[0]!.seq > this.delivered ? messages : messages.filter(({ seq }) => seq > this.delivered)
    if (fresh.length === 0) return
    if (follows(fresh, this.delivered)) this.take(fresh)
    else this.announce(fresh.at(-1)!.seq)
  }

  /** Tells everybody who has caught up, after the entries that are due; whoever still catches up misses nothing by it. */
  notify(notice: NoticeFor): void {
    this.notices ??= []
    if (this.served === 0 || this.notices.length >= MOST_NOTICES) return
    this.notices.push(notice)
    this.noticeLater()
  }

  /**
   * Tells what is only true beside the entries up to a `seq`: right after these, and before any later one. Where later ones have
   * left already, it is `stale`, and not told.
   */
  notifyAt(exact: Exact): void {
    if (exact.seq === this.flushed) return this.tell(exact.notice)
    if (exact.seq < this.flushed) return exact.stale()
    if ((this.exact?.length ?? 0) >= MOST_NOTICES) return
    ;(this.exact ??= []).push(exact)
    this.announce(exact.seq)
  }

  /** Hands over what has come since the last flush, as one. */
  onFlush(): void {
    const { due, served } = this
    this.due = NOTHING
    this.scheduled = false
    if (due.length > 0) {
      counts.deliveries += due.length * served
      this.deliver(due)
      this.tellExact()
    }
    this.tellSome(served)
  }

  /** The log is known to reach `seq`: whatever is missing is read from it. */
  announce(seq: number): void {
    this.announced = Math.max(this.announced, seq)
    // A gap that cannot be read now stays announced; the periodic check comes back to it.
    if (this.announced > this.delivered && !this.filling) void this.fill().catch(() => undefined)
  }

  /** Ends every connection whose address is the room. */
  cutAll(code: CloseCode, detail: string, error?: ChatError): void {
    for (const subscription of [...(this.subscriptions ?? NOBODY)]) subscription.cut(code, detail, error)
  }

  /** The room is gone, or its log: every connection is told so. */
  end(reason: ErrorCode, code: CloseCode, detail: string, error?: ChatError): void {
    this.cutAll(code, detail, error)
    const listeners = this.listeners ?? NOTHING
    this.listeners = undefined
    this.changes++
    for (const listener of listeners) listener.gone(this, reason)
    for (const arrival of [...(this.arrivals ?? NOBODY)]) arrival.end(reason)
  }

  /** How many connections a flush is for. */
  private get served(): number {
    return (this.live?.size ?? 0) + (this.listeners?.size ?? 0)
  }

  private serve({ listener, admitted }: Arrival): void {
    this.listeners ??= new Listeners()
    this.listeners.add(listener, admitted.joinedSeq)
    this.changes++
  }

  private deliver(due: readonly MessageView[]): void {
    if (this.served > 0)
      this.world.trace?.flushed(this, [due[0]!.seq, this.delivered], this.changes, () => this.receivers())
    for (const subscription of this.live ?? NOBODY) subscription.deliver(due)
    // Who takes out whom is seldom; but looked for by each connection, it would be looked for very often.
    if (due.some(takesOut)) {
      for (const subscription of this.subscriptions ?? NOBODY)
        if (!this.live?.has(subscription)) subscription.endIfLeft(due)
    }
    this.listeners?.deliver(
      due,
      (joinedSeq) => this.reading(joinedSeq),
      (listener, entry) => {
        this.changes++
        listener.gone(this, reasonOf(entry))
      },
    )
    for (const arrival of [...(this.arrivals ?? NOBODY)]) {
      if (arrival.has(due[0]!.seq - 1)) {
        arrival.deliver(due)
        this.notePage(due, arrival.listener, arrival.listener.actor.id)
      }
      this.settle(arrival)
    }
  }

  /** One connection alone was handed a page of the log. */
  notePage(page: readonly MessageView[], receiver: object, userId: string): void {
    this.world.trace?.paged(this.room.id, page[0]!.seq, page.at(-1)!.seq, receiver, userId)
  }

  private *receivers(): Iterable<[receiver: object, userId: string]> {
    for (const { receiver, actor } of this.live ?? NOBODY) yield [receiver, actor.id]
    for (const listener of this.listeners ?? NOTHING) yield [listener, listener.actor.id]
  }

  private tellExact(): void {
    const { exact } = this
    this.exact = undefined
    for (const each of exact ?? NOTHING) this.notifyAt(each)
  }

  private tellSome(served: number): void {
    if (!this.notices) return
    const some = this.notices.splice(0, Math.max(1, Math.floor(MOST_TOLD / served)))
    for (const noticeFor of some) this.tell(noticeFor)
    if (this.notices.length === 0) this.notices = undefined
    else this.noticeLater()
  }

  private noticeLater(): void {
    if (this.noticing) return
    this.noticing = true
    setTimeout(() => {
      this.noticing = false
      if (this.notices && !this.scheduled) this.world.scheduler.deliver(this)
    }, NOTICE_MS)
  }

  private tell(noticeFor: NoticeFor): void {
    for (const subscription of this.live ?? NOBODY) {
      const notice = noticeFor(subscription.actor.id)
      if (notice) subscription.notify(notice)
    }
    for (const listener of this.listeners ?? NOTHING) {
      const notice = noticeFor(listener.actor.id)
      if (notice) listener.notify(notice)
    }
  }

  private async fill(): Promise<void> {
    // Set and reset in the same turn as the comparison beside it: an announcement in between would wait for the next one.
    this.filling = true
    try {
      while (this.delivered < this.announced) {
        const [start, sought] = [this.delivered, this.announced]
        const page = await this.world.read(this.room, start)
        if (follows(page, start)) {
          counts.fills++
          this.receive(page)
          // A hint of what is not there, such as another log's, or another deployment's on the same Redis: not worth asking
          // for again.
        } else if (this.announced === sought) this.announced = this.delivered
      }
    } finally {
      this.filling = false
    }
  }

  private take(messages: readonly MessageView[]): void {
    this.delivered = messages.at(-1)!.seq
    this.due = this.due.length > 0 ? [...this.due, ...messages] : messages
    for (const { type, changes } of messages) if (type === 'room') this.follow(changes as RoomChanges)
    this.schedule()
    this.world.taken?.(this.room, messages)
  }

  private follow({ settings: { history } = {} }: RoomChanges): void {
    if (history) this.hidesPast = history === 'since_joined'
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.world.scheduler.deliver(this)
  }

  private async catchUp(subscription: Subscription): Promise<void> {
    while (subscription.open && subscription.position < this.delivered) {
      const page = await this.world.read(this.room, subscription.position, REPLAY_PAGE)
      if (!follows(page, subscription.position)) {
        subscription.position = await beginningAfter(subscription.position, this.room, this.world.beginning)
        continue
      }
      if (!subscription.open) continue
      const handed = subscription.replay(page)
      this.notePage(page, subscription.receiver, subscription.actor.id)
      await handed
    }
    if (!subscription.open) return
    this.live = (this.live ?? new Set()).add(subscription)
    this.changes++
  }
}

/** What a `room` entry says that concerns who may read what. */
interface RoomChanges {
  settings?: { history?: string }
}
