// Group commit: sends that arrive together go to the database together, one batch at a time.
import { ChatError, isDatabaseAway, isDatabaseBusy, toChatError } from '../common/errors.js'
import { appendSeconds } from '../common/measures.js'

interface Waiting<Entry, Outcome> {
  entry: Entry
  /** By the clock of `performance.now()`: when it has waited long enough. */
  due: number
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

interface Limits {
  /** How many entries may wait; more are refused with `unavailable`. */
  entries: number
  /** How long one may go without an answer, in milliseconds; then it is refused with `unavailable`. */
  ms: number
}

/** Most entries in one batch: bounds the time its locks are held. Larger ones are not measurably faster. */
const MAX_BATCH = 512
/** How often those are looked for that have waited too long: a timer for each would cost more than the waiting. */
const LOOK_MS = 100

export class AppendQueue<Entry, Outcome> {
  private waiting: Waiting<Entry, Outcome>[] = []
  private writing: Waiting<Entry, Outcome>[] = []
  private running: Promise<void> | undefined
  private closed = false

  /**
   * @param commit stores entries in their order in one transaction and answers each, in the same order
   * @param roomOf which of them share a lock
   * @param countTogether how many of these, from the first, may be in one batch
   */
  constructor(
    private readonly commit: (entries: Entry[]) => Promise<Outcome[]>,
    private readonly roomOf: (entry: Entry) => unknown,
    private readonly countTogether: (entries: Entry[]) => number,
    private readonly limits: Limits,
  ) {}

  /**
   * Resolves when the entry is committed. Entries are committed in the order of these calls.
   * @throws ChatError `unavailable` when the queue is full, the database away or the wait too long; in the last case the
   *   entry may still be committed if it was already on its way
   */
  add(entry: Entry): Promise<Outcome> {
    if (this.closed)
      return Promise.reject(new ChatError('unavailable', 'This node is going away. Reconnect.'))
    if (this.waiting.length >= this.limits.entries) {
      return Promise.reject(
        new ChatError('unavailable', 'Too many messages are waiting (MAX_PENDING_SENDS).', { retryAfter: 1 }),
      )
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, due: performance.now() + this.limits.ms, resolve, reject })
      this.running ??= this.run()
    })
  }

  /** Whether more is waiting than the next batch can take. */
  get busy(): boolean {
    return this.waiting.length > MAX_BATCH
  }

  /** Refuses whatever comes from now on; resolves when nothing waits any more. */
  async close(): Promise<void> {
    this.closed = true
    while (this.running) await this.running
  }

  private async run(): Promise<void> {
    // setImmediate, not a timer: everything that this turn of the event loop brings joins the batch, and no more.
    await new Promise((done) => setImmediate(done))
    const look = setInterval(() => this.refuseLate(), LOOK_MS)
    while (this.waiting.length > 0) {
      const next = this.waiting.slice(0, MAX_BATCH).map(({ entry }) => entry)
      this.writing = this.waiting.splice(0, this.countTogether(next))
      await this.write(this.writing)
    }
    clearInterval(look)
    this.running = undefined
  }

  /** One batch. Refused as a whole, it is written again room by room, and then one by one: what is wrong fails by itself. */
  private async write(batch: Waiting<Entry, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.commit(batch.map(({ entry }) => entry))
      batch.forEach(({ resolve }, index) => resolve(outcomes[index]!))
      appendSeconds.observe((performance.now() - batch[0]!.due + this.limits.ms) / 1000)
    } catch (error) {
      const parts = isDatabaseAway(error) ? [] : this.partsOf(batch, error)
      if (parts.length < 2) return this.fail(batch, error)
      for (const part of parts) {
        // What was refused together with all that waits must not be stored after all.
        if (this.writing.length > 0) await this.write(part)
      }
    }
  }

  /** Smaller batches that keep each room's order. A room that is locked makes only its own messages wait no longer. */
  private partsOf(batch: Waiting<Entry, Outcome>[], error: unknown): Waiting<Entry, Outcome>[][] {
    const rooms = new Map<unknown, Waiting<Entry, Outcome>[]>()
    for (const each of batch) {
      const room = this.roomOf(each.entry)
      rooms.set(room, [...(rooms.get(room) ?? []), each])
    }
    if (rooms.size > 1) return [...rooms.values()]
    return isDatabaseBusy(error) ? [batch] : batch.map((each) => [each])
  }

  private fail(batch: Waiting<Entry, Outcome>[], error: unknown): void {
    refuse(batch, error)
    if (!isDatabaseAway(error)) return
    // What waits came later: stored while its elders were refused, it would overtake the retries of its own sender.
    refuse(this.writing.splice(0), error)
    refuse(this.waiting.splice(0), error)
  }

  /** Answers those that have waited too long. Those on their way stay on it: a retry with its `client_id` finds out. */
  private refuseLate(): void {
    const now = performance.now()
    const late = (list: Waiting<Entry, Outcome>[]) => list.findLastIndex(({ due }) => due <= now) + 1
    const error = new ChatError('unavailable', 'The database does not answer. Try again.', { retryAfter: 1 })
    refuse(this.writing.slice(0, late(this.writing)), error)
    refuse(this.waiting.splice(0, late(this.waiting)), error)
  }
}

/** To one that is answered already, nothing happens. */
function refuse(list: Waiting<unknown, never>[], error: unknown): void {
  for (const { reject } of list) reject(toChatError(error, 'append'))
}
