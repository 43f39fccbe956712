// What was said in a room, as it is now: the entries of its log and pages of its timeline, put together. It knows no screen and no socket.
import type { Message, Quote } from './wire.js'

/** Characters of a message that a quote shows; from the wire contract. */
const QUOTED = 200
/** So many messages that were changed are remembered beside those that are held: a page that is on its way may be older than they are. */
const REMEMBERED = 1000

/** Of two versions of a message, the one that shows the later change; when its time is over, nothing comes after that. */
const newer = (one: Message, other: Message | undefined): Message =>
  other && one.type !== 'expired' && latenessOf(other) > latenessOf(one) ? other : one

const latenessOf = ({ type, changed_seq = 0 }: Message): number =>
  type === 'expired' ? Infinity : changed_seq

export class TimelineState {
  private held: readonly Message[] = []
  private readonly changed = new Map<number, Message>()

  /** What was said, and events, ascending by `seq`, without the changes: each shows what became of it. Never changed, only replaced. */
  get messages(): readonly Message[] {
    return this.held
  }

  /** Forgets all, and begins with a page. */
  restart(page: readonly Message[]): void {
    this.changed.clear()
    this.held = page
  }

  /** Puts a page of earlier messages before the first. */
  prepend(page: readonly Message[]): void {
    this.held = [...page.map((message) => this.asItIs(message)), ...this.held]
  }

  /** Takes an entry of the log, live or replayed. */
  take(entry: Message): void {
    if (entry.target_seq !== undefined) {
      if (entry.target) this.change(entry.target)
      return
    }
    const before = this.held.findLastIndex(({ seq }) => seq <= entry.seq)
    // It was on the page already, perhaps as it was before.
    if (this.held[before]?.seq === entry.seq) this.replace(entry.seq, entry)
    else this.held = this.held.toSpliced(before + 1, 0, this.asItIs(entry))
  }

  /** Keeps the newest. */
  trim(count: number): void {
    this.held = this.held.slice(-count)
  }

  private change(target: Message): void {
    const latest = newer(target, this.changed.get(target.seq))
    this.remember(latest)
    this.replace(target.seq, latest)
  }

  private replace(seq: number, version: Message): void {
    const found = this.held.find((message) => message.seq === seq)
    const latest = found ? newer(found, version) : version
    this.held = this.held.map((message) =>
      message.seq === seq ? latest : message.reply_to?.seq === seq ? quoting(message, latest) : message,
    )
  }

  private remember(version: Message): void {
    // What was changed last comes last.
    this.changed.delete(version.seq)
    this.changed.set(version.seq, version)
    const [oldest] = this.changed.keys()
    if (this.changed.size > REMEMBERED) this.changed.delete(oldest!)
  }

  /** The message and its quote, as far as later versions of them are known. */
  private asItIs(read: Message): Message {
    const message = newer(read, this.changed.get(read.seq))
    const quoted = message.reply_to && this.changed.get(message.reply_to.seq)
    return quoted ? quoting(message, quoted) : message
  }
}

const quoting = (message: Message, quoted: Message): Message => ({ ...message, reply_to: quoteOf(quoted) })

/** How a message is quoted by those that answer it. */
export function quoteOf({ seq, sender, type, message, attachment }: Message): Quote {
  if (type === 'expired') return { seq, type }
  if (type === 'deleted') return { seq, ...(sender && { sender }), type, deleted: true }
  return {
    seq,
    ...(sender && { sender }),
    type,
    ...(message && { message: cut(message) }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
  }
}

/** Characters, not halves of them. */
const cut = (text: string): string => (text.length <= QUOTED ? text : [...text].slice(0, QUOTED).join(''))
