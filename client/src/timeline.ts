// What was said in one room, as it is looked at: its end, or a place further up, read in pages and kept up to date.
import { ChatError } from './chat-error.js'
import type { Clock } from './clock.js'
import type { Http } from './http.js'
import type { Range } from './log/ranges.js'
import { rangeWith } from './log/ranges.js'
import { RoomLog, type Bounds, type KeptLog } from './log/room-log.js'
import { Value, type Observable } from './observable.js'
import { at } from './rooms.js'
import { logPlace, type Shelf } from './store/shelf.js'
import { isShown, type Chatroom, type Entry, type Message } from './types/wire.js'

const PAGE = 50
/** Entries of a room that are put away for the next time. */
const KEPT = 100
/** Milliseconds until a page that could not be read is asked for again. */
const AGAIN_MS = 1500
/** The longest that a timer can be set. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface TimelineView {
  /** What was said, and events, ascending by `seq`, each as it is now; of kinds that this client knows. */
  readonly messages: readonly Message[]
  /** Whether there is more before the first, and after the last. */
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  readonly loadingOlder: boolean
  readonly loadingNewer: boolean
  /** False while it is as it was put away, or not read yet. */
  readonly fresh: boolean
  /** Why it cannot be read; it is not tried again by itself. */
  readonly error?: ChatError | undefined
}

const EMPTY: TimelineView = {
  messages: [],
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  fresh: false,
}

/** What one does with it. */
export type RoomTimeline = Pick<
  Timeline,
  'getSnapshot' | 'subscribe' | 'get' | 'loadOlder' | 'loadNewer' | 'jumpTo' | 'toEnd' | 'trim'
>

export class Timeline implements Observable<TimelineView> {
  readonly getSnapshot: () => TimelineView
  readonly subscribe: (listener: () => void) => () => void
  private readonly view: Value<TimelineView>
  private log: RoomLog | undefined
  /** The place that is looked at; undefined: the end. */
  private anchor: number | undefined
  /** Only the latest reading counts. */
  private reads = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private over: ReturnType<typeof setTimeout> | undefined
  private open = false
  /** While what is looked at is being read, it stays as it was: of the new there may be one entry. */
  reading = false

  /** @param begin runs while it is looked at. @param tell is told up to which `seq` all is shown */
  constructor(
    private readonly name: string,
    private readonly http: Http,
    private readonly shelf: Shelf,
    private readonly clock: Clock,
    begin: () => () => void,
    private readonly tell: (seq: number) => void,
  ) {
    this.view = new Value(EMPTY, begin)
    this.getSnapshot = this.view.getSnapshot
    this.subscribe = this.view.subscribe
  }

  /** An entry as it is now, of any kind, as far as it is held. */
  get(seq: number): Message | undefined {
    return this.log?.get(seq) as Message | undefined
  }

  /** Begins with what was put away, if that is all that there is, and reads the rest. */
  async start(room: Pick<Chatroom, 'log' | 'last_seq'>): Promise<void> {
    this.open = true
    if (this.log?.id === room.log && this.log.head >= room.last_seq && this.log.tail && !this.reading) return
    if (this.log && this.log.id !== room.log) this.forget()
    const reading = this.beginReading()
    const log = (this.log = new RoomLog(room.log, room.last_seq))
    const kept = await this.shelf.get<KeptLog>(this.place)
    if (reading !== this.reads) return
    if (kept?.id === log.id) {
      // Where the log went on in the meantime, nobody knows what has changed in it.
      if (kept.head >= room.last_seq) {
        log.takePage(kept, { before_seq: kept.head + 1 }, room.last_seq)
        this.reading = false
        return this.show()
      }
      this.become({ messages: shown(kept.messages), hasOlder: true })
    }
    await this.read()
  }

  /** Nobody looks any more. */
  stop(): void {
    this.open = false
    this.reads++
    clearTimeout(this.retry)
    clearTimeout(this.over)
  }

  /** Takes an entry, live or replayed. */
  hear(entry: Entry): void {
    if (!this.log) return
    if (!this.log.hear(entry)) void this.read()
    else if (!this.reading) this.show()
  }

  /** What lies before this `seq`, and after what was heard last, does not come. */
  skip(before_seq: number): void {
    this.log?.skip(before_seq)
    void this.read()
  }

  /** Nothing of this room is shown or kept any more. @param error why, unless it comes again */
  forget(error?: ChatError): void {
    this.beginReading()
    this.reading = false
    this.log = undefined
    this.anchor = undefined
    this.shelf.putLater(this.place, () => undefined)
    this.view.set({ ...EMPTY, error })
  }

  /** Reads what lies before what is shown. */
  async loadOlder(): Promise<void> {
    const { range } = this
    if (range && this.getSnapshot().hasOlder) await this.load({ before_seq: range[0] }, 'loadingOlder')
  }

  /** Reads what lies after what is shown. */
  async loadNewer(): Promise<void> {
    const { range } = this
    if (range && this.getSnapshot().hasNewer) await this.load({ after_seq: range[1] }, 'loadingNewer')
  }

  /** Shows the place where an entry is. */
  async jumpTo(seq: number): Promise<void> {
    this.anchor = seq
    if (this.range) this.show()
    else await this.read()
  }

  /** Shows the end. */
  async toEnd(): Promise<void> {
    this.anchor = undefined
    const tail = this.log?.tail
    // Of what came since one looked elsewhere there may be one entry.
    const enough = tail && (tail[0] === 1 || this.log!.within(tail).length >= PAGE / 2)
    if (enough) this.show()
    else await this.read()
  }

  /** Lets go of all but the newest of what is held: the rest comes back on the way up. */
  trim(count = 200): void {
    if (this.anchor === undefined) this.log?.trim(count)
    if (!this.reading) this.show()
  }

  private get place(): string {
    return logPlace(this.name)
  }

  /** What is looked at. */
  private get range(): Range | undefined {
    const { log, anchor } = this
    return anchor === undefined ? log?.tail : log && rangeWith(log.ranges, anchor)
  }

  private beginReading(): number {
    clearTimeout(this.retry)
    this.reading = true
    return ++this.reads
  }

  /** Reads the page that is looked at, and tries until it can. */
  private async read(): Promise<void> {
    const { log, anchor } = this
    if (!log || !this.open) return
    const reading = this.beginReading()
    this.become({ fresh: false, error: undefined })
    try {
      await this.take(anchor === undefined ? {} : { around_seq: anchor }, log)
      if (reading !== this.reads) return
      this.reading = false
      this.show()
    } catch (thrown) {
      const error = ChatError.from(thrown)
      if (reading !== this.reads) return
      // Of a room that has another log by now the connection tells.
      if (error.passing || error.code === 'seq_unknown')
        this.retry = setTimeout(() => void this.read(), AGAIN_MS)
      else {
        this.reading = false
        this.become({ error })
      }
    }
  }

  private async load(bounds: Bounds, flag: 'loadingOlder' | 'loadingNewer'): Promise<void> {
    const { log, reads } = this
    if (this.getSnapshot()[flag]) return
    this.become({ [flag]: true })
    try {
      await this.take(bounds, log!)
      if (reads === this.reads) this.show()
    } catch {
      // The state of the connection says it already; scrolling asks again.
    } finally {
      this.become({ [flag]: false })
    }
  }

  /** @throws ChatError */
  private async take(bounds: Bounds, log: RoomLog): Promise<void> {
    const { head } = log
    const { reads } = this
    const page = await this.http.get('/chatroom/{chatroom_name}/timeline', {
      ...at(this.name),
      query: { ...bounds, limit: PAGE, log: log.id },
    })
    // Meanwhile all may have become another.
    if (reads !== this.reads || log !== this.log || page.log !== log.id) return
    log.takePage(page as { messages: readonly Entry[]; has_more: boolean }, bounds, head)
  }

  private show(): void {
    const { log, range } = this
    if (!log || !range) return
    this.expire(log)
    if (range === log.tail) this.anchor = undefined
    this.become({
      messages: shown(log.within(range)),
      hasOlder: range[0] > 1,
      hasNewer: range[1] < log.head,
      fresh: true,
      error: undefined,
    })
    this.tell(log.head)
    this.shelf.putLater(this.place, () => log.kept(KEPT))
  }

  private become(changes: Partial<TimelineView>): void {
    this.view.set({ ...this.view.getSnapshot(), ...changes })
  }

  /** Takes the words of those whose time is over, now and then. */
  private expire(log: RoomLog): void {
    clearTimeout(this.over)
    const wait = log.expire(this.clock.now()) - this.clock.now()
    if (wait < Infinity)
      this.over = setTimeout(() => this.open && this.show(), Math.min(wait, LONGEST_TIMER_MS))
  }
}

const shown = (entries: readonly Entry[]): readonly Message[] =>
  entries.filter(isShown) as unknown as Message[]
