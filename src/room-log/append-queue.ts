// Group commit: sends that arrive together go to the database together, one flight at a time.
import { ChatError, isDatabaseAway, toChatError } from '../common/errors.js'

interface Waiting<Entry, Outcome> {
  entry: Entry
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

/** Most entries in one flight: bounds the time its locks are held. Larger ones were not measurably faster. */
const MAX_FLIGHT = 512

export class AppendQueue<Entry, Outcome> {
  private waiting: Waiting<Entry, Outcome>[] = []
  private running: Promise<void> | undefined
  private closed = false

  /**
   * @param commit stores entries in their order in one transaction and answers each, in the same order
   * @param limit how many entries may wait; more are refused with `unavailable`
   */
  constructor(
    private readonly commit: (entries: Entry[]) => Promise<Outcome[]>,
    private readonly limit: number,
  ) {}

  /**
   * Resolves when the entry is committed. Entries are committed in the order of these calls.
   * @throws ChatError `unavailable` when the queue is full or the database away
   */
  add(entry: Entry): Promise<Outcome> {
    if (this.closed)
      return Promise.reject(new ChatError('unavailable', 'This node is going away. Reconnect.'))
    if (this.waiting.length >= this.limit) {
      return Promise.reject(
        new ChatError('unavailable', 'Too many messages are waiting (MAX_PENDING_SENDS).'),
      )
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject })
      // setImmediate, not a timer: everything that this turn of the event loop brings joins the flight, and no more.
      this.running ??= new Promise((done) => setImmediate(() => void this.run().then(done)))
    })
  }

  /** Refuses whatever comes from now on; resolves when nothing waits any more. */
  async close(): Promise<void> {
    this.closed = true
    while (this.running) await this.running
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) await this.fly(this.waiting.splice(0, MAX_FLIGHT))
    this.running = undefined
  }

  /** One flight. If the database refuses it as a whole, each entry alone, so that one bad one fails by itself. */
  private async fly(flight: Waiting<Entry, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.commit(flight.map(({ entry }) => entry))
      flight.forEach(({ resolve }, index) => resolve(outcomes[index]!))
    } catch (error) {
      if (flight.length > 1 && !isDatabaseAway(error)) {
        for (const each of flight) await this.fly([each])
      } else {
        for (const { reject } of flight) reject(toChatError(error))
      }
    }
  }
}
