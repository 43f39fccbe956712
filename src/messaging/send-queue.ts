// Keeps the sends of one connection in their order, though some need preparing and others do not.

export class SendQueue {
  /** Sends so far. */
  taken = 0
  private last: Promise<unknown> | undefined

  /**
   * Calls `start` with what is prepared, after all earlier sends of this queue have been started; it does not wait for them
   * to be answered. With nothing to wait for, at once.
   */
  run<Prepared extends object, Result>(
    prepared: Prepared | Promise<Prepared>,
    start: (prepared: Prepared) => Promise<Result>,
  ): Promise<Result> {
    this.taken++
    if (!this.last && !(prepared instanceof Promise)) return start(prepared)
    const before = this.last
    // Wrapped, because a promise for a promise would wait for the answer and not for the start.
    const started = Promise.all([prepared, before]).then(([ready]) => ({ answer: start(ready) }))
    // One that cannot be prepared fails at once, but whoever follows still waits for those before it.
    const turn = Promise.allSettled([before, started])
    this.last = turn
    void turn.then(() => {
      if (this.last === turn) this.last = undefined
    })
    return started.then(({ answer }) => answer)
  }
}
