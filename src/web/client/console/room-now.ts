// What was said in a room, as it is now: the entries of its log put together, in whatever order a lane comes by them. Pure; no imports.

/** Characters of a message that a quote shows; from the wire contract. */
const QUOTED = 200

/** The part of an entry that is looked at here. */
export interface Entry {
  seq: number
  type: string
  changed_seq?: number | undefined
  target_seq?: number | undefined
  target?: unknown
  reply_to?: { seq: number } | undefined
  sender?: object | undefined
  message?: string | null | undefined
  attachment?: { type: string; filename: string } | undefined
}

/** An entry as those that answer it show it. */
export interface Quote extends Pick<Entry, 'seq' | 'type' | 'sender' | 'message' | 'attachment'> {
  deleted?: true
}

/** When its time is over, nothing comes after that. */
const latenessOf = ({ type, changed_seq = 0 }: Entry): number => (type === 'expired' ? Infinity : changed_seq)

export class RoomNow<Message extends Entry> {
  private readonly held = new Map<number, Message>()

  /** @param most so many are kept, the newest */
  constructor(private readonly most: number) {}

  /** Ascending by `seq`, without the changes: each shows what became of it. */
  get messages(): readonly Message[] {
    return [...this.held.values()].toSorted((a, b) => a.seq - b.seq)
  }

  /** Takes an entry, live or replayed, once more perhaps. */
  take(entry: Message): void {
    if (entry.target_seq === undefined) this.put(entry)
    // What is not held is no longer shown; a replay has it as it is by then.
    else if (entry.target && this.held.has(entry.target_seq)) this.put(entry.target as Message)
  }

  private put(version: Message): void {
    const held = this.held.get(version.seq)
    if (held && latenessOf(held) > latenessOf(version)) return
    this.held.set(version.seq, version)
    for (const each of this.held.values())
      if (each.reply_to?.seq === version.seq) this.held.set(each.seq, quoting(each, version))
    if (this.held.size > this.most) this.held.delete(Math.min(...this.held.keys()))
  }
}

const quoting = <Message extends Entry>(message: Message, quoted: Entry): Message => ({
  ...message,
  reply_to: quoteOf(quoted),
})

/** How a message is quoted by those that answer it. */
export function quoteOf({ seq, sender, type, message, attachment }: Entry): Quote {
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
