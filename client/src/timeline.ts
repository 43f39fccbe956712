// What was said in one room, as it is looked at: its end, or a place further up, read in pages and kept up to date.
import { ChatError } from './chat-error.js'
import type { ChatContext } from './context.js'
import type { RoomListener } from './inbox.js'
import { rangeWith, type Range } from './log/ranges.js'
import { RoomLog, type Bounds, type KeptLog, type Page } from './log/room-log.js'
import { Value, type Observable } from './observable.js'
import { pause } from './platform.js'
import { at } from './rooms.js'
import { logPlace } from './store/shelf.js'
import { isShown, type Chatroom, type Entry, type Message } from './types/wire.js'

const PAGE = 50
/** Entries of a room that are put away for the next time. */
const KEPT = 100
/** Milliseconds until a page that could not be read is asked for again. */
const AGAIN_MS = 1500

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

export class Timeline implements Observable<TimelineView>, RoomListener {
  readonly getSnapshot: () => TimelineView
  readonly subscribe: (listener: () => void) => () => void
  readonly #view: Value<TimelineView>
  #log: RoomLog | undefined
  /** The place that is looked at; undefined: the end. */
  #anchor: number | undefined
  /** Only the latest reading counts. */
  #reads = 0
  #over: ReturnType<typeof setTimeout> | undefined
  /** Whether anybody looks. */
  #open = false
  /** While what is looked at is being read, it stays as it was: of the new there may be one entry. */
  reading = false

  constructor(
    private readonly name: string,
    private readonly context: ChatContext,
  ) {
    this.#view = new Value(EMPTY, () => this.#look())
    this.getSnapshot = this.#view.getSnapshot
    this.subscribe = this.#view.subscribe
  }

  /** An entry as it is now, of any kind, as far as it is held. */
  get(seq: number): Message | undefined {
    return this.#log?.get(seq) as Message | undefined
  }

  /** Reads what lies before what is shown. */
  loadOlder(): Promise<void> {
    return this.#load('Older')
  }

  /** Reads what lies after what is shown. */
  loadNewer(): Promise<void> {
    return this.#load('Newer')
  }

  /**
   * Shows the place where an entry is; if nobody looks yet, once somebody does.
   * @throws ChatError why that cannot be read, `seq_unknown` where the log does not go so far: then all stays as it was
   */
  async jumpTo(seq: number): Promise<void> {
    const anchor = this.#anchor
    this.#anchor = seq
    const error = await this.#see(anchor)
    if (error) throw error
  }

  /** Shows the end. */
  async toEnd(): Promise<void> {
    this.#anchor = undefined
    await this.#see()
  }

  /** Lets go of all but the newest of what is held: the rest comes back on the way up. */
  trim(count = 200): void {
    if (this.#anchor === undefined) this.#log?.trim(count)
    this.#show()
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#open = false
    this.#reads++
    clearTimeout(this.#over)
  }

  // What the inbox tells:

  live(): void {
    const room = this.context.inbox.get(this.name)
    if (room) void this.room(room)
  }

  /** Begins with what was put away, if that is all that there is, and reads the rest. */
  async room({ log: id, last_seq }: Pick<Chatroom, 'log' | 'last_seq'>): Promise<void> {
    const before = this.#log
    if (before && before.id !== id) this.#forget()
    else if (before && before.head >= last_seq && this.#range && !this.reading) return this.#show()
    const reading = this.#begin()
    const log = (this.#log = new RoomLog(id, last_seq))
    const { shelf, clock } = this.context
    const kept = await shelf.get<KeptLog>(logPlace(this.name))
    if (reading !== this.#reads) return
    if (kept?.id === id) {
      log.takePage(kept, { before_seq: kept.head + 1 }, last_seq)
      // Where the log went on in the meantime, nobody knows what has changed in it.
      if (kept.head < last_seq) {
        log.expire(clock.now())
        if (this.#anchor === undefined)
          this.#become({ messages: shown(log.within([1, kept.head])), hasOlder: true })
        log.skip(last_seq + 1)
      }
    }
    await this.#see()
  }

  /** An entry, live or replayed. */
  entry(entry: Entry): void {
    if (!this.#log) return
    if (!this.#log.hear(entry)) void this.#read()
    else this.#show()
  }

  gap(before_seq: number): void {
    this.#log?.skip(before_seq)
    void this.#read()
  }

  gone(code: string): void {
    // It has another log, and comes again.
    if (code !== 'seq_unknown') this.#forget(new ChatError({ code, detail: 'No longer in this room.' }))
  }

  #look(): () => void {
    const stop = this.context.inbox.look(this.name, this)
    this.#open = true
    this.live()
    return () => {
      stop()
      this.stop()
    }
  }

  /** Nothing of this room is shown any more. @param error why, unless it comes again */
  #forget(error?: ChatError): void {
    this.#reads++
    this.reading = false
    this.#log = undefined
    this.#anchor = undefined
    this.#view.set({ ...EMPTY, error })
  }

  #begin(): number {
    this.reading = true
    return ++this.#reads
  }

  /** What is looked at. */
  get #range(): Range | undefined {
    const log = this.#log
    const anchor = this.#anchor
    return anchor === undefined ? log?.tail : log && rangeWith(log.ranges, anchor)
  }

  /** Shows what is looked at, once that is read. See `read`. */
  async #see(before?: number): Promise<ChatError | undefined> {
    const range = this.#range
    // Of what came since one looked elsewhere there may be one entry.
    const enough = range && (range[0] === 1 || this.#log!.within(range).length >= PAGE / 2)
    if (!enough) return this.#read(before)
    this.#reads++
    this.reading = false
    this.#show()
    return undefined
  }

  /**
   * Reads the page that is looked at, and tries until it can.
   * @param before the place that is looked at again if this one cannot be
   * @returns why not
   */
  async #read(before?: number): Promise<ChatError | undefined> {
    const log = this.#log
    const anchor = this.#anchor
    if (!log || !this.#open) return undefined
    const reading = this.#begin()
    this.#become({ fresh: false, error: undefined })
    const error = await this.#take(anchor === undefined ? {} : { around_seq: anchor }, log)
    // Of a room that has another log by now the connection tells.
    const passing = error?.passing || (error?.code === 'seq_unknown' && !(anchor! > log.head))
    if (passing) await pause(AGAIN_MS)
    if (reading !== this.#reads) return undefined
    if (passing) return this.#read(before)
    this.reading = false
    if (!error) this.#show()
    else if (anchor === undefined) this.#become({ error })
    else {
      this.#anchor = before
      void this.#see()
    }
    return error
  }

  async #load(way: 'Older' | 'Newer'): Promise<void> {
    const log = this.#log
    const range = this.#range
    const flag = `loading${way}` as const
    const view = this.getSnapshot()
    if (!range || !view[`has${way}`] || view[flag]) return
    this.#become({ [flag]: true })
    // The state of the connection says it already if it cannot be; scrolling asks again.
    await this.#take(way === 'Older' ? { before_seq: range[0] } : { after_seq: range[1] }, log!)
    this.#show()
    this.#become({ [flag]: false })
    // Where it begins, nobody tells who takes old days away.
    if (way === 'Older' && !this.getSnapshot().hasOlder) this.context.inbox.ask(this.name)
  }

  /** @returns why it cannot be read */
  async #take(bounds: Bounds, log: RoomLog): Promise<ChatError | undefined> {
    const { head } = log
    const reads = this.#reads
    try {
      const page = await this.context.http.get('/chatroom/{chatroom_name}/timeline', {
        ...at(this.name),
        query: { ...bounds, limit: PAGE, log: log.id },
      })
      // Meanwhile all may have become another.
      if (reads === this.#reads && page.log === log.id) log.takePage(page as Page, bounds, head)
      return undefined
    } catch (thrown) {
      return ChatError.from(thrown)
    }
  }

  #show(): void {
    const log = this.#log
    const range = this.#range
    if (!log || !range || !this.#open || this.reading) return
    const { clock, inbox, outbox, shelf } = this.context
    clearTimeout(this.#over)
    this.#over = clock.at(log.expire(clock.now()), () => {
      // It may have been unread, or pinned.
      inbox.ask(this.name)
      this.#show()
    })
    if (range === log.tail) this.#anchor = undefined
    this.#become({
      messages: shown(log.within(range)),
      hasOlder: range[0] > 1,
      hasNewer: range[1] < log.head,
      fresh: true,
      error: undefined,
    })
    outbox.skipped(this.name, log.head + 1)
    shelf.putLater(logPlace(this.name), () => log.kept(KEPT))
  }

  #become(changes: Partial<TimelineView>): void {
    this.#view.set({ ...this.#view.getSnapshot(), ...changes })
  }
}

const shown = (entries: readonly Entry[]): readonly Message[] =>
  entries.filter(isShown) as unknown as Message[]
