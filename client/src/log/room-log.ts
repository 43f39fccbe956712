// What is held of one room's log: entries that came live, in a replay or in pages, put together. It knows no screen and no socket.
import { historyOf, isChange, type Entry } from '../types/wire.js'
import { withRange, type Range } from './ranges.js'
import { expired, newer, quoting } from './versions.js'

/** So many messages that were changed are remembered beside those that are held: a page that is on its way may be older than they are. */
const REMEMBERED = 1000

/** A page of the history or of the timeline, ascending. */
export interface Page {
  messages: readonly Entry[]
  has_more: boolean
}

/** What was asked for; nothing: the newest page. */
export interface Bounds {
  before_seq?: number
  after_seq?: number
  around_seq?: number
}

/** The end of it, as it is put away until the next time: the page before what comes after `head`. */
export interface KeptLog extends Page {
  id: string
  head: number
}

export class RoomLog {
  /** The seqs between which everything that is to be shown is held. What lies between two of them is not known. */
  ranges: readonly Range[] = []
  readonly #held = new Map<number, Entry>()
  readonly #changed = new Map<number, Entry>()

  /**
   * @param id the room's `log`
   * @param head the last entry of the log that was heard, its last `seq` when one began to listen; whatever comes live has the next
   */
  constructor(
    readonly id: string,
    public head: number,
  ) {}

  /** The range that reaches to the head; undefined when there is none. */
  get tail(): Range | undefined {
    const last = this.ranges.at(-1)
    return last && last[1] >= this.head ? last : undefined
  }

  /** What stands there now; of a kind that this client does not know, too. */
  get(seq: number): Entry | undefined {
    return this.#held.get(seq)
  }

  /** What was said, and what became of the room, within a range, ascending: without the changes, whose effect each shows. */
  within([from, to]: Range): readonly Entry[] {
    return [...this.#held.values()]
      .filter(({ seq }) => from <= seq && seq <= to)
      .toSorted((a, b) => a.seq - b.seq)
  }

  /**
   * Takes an entry, live or replayed.
   * @returns false when it is not the next one, and something before it is missing, or when what may be read is another matter by
   *   now: then what was held is forgotten
   */
  hear(entry: Entry): boolean {
    const next = entry.seq <= this.head + 1 && !historyOf(entry)
    if (!next) this.skip(entry.seq)
    this.head = Math.max(this.head, entry.seq)
    this.ranges = withRange(this.ranges, [entry.seq, entry.seq])
    if (!isChange(entry)) this.#put(entry)
    else if (entry.target) this.#change(entry.target as Entry)
    return next
  }

  /** What lies before this `seq`, and after what was heard last, does not come. It may have changed anything that is held. */
  skip(before_seq: number): void {
    this.head = Math.max(this.head, before_seq - 1)
    this.#held.clear()
    this.#changed.clear()
    this.ranges = []
  }

  /**
   * Takes a page that was read.
   * @param head the room's last `seq` that was known before it was asked for: the newest page has all until then
   */
  takePage(page: Page, bounds: Bounds, head: number): void {
    const { messages } = page
    const range = rangeOf(page, bounds, head)
    const read = new Set(messages.map(({ seq }) => seq))
    // What is gone from the log is gone here.
    for (const { seq } of this.within(range)) if (!read.has(seq) && seq <= head) this.#held.delete(seq)
    for (const entry of messages) if (!isChange(entry)) this.#put(entry)
    // What it shows that was not heard yet comes all the same, and between that may be changes of what lies before.
    this.ranges = withRange(this.ranges, range)
  }

  /** Lets go of all but the newest of the end. The rest can be read again. */
  trim(count: number): void {
    const { tail } = this
    const first = tail && this.within(tail).at(-count)?.seq
    if (first === undefined) return
    this.ranges = [[first, tail![1]]]
    for (const seq of this.#held.keys()) if (seq < first) this.#held.delete(seq)
  }

  /**
   * Takes the words of those whose time is over.
   * @param now milliseconds since 1970, as the server counts
   * @returns when the next one is over
   */
  expire(now: number): number {
    let next = Infinity
    for (const entry of this.#held.values()) {
      const over = Date.parse(entry.expires_at ?? '')
      if (over <= now) this.#put(expired(entry))
      else if (over < next) next = over
    }
    return next
  }

  /** The newest, to be put away; undefined when nothing of the end is held. */
  kept(count: number): KeptLog | undefined {
    const { id, head, tail } = this
    if (!tail) return undefined
    const messages = this.within(tail).slice(-count)
    return messages[0] && { id, head, messages, has_more: tail[0] > 1 || messages.length === count }
  }

  #put(version: Entry): void {
    const held = this.#held.get(version.seq)
    const latest = this.#asItIs(version)
    const entry = held ? newer(held, latest) : latest
    if (entry === held) return
    this.#held.set(entry.seq, entry)
    if (held) this.#requote(entry)
  }

  #change(target: Entry): void {
    const latest = newer(target, this.#changed.get(target.seq))
    // What was changed last comes last.
    this.#changed.delete(latest.seq)
    this.#changed.set(latest.seq, latest)
    const [oldest] = this.#changed.keys()
    if (this.#changed.size > REMEMBERED) this.#changed.delete(oldest!)
    if (this.#held.has(latest.seq)) this.#put(latest)
    // It may be held from a page that is newer than those who quote it.
    this.#requote(this.#held.get(latest.seq) ?? latest)
  }

  /** Whoever quotes it quotes it as it is now. */
  #requote(quoted: Entry): void {
    for (const entry of this.#held.values())
      if (entry.reply_to?.seq === quoted.seq) this.#held.set(entry.seq, quoting(entry, quoted))
  }

  /** The message and its quote, as far as later versions of them are known. */
  #asItIs(read: Entry): Entry {
    const entry = newer(read, this.#changed.get(read.seq))
    const quoted = entry.reply_to && this.#changed.get(entry.reply_to.seq)
    return quoted ? quoting(entry, quoted) : entry
  }
}

/** The seqs of which a page says all that there is to show. */
function rangeOf({ messages, has_more }: Page, bounds: Bounds, head: number): Range {
  const first = messages[0]?.seq
  const last = messages.at(-1)?.seq ?? 0
  const { before_seq, after_seq, around_seq } = bounds
  if (after_seq !== undefined) return [after_seq + 1, has_more ? last : Math.max(last, head)]
  const from = has_more ? first! : 1
  // With that entry in the middle: where none of the page is after it, there is none.
  if (around_seq !== undefined) return [Math.min(from, around_seq), Math.max(last, around_seq)]
  return [from, before_seq === undefined ? Math.max(last, head) : before_seq - 1]
}
