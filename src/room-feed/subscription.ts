// One live connection in one room: where it stands in the log, and what it is still allowed to see.
import type { Actor } from '../auth/actor.js'
import { CloseCode, type ChatError } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { MessageView } from '../room-log/message.view.js'
import { visiblePart } from '../room-log/visible.js'
import { detailOf, takesOut, type Admitted } from './admission.js'
import type { Feed } from './arrival.js'
import type { Notice, Sink } from './sink.js'

export class Subscription {
  open = true
  private onClosed: (() => void) | undefined

  /**
   * @param feed of the room
   * @param admitted when it was checked that the actor is a member
   * @param position the last `seq` that the connection has
   */
  constructor(
    private readonly feed: Pick<Feed, 'reading'>,
    readonly actor: Actor,
    private readonly sink: Sink,
    private readonly admitted: Admitted,
    public position: number,
  ) {}

  /** What receives for the connection: the same for all that goes to it. */
  get receiver(): object {
    return this.sink
  }

  /** Hands over those of `batch` that the connection has not got; ends where the actor leaves the room, or is taken out of it. */
  deliver(batch: readonly MessageView[], flushed?: () => void): void {
    // A door takes a moment to notice that a connection was cut, and may still offer it something.
    if (!this.open) return
    const fresh = batch[0]!.seq > this.position ? batch : batch.filter(({ seq }) => seq > this.position)
    const leaving = fresh.findIndex((entry) => this.isOwnLeaving(entry))
    const part = leaving < 0 ? fresh : fresh.slice(0, leaving)
    if (part.length > 0) {
      this.position = part.at(-1)!.seq
      const seen = visiblePart(part, this.feed.reading(this.admitted.joinedSeq))
      if (seen.length > 0) this.sink.write(seen, flushed)
      else flushed?.()
    }
    if (leaving >= 0) this.cutAfter(fresh[leaving]!)
  }

  /** Tells of what may be lost. */
  notify(notice: Notice): void {
    if (this.open) this.sink.notify(notice)
  }

  /** For a connection that still catches up: it ends where the actor leaves, however far behind it reads. */
  endIfLeft(batch: readonly MessageView[]): void {
    const leaving = batch.find((entry) => this.isOwnLeaving(entry))
    if (leaving) this.cutAfter(leaving)
  }

  /** Hands over a page of the log and resolves when it has left the process, or the subscription has closed. */
  async replay(page: readonly MessageView[]): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onClosed = resolve
      const before = this.position
      this.deliver(page, resolve)
      counts.deliveries += this.position - before
      if (this.position === before) resolve()
    })
  }

  /** The server ends it, and the sink is told. */
  cut(code: CloseCode, detail: string, error?: ChatError): void {
    if (!this.open) return
    this.close()
    this.sink.end(code, detail, error)
  }

  /** The connection is gone. */
  close(): void {
    this.open = false
    this.onClosed?.()
  }

  private cutAfter(entry: MessageView): void {
    this.cut(CloseCode.notAMember, detailOf(entry))
  }

  /** Somebody admitted after they left and came back keeps the connection: that leaving lies before it. */
  private isOwnLeaving(entry: MessageView): boolean {
    return takesOut(entry) === this.actor.id && entry.seq > this.admitted.seq
  }
}
