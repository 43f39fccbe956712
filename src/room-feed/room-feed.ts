// One room on this node: hands each message to each connection once, in `seq` order, whatever order hints come in.
import { CloseCode } from '../common/errors.js'
import type { MessageView } from '../room-log/message.view.js'
import type { RoomRef } from '../room-log/room-log.js'
import type { Subscription } from './subscription.js'

/** Messages read from the log at once. */
const PAGE = 200

/** Reads the room's messages after a `seq`, ascending. */
export type ReadAfter = (room: RoomRef, after: number, limit: number) => Promise<MessageView[]>

export class RoomFeed {
  /** All connections of the room on this node; those that still catch up are not yet in `live`. */
  readonly subscriptions = new Set<Subscription>()
  private readonly live = new Set<Subscription>()
  private announced: number
  private filling = false

  /** @param delivered the `seq` from which on `live` is served */
  constructor(
    readonly room: RoomRef,
    private readonly read: ReadAfter,
    public delivered: number,
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

  /** Messages that this node has just committed: ascending, without a gap among them unless other nodes wrote between. */
  receive(messages: readonly MessageView[]): void {
    const fresh =
      messages[0]!.seq > this.delivered ? messages : messages.filter(({ seq }) => seq > this.delivered)
    if (fresh.length === 0) return
    if (fresh[0]!.seq === this.delivered + 1) this.deliver(fresh)
    else this.announce(fresh.at(-1)!.seq)
  }

  /** The log is known to reach `seq`: whatever is missing is read from it. */
  announce(seq: number): void {
    this.announced = Math.max(this.announced, seq)
    if (this.announced > this.delivered && !this.filling) {
      this.filling = true
      // A gap that cannot be read now stays announced; the periodic check comes back to it.
      void this.fill()
        .catch(() => undefined)
        .finally(() => (this.filling = false))
    }
  }

  /** Ends every connection of the room. */
  cutAll(code: CloseCode, detail: string): void {
    for (const subscription of [...this.subscriptions]) subscription.cut(code, detail)
  }

  private async fill(): Promise<void> {
    while (this.delivered < this.announced) {
      const page = await this.read(this.room, this.delivered, PAGE)
      if (page.length === 0) return
      this.receive(page)
    }
  }

  private deliver(messages: readonly MessageView[]): void {
    this.delivered = messages.at(-1)!.seq
    for (const subscription of this.live) subscription.hand(messages)
  }

  private async catchUp(subscription: Subscription): Promise<void> {
    while (subscription.open && subscription.position < this.delivered) {
      const page = await this.read(this.room, subscription.position, PAGE)
      if (page.length === 0) throw new Error('The log ends before what was delivered from it')
      if (subscription.open) await subscription.replay(page)
    }
    if (subscription.open) this.live.add(subscription)
  }
}
