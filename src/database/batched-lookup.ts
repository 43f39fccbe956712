// Lookups that come at the same time share one query: when a thousand clients come back at once, or the API is busy.
import { isDatabaseAway } from '../common/errors.js'

interface Asked<Key, Found> {
  key: Key
  resolve: (found: Found) => void
  reject: (error: unknown) => void
}

/** Most lookups in one query. */
const MAX_BATCH = 200
/**
 * The coalescing delay: milliseconds from one query to the next for each lookup of the first, and the most of them; but only while
 * the event loop has other things to do for so much of its time. A query costs this process the same time for one lookup as for
 * twenty: whoever asks alone never waits, and a storm shares. See docs/performance.md.
 */
const DELAY_MS = 0.9
const LONGEST_DELAY_MS = 20
const BUSY = 0.7
/** So many that wait make a query worth its price at once: while it is answered, the process goes on with the others. */
const ENOUGH = 60

export class BatchedLookup<Key, Found> {
  private waiting: Asked<Key, Found>[] = []
  private asking = false
  private delaying = false
  private notBefore = 0

  /** @param find answers each of the keys, in their order */
  constructor(private readonly find: (keys: Key[]) => Promise<Found[]>) {}

  /** What `find` says of the key, read after this call. @throws whatever `find` throws */
  get(key: Key): Promise<Found> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject })
      this.schedule()
    })
  }

  /** One query at a time: what comes meanwhile waits for the next, and the busier it is, the more share one. */
  private schedule(): void {
    if (this.asking || this.waiting.length === 0) return
    const delay = this.notBefore - performance.now()
    if (delay < 1 || this.waiting.length >= ENOUGH) this.askSoon()
    else if (!this.delaying) this.askWhenIdle()
  }

  /** All that this turn of the event loop brings goes together. */
  private askSoon(): void {
    this.asking = true
    setImmediate(() => void this.ask(this.waiting.splice(0, MAX_BATCH)))
  }

  /** When this process has nothing better to do, or the delay is over. */
  private askWhenIdle(): void {
    this.delaying = true
    const start = performance.eventLoopUtilization()
    setTimeout(() => {
      this.delaying = false
      // Enough came meanwhile, and went.
      if (this.asking || this.waiting.length === 0) return
      const { utilization } = performance.eventLoopUtilization(start)
      if (utilization < BUSY || performance.now() >= this.notBefore) this.askSoon()
      else this.askWhenIdle()
    }, 1)
  }

  private async ask(asked: Asked<Key, Found>[]): Promise<void> {
    try {
      const found = await this.find(asked.map(({ key }) => key))
      asked.forEach(({ resolve }, index) => resolve(found[index]!))
    } catch (error) {
      // Whoever waited through the time limit of another's query need not wait through their own as well.
      const refused = isDatabaseAway(error) ? [...asked, ...this.waiting.splice(0)] : asked
      for (const { reject } of refused) reject(error)
    } finally {
      this.notBefore = performance.now() + Math.min(DELAY_MS * asked.length, LONGEST_DELAY_MS)
      this.asking = false
      this.schedule()
    }
  }
}
