// What a client has of a room by the contract alone: of each message the version with the highest `changed_seq`.
import type { Message, Quote } from './wire.js'

const versionOf = ({ seq, changed_seq }: Message): number => changed_seq ?? seq

/** How a message is quoted by another, as it is now. */
export function quoteOf({ seq, sender, type, message, attachment }: Message): Quote {
  if (type === 'deleted') return { seq, sender, type, deleted: true }
  return {
    seq,
    sender,
    type,
    ...(message && { message: [...message].slice(0, 200).join('') }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
  }
}

export class RoomState {
  /** `seq` of the last entry; the next one is asked for after it. */
  lastSeq = 0
  private readonly versions = new Map<number, Message>()

  static of(entries: readonly Message[]): RoomState {
    const state = new RoomState()
    for (const entry of entries) state.apply(entry)
    return state
  }

  /** The next entry of the log, live, replayed or read. */
  apply(entry: Message): void {
    this.lastSeq = entry.seq
    if (entry.target_seq === undefined) this.keep(entry)
    else if (entry.target) this.keep(entry.target)
  }

  /** What was said and what has happened, by `seq`, each answer with what it answers as that is now. */
  get timeline(): Message[] {
    return [...this.versions.values()].toSorted((a, b) => a.seq - b.seq).map((each) => this.withQuote(each))
  }

  private keep(message: Message): void {
    const known = this.versions.get(message.seq)
    if (!known || versionOf(known) <= versionOf(message)) this.versions.set(message.seq, message)
  }

  private withQuote(message: Message): Message {
    const quoted = message.reply_to && this.versions.get(message.reply_to.seq)
    return quoted ? { ...message, reply_to: quoteOf(quoted) } : message
  }
}
