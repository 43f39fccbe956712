// One room on this node: hands each message to each connection once, in `seq` order, whatever order hints come in.
import { CloseCode, type ChatError } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { MessageView } from '../room-log/message.view.js'
import type { RoomRef } from '../room-log/draft.js'
import type { Flushable, FlushScheduler } from './flush-scheduler.js'
import type { NoticeFor } from './sink.js'
import { takesOut, type Subscription } from './subscription.js'

/** Messages that one connection that catches up is read at once: each slow reader holds a page, of 1.2 MB at the most. */
const REPLAY_PAGE = 50

/** Notices that wait for one flush; what comes beyond is dropped. */
const MOST_NOTICES = 1000

/**
 * Reads the messages of the room's log after a `seq`, ascending; without a limit, some of them, together with what other rooms
 * lack. If the room has another log now, none: a feed never hands out two logs as one.
 */
export type ReadAfter = (room: RoomRef, after: number, limit?: number) => Promise<MessageView[]>

export class RoomFeed implements Flushable {
  /** All connections of the room on this node; those that still catch up are not yet in `live`. */
  readonly subscriptions = new Set<Subscription>()
  private readonly live = new Set<Subscription>()
  private announced: number
  private filling = false
  /** What `live` gets with the next flush: the last messages up to `delivered`. */
  private due: readonly MessageView[] = []
  private notices: NoticeFor[] = []
  private scheduled = false
  private delayedUntil = 0

  /**
   * @param delivered the `seq` from which on `live` is served
   * @param taken is given what `live` gets, before it does
   */
  constructor(
    readonly room: RoomRef,
    private readonly read: ReadAfter,
    private readonly scheduler: Pick<FlushScheduler, 'deliver' | 'delayOfRoom'>,
    public delivered: number,
    private readonly taken: (messages: readonly MessageView[]) => void = () => undefined,
  ) {
    this.announced = delivered
  }

  /** Takes a connection in: what it missed from the log, then live, without a seam. */
  add(subscription: Subscription): void {
    this.subscriptions.add(subscription)
    this.catchUp(subscription).catch(() =>
      subscription.cut(CloseCode.overloaded, 'The log cannot be read now. Reconnect with your last seq.'),
    )
  }

  remove(subscription: Subscription): void {
    subscription.close()
    this.subscriptions.delete(subscription)
    this.live.delete(subscription)
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
    if (this.live.size === 0 || this.notices.length >= MOST_NOTICES) return
    this.notices.push(notice)
    this.schedule()
  }

  /** Hands over what has come since the last flush, as one. */
  onFlush(): void {
    const [messages, notices] = [this.due, this.notices]
    this.due = []
    this.notices = []
    this.scheduled = false
    this.delayedUntil = performance.now() + this.scheduler.delayOfRoom(this.live.size)
    counts.deliveries += messages.length * this.live.size
    for (const subscription of this.live) {
      if (messages.length > 0) subscription.deliver(messages)
      for (const noticeFor of notices) {
        const notice = noticeFor(subscription.actor.id)
        if (notice) subscription.notify(notice)
      }
    }
    if (!messages.some(takesOut)) return
    for (const subscription of this.subscriptions)
      if (!this.live.has(subscription)) subscription.endIfLeft(messages)
  }

  /** The log is known to reach `seq`: whatever is missing is read from it. */
  announce(seq: number): void {
    this.announced = Math.max(this.announced, seq)
    // A gap that cannot be read now stays announced; the periodic check comes back to it.
    if (this.announced > this.delivered && !this.filling) void this.fill().catch(() => undefined)
  }

  /** Ends every connection of the room. */
  cutAll(code: CloseCode, detail: string, error?: ChatError): void {
    for (const subscription of [...this.subscriptions]) subscription.cut(code, detail, error)
  }

  private async fill(): Promise<void> {
    // Set and reset in the same turn as the comparison beside it: an announcement in between would wait for the next one.
    this.filling = true
    try {
      while (this.delivered < this.announced) {
        const [start, sought] = [this.delivered, this.announced]
        const page = await this.read(this.room, start)
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
    this.schedule()
    this.taken(messages)
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    const delay = this.delayedUntil - performance.now()
    if (delay < 1) this.scheduler.deliver(this)
    else setTimeout(() => this.scheduler.deliver(this), delay)
  }

  private async catchUp(subscription: Subscription): Promise<void> {
    while (subscription.open && subscription.position < this.delivered) {
      const page = await this.read(this.room, subscription.position, REPLAY_PAGE)
      if (!follows(page, subscription.position)) throw new Error('The log has a hole, or ends too early')
      if (subscription.open) await subscription.replay(page)
    }
    if (subscription.open) this.live.add(subscription)
  }
}

/** Whether these messages are the ones right after `seq`, without a hole: numbers that rise only need to be counted. */
const follows = (messages: readonly MessageView[], seq: number): boolean =>
  messages[0]?.seq === seq + 1 && messages.at(-1)!.seq === seq + messages.length
