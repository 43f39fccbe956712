// A listener in a room's feed until it stands where the feed stands: from then on it needs nothing of its own.
import type { ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import { visiblePart, type Reading } from '../room-log/visible.js'
import type { Notice } from './sink.js'
import { reasonOf, takesOut, type Admitted } from './admission.js'

/** The feed of a room, as whoever listens to it knows it. */
export interface Feed {
  readonly room: RoomRef
  /** The `seq` up to which it has heard of the log. */
  readonly delivered: number
  /** The `seq` up to which everybody who has caught up has been handed everything. */
  readonly flushed: number
  /** What somebody may read who came at `joinedSeq`. */
  reading(joinedSeq: number): Reading
  /** Whether the room hides from each member what was before they came. */
  readonly hidesPast: boolean
  /** Serves an arrival as one of many, once it stands where the feed stands. */
  settle(arrival: Arrival): void
  /** An arrival is over. */
  forget(arrival: Arrival): void
  /** A listener alone was handed a page of the log. */
  notePage(page: readonly MessageView[], listener: object, userId: string): void
}

/** One connection that hears many rooms: to each of their feeds it is only a pointer. */
export interface Listener {
  readonly actor: { readonly id: string }
  /** As a Sink's. */
  write(messages: readonly MessageView[], flushed?: () => void): void
  /** As a Sink's. */
  notify(event: Notice): void
  /** It hears nothing more of the room, for this reason: its user was taken out, after the entry that did so; or the room is gone. */
  gone(feed: Feed, reason: ErrorCode): void
}

export class Arrival {
  open = true
  /** A page is on its way: what comes meanwhile would overtake it. */
  private paging = false
  private reason: ErrorCode | undefined
  private onClosed: (() => void) | undefined

  /**
   * @param position the last `seq` that the listener has
   * @param admitted when its user was seen to be a member: what took them out before it is over
   */
  constructor(
    readonly feed: Feed,
    readonly listener: Listener,
    public position: number,
    readonly admitted: Admitted,
  ) {}

  /**
   * Whether it lacks what no flush will bring any more, or what lies before its user's coming: that they left before, and are back,
   * is nothing that happens now.
   */
  get behind(): boolean {
    return this.open && this.position < Math.max(this.feed.flushed, this.admitted.joinedSeq)
  }

  /** Whether it stands where the feed stands, and nothing that comes could be from before it was let in. */
  get settled(): boolean {
    return (
      this.has(this.feed.flushed) && this.position === this.feed.flushed && this.admitted.seq <= this.position
    )
  }

  /** Whether it has everything up to `seq`, so that what follows is for it. */
  has(seq: number): boolean {
    return this.open && !this.paging && this.position >= seq
  }

  /** Hands over those of `batch` that the listener has not got, up to what takes its user out. */
  deliver(batch: readonly MessageView[], flushed?: () => void): void {
    const fresh = batch[0]!.seq > this.position ? batch : batch.filter(({ seq }) => seq > this.position)
    const leaving = fresh.findIndex(
      (entry) => takesOut(entry) === this.listener.actor.id && entry.seq > this.admitted.seq,
    )
    const part = leaving < 0 ? fresh : fresh.slice(0, leaving + 1)
    if (part.length > 0) {
      this.position = part.at(-1)!.seq
      const seen = visiblePart(part, this.feed.reading(this.admitted.joinedSeq))
      if (seen.length > 0) this.listener.write(seen, flushed)
      else flushed?.()
    }
    if (leaving >= 0) this.end(reasonOf(fresh[leaving]!))
  }

  /** Hands over a page of the log, and resolves when it has left the process, or the listener is gone. */
  async replay(page: readonly MessageView[]): Promise<void> {
    this.paging = true
    await new Promise<void>((resolve) => {
      this.onClosed = resolve
      const before = this.position
      this.deliver(page, resolve)
      this.feed.notePage(page, this.listener, this.listener.actor.id)
      counts.deliveries += this.position - before
      if (this.position === before) resolve()
    })
    this.paging = false
    if (this.reason) this.listener.gone(this.feed, this.reason)
    this.feed.settle(this)
  }

  /** The listener hears nothing more of the room; it is told after the page that is on its way. */
  end(reason: ErrorCode): void {
    if (!this.open) return
    this.open = false
    this.feed.forget(this)
    if (this.paging) this.reason = reason
    else this.listener.gone(this.feed, reason)
  }

  /** The connection is gone, or does not listen any more: nobody is told. */
  close(): void {
    this.open = false
    this.reason = undefined
    this.onClosed?.()
  }
}
