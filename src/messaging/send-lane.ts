// Keeps the sends of one connection in their order, though some need preparing and others do not.

export class SendLane {
  private last: Promise<unknown> | undefined

  /**
   * Calls `start` with what is prepared, after all earlier sends of this lane have been started; it does not wait for them
   * to be answered. With nothing to wait for, at once.
   */
  run<Prepared extends object, Result>(
    prepared: Prepared | Promise<Prepared>,
    start: (prepared: Prepared) => Promise<Result>,
  ): Promise<Result> {
    if (!this.last && !(prepared instanceof Promise)) return start(prepared)
    // Wrapped, because a promise for a promise would wait for the answer and not for the start.
    const started = Promise.all([prepared, this.last]).then(([ready]) => ({ answer: start(ready) }))
    const turn = started.then(
      () => undefined,
      () => undefined,
    )
    this.last = turn
    void turn.then(() => {
      if (this.last === turn) this.last = undefined
    })
    return started.then(({ answer }) => answer)
  }
}
