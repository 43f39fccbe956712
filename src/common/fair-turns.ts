// Shares out work of which only some can be done at a time: whoever asks for much waits behind those who ask for little.
import { ChatError, isDatabaseAway, isDatabaseBusy } from './errors.js'

interface Waiting {
  begin: () => void
  refuse: (error: unknown) => void
}

/** All of a caller's that waits: part → what waits, oldest first. */
interface Queue {
  parts: Map<string, Waiting[]>
  length: number
}

interface Sizes {
  /** How much is done at a time. */
  atOnce: number
  /** How much of that for one caller; others then find a place at once. */
  perCaller?: number
  /** How much of one part of a caller's may wait. */
  waitingPerPart: number
  /** How much of one caller's may wait. */
  waitingPerCaller: number
  /** How much may wait in all. */
  waiting: number
  /** Whether all of a caller's waits for one and the same lock: what was too long for one would be for the next. */
  oneLock?: boolean
}

/**
 * Turns go round the callers, and within a caller round the parts of what they ask for: sign-ins, for one, go round the
 * addresses, and for each address round its usernames. So anybody waits for one turn of each other caller, not for all
 * that these have asked for.
 */
export class FairTurns {
  /** By caller. Whose turn has come goes to the end: a Map keeps its order. */
  private readonly queues = new Map<string, Queue>()
  private readonly running = new Map<string, number>()
  private runningInAll = 0
  private waitingInAll = 0

  /** @param busy what those are told who ask while too much is waiting; they are to come back after `retryAfter` seconds */
  constructor(
    private readonly sizes: Sizes,
    private readonly busy: { detail: string; retryAfter: number },
  ) {}

  /**
   * Does `work` when its turn comes. Where that fails because the database is away, all that waits for it fails at once.
   * @throws ChatError `rate_limited` when the caller has too much waiting, `unavailable` when all together have
   */
  async run<T>(caller: string, part: string, work: () => Promise<T>): Promise<T> {
    if (this.mayBegin(caller)) this.count(caller, 1)
    else await this.wait(caller, part)
    try {
      return await work()
    } catch (error) {
      if (isDatabaseAway(error)) for (const each of [...this.queues.keys()]) this.refuse(each, error)
      else if (this.sizes.oneLock && isDatabaseBusy(error)) this.refuse(caller, error)
      throw error
    } finally {
      this.count(caller, -1)
      this.beginNext()
    }
  }

  private refuse(caller: string, error: unknown): void {
    const queue = this.queues.get(caller)
    if (!queue) return
    this.queues.delete(caller)
    this.waitingInAll -= queue.length
    for (const { refuse } of [...queue.parts.values()].flat()) refuse(error)
  }

  private mayBegin(caller: string): boolean {
    const { atOnce, perCaller = atOnce } = this.sizes
    return this.runningInAll < atOnce && (this.running.get(caller) ?? 0) < perCaller
  }

  private count(caller: string, more: 1 | -1): void {
    const now = (this.running.get(caller) ?? 0) + more
    if (now > 0) this.running.set(caller, now)
    else this.running.delete(caller)
    this.runningInAll += more
  }

  private wait(caller: string, part: string): Promise<void> {
    const queue = this.queues.get(caller) ?? { parts: new Map<string, Waiting[]>(), length: 0 }
    const ofPart = queue.parts.get(part) ?? []
    this.assertRoom(queue.length, ofPart.length)
    this.queues.set(caller, queue)
    queue.parts.set(part, ofPart)
    queue.length++
    this.waitingInAll++
    return new Promise((begin, refuse) => ofPart.push({ begin, refuse }))
  }

  private assertRoom(ofCaller: number, ofPart: number): void {
    const { waiting, waitingPerCaller, waitingPerPart } = this.sizes
    const { detail, retryAfter } = this.busy
    if (ofPart >= waitingPerPart || ofCaller >= waitingPerCaller)
      throw new ChatError('rate_limited', detail, { retryAfter })
    if (this.waitingInAll >= waiting) throw new ChatError('unavailable', detail, { retryAfter })
  }

  private beginNext(): void {
    for (const [caller, queue] of this.queues) {
      if (!this.mayBegin(caller)) continue
      const [part, ofPart] = queue.parts.entries().next().value!
      const { begin } = ofPart.shift()!
      queue.length--
      this.waitingInAll--
      toTheEnd(queue.parts, part, ofPart.length > 0 ? ofPart : undefined)
      toTheEnd(this.queues, caller, queue.length > 0 ? queue : undefined)
      this.count(caller, 1)
      return begin()
    }
  }
}

function toTheEnd<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  map.delete(key)
  if (value !== undefined) map.set(key, value)
}
