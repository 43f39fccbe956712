// What was said in the open room, as far as it is shown: its end as it was read, what came since, and earlier pages for who goes back.
import { signal } from '@preact/signals'
import type { ConnectionState } from '../shared/inbox-listener'
import { Problem } from '../shared/problem'
import { TimelineState } from '../shared/timeline-state'
import type { Chatroom, Message } from '../shared/wire'
import { api } from './me'

export const PAGE = 50
/** More than this many messages are not kept while the newest are looked at: what was cut comes back on the way up. */
const KEPT = 400
/** Milliseconds until a history that could not be read is asked for again. */
const AGAIN_MS = 1500

interface HistoryListener {
  /** The room has another log than the one that was shown before. */
  replaced(before: Chatroom, now: Chatroom): void
  /** Its end is read: all that came until then is in it. */
  read(): void
  /** An entry came. */
  took(entry: Message): void
}

export class RoomHistory {
  readonly messages = signal<readonly Message[]>([])
  readonly hasOlder = signal(false)
  readonly loadingOlder = signal(false)
  /** What it keeps the room waiting for; undefined once its end is read. */
  readonly reading = signal<ConnectionState | undefined>({ at: 'connecting' })
  /** The last entry of the log that is in it. */
  lastSeq = 0
  private readonly timeline = new TimelineState()
  /** The room as it was when the messages were read: another log's are never put beside them. */
  private shown: Chatroom | undefined
  /** The room as it is being read. */
  private known: Chatroom | undefined
  /** What came while its end was read. */
  private early: Message[] = []
  /** Only the newest reading counts. */
  private reads = 0
  private timer: number | undefined

  constructor(
    private readonly room: string,
    private readonly listener: HistoryListener,
  ) {}

  /** Which log the messages are of. */
  get log(): string | undefined {
    return this.shown?.log
  }

  /** Whether all that this room has by now is here, or comes. */
  reaches({ log, last_seq }: Chatroom): boolean {
    if (!this.reading.peek()) return log === this.shown?.log && last_seq <= this.lastSeq
    return log === this.known?.log && last_seq <= this.known.last_seq
  }

  /**
   * Reads the end of the history, again if it has to be, and tries until it can.
   * @param info the room: whatever comes after its `last_seq` is told to `take`
   */
  async read(info = this.known, limit = PAGE): Promise<void> {
    clearTimeout(this.timer)
    const read = ++this.reads
    this.known = info
    this.reading.value = { at: 'connecting' }
    try {
      const page = await api.timeline(this.room, { limit })
      if (read !== this.reads) return
      if (page.log === info!.log) return this.begin(info!, page)
      // It was replaced just now.
      const room = await api.room(this.room)
      if (read === this.reads) void this.read(room, limit)
    } catch (thrown) {
      if (read === this.reads) this.failed(Problem.from(thrown), limit)
    }
  }

  /** What lies before this entry, and after what came last, does not come. */
  skip(before_seq: number): void {
    const known = this.known!
    void this.read({ ...known, last_seq: Math.max(known.last_seq, before_seq - 1) })
  }

  /** Takes an entry, live or replayed. */
  take(entry: Message): void {
    if (this.reading.peek()) this.early.push(entry)
    else this.add(entry)
  }

  async loadOlder(): Promise<void> {
    const [first] = this.messages.peek()
    if (!first || !this.hasOlder.peek() || this.loadingOlder.peek()) return
    this.loadingOlder.value = true
    try {
      const bounds = { before_seq: first.seq, log: this.log, limit: PAGE }
      const page = await api.timeline(this.room, bounds)
      // Meanwhile what it would stand before was let go of, or the log has started again: it would leave a hole.
      if (this.messages.peek()[0]?.seq !== first.seq || this.log !== page.log) return
      this.hasOlder.value = page.has_more
      this.timeline.prepend(page.messages)
      this.messages.value = this.timeline.messages
    } catch {
      // The connection's banner says it already; scrolling asks again.
    } finally {
      this.loadingOlder.value = false
    }
  }

  /** Forgets the oldest of many, once nobody looks at them. */
  trim(): void {
    if (this.messages.peek().length <= KEPT) return
    this.timeline.trim(KEPT / 2)
    this.messages.value = this.timeline.messages
    this.hasOlder.value = true
  }

  close(): void {
    this.reads++
    clearTimeout(this.timer)
  }

  private begin(info: Chatroom, page: { messages: Message[]; has_more: boolean }): void {
    const before = this.shown
    this.shown = info
    // What changed earlier messages until then stands in them when they are read; it need not come again.
    const reached = before?.log === info.log ? this.lastSeq : 0
    this.lastSeq = Math.max(reached, info.last_seq, page.messages.at(-1)?.seq ?? 0)
    this.timeline.restart(page.messages)
    this.hasOlder.value = page.has_more
    if (before && before.log !== info.log) this.listener.replaced(before, info)
    const early = this.early.splice(0)
    // Changes of what the page has may be later than it.
    for (const entry of early) if (entry.seq > this.lastSeq || entry.target_seq) this.add(entry)
    this.messages.value = this.timeline.messages
    this.reading.value = undefined
    this.listener.read()
  }

  private add(entry: Message): void {
    this.lastSeq = Math.max(this.lastSeq, entry.seq)
    this.timeline.take(entry)
    this.messages.value = this.timeline.messages
    this.listener.took(entry)
  }

  private failed(problem: Problem, limit: number): void {
    if (!problem.passing) return void (this.reading.value = { at: 'ended', problem })
    this.timer = window.setTimeout(() => void this.read(this.known, limit), AGAIN_MS)
    this.reading.value = { at: 'waiting', retryAt: Date.now() + AGAIN_MS, problem }
  }
}
