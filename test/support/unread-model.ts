// What must be unread to the members of a room, counted over its log; and how far each must be, from what was acknowledged to them.
import type { Marks } from './marks.js'
import type { Person } from './people.js'
import type { Message } from './wire.js'

/** Counts over the log, as it is now, what is after `read`. */
export function unreadIn(log: Message[], { user }: Person, read: number): Omit<Marks, 'read' | 'delivered'> {
  // What is over has no sender.
  const there = log.filter(({ n, type }) => n !== undefined && type !== 'deleted' && type !== 'expired')
  const left = there.filter(({ seq, sender }) => seq > read && sender.id !== user.id)
  const mentioning = left.filter(
    ({ mentions = [], mentions_all }) => mentions_all ?? mentions.some(({ id }) => id === user.id),
  )
  return { unread: left.length, unread_mentions: mentioning.length }
}

/** One member's marks, as what was acknowledged in one round, all at once, must have moved them. */
export class MarksModel {
  private read = 0
  private delivered = 0
  /** Where `read` may be, if something of this round has led back. */
  private possible: number[] = []
  private ledBack = false
  private unknown = true

  /** Something was said, or marked: nothing of it leads back. */
  forward(read: number, delivered = read): void {
    this.possible.push(read)
    this.read = Math.max(this.read, read)
    this.delivered = Math.max(this.delivered, delivered, read)
  }

  /** Everything from there on was made unread; before or after all else of the round. */
  back(from: number): void {
    this.possible.push(from - 1)
    this.delivered = Math.max(this.delivered, from - 1)
    this.ledBack = true
  }

  /** They have left, or entered. */
  begunAnew(): void {
    this.unknown = true
  }

  /** Compares the round with what the server says, and goes on from that. @returns what is wrong with it, if anything is */
  settle({ read, delivered }: Marks): string | undefined {
    const rightRead = this.ledBack ? this.possible.includes(read) : read === this.read
    const right = this.unknown ? read <= delivered : rightRead && delivered === this.delivered
    const wrong = `read ${read}, not ${this.read} nor ${this.possible.join()}; delivered ${delivered}, not ${this.delivered}`
    Object.assign(this, { read, delivered, possible: [], ledBack: false, unknown: false })
    return right ? undefined : wrong
  }
}
