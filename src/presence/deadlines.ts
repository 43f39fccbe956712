// Keys that are due some time after they were set last, the same time for all of them: one timer, however many there are.

export class Deadlines<Key> {
  /** When each is due, in the time of `performance.now()`; the next one comes first. */
  private readonly dueAt = new Map<Key, number>()
  private timer: NodeJS.Timeout | undefined

  /**
   * @param ms from when a key is set until it is due
   * @param due is given those that are, and how many milliseconds late the first of them is: this process may have stood still
   */
  constructor(
    private readonly ms: number,
    private readonly due: (keys: Key[], late: number) => void,
  ) {}

  /** Its time begins now, also if it had begun before. */
  set(key: Key): void {
    this.dueAt.delete(key)
    this.dueAt.set(key, performance.now() + this.ms)
    this.schedule()
  }

  has(key: Key): boolean {
    return this.dueAt.has(key)
  }

  keys(): IterableIterator<Key> {
    return this.dueAt.keys()
  }

  /** It is not due any more. @returns whether it would have been */
  delete(key: Key): boolean {
    return this.dueAt.delete(key)
  }

  close(): void {
    clearTimeout(this.timer)
    this.dueAt.clear()
  }

  private schedule(): void {
    const next = this.dueAt.values().next()
    if (this.timer || next.done) return
    this.timer = setTimeout(() => this.fire(), Math.max(0, next.value - performance.now())).unref()
  }

  private fire(): void {
    this.timer = undefined
    const now = performance.now()
    const due: Key[] = []
    let late = 0
    for (const [key, at] of this.dueAt) {
      // A timer may be a moment early.
      if (at > now + 1) break
      late = Math.max(late, now - at)
      due.push(key)
      this.dueAt.delete(key)
    }
    this.schedule()
    if (due.length > 0) this.due(due, late)
  }
}
