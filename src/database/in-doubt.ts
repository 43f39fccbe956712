// Rooms or sessions to which something may have happened unheard: the database is asked until it answers.
import { setTimeout as pause } from 'node:timers/promises'
import { Logger } from '@nestjs/common'

/** Milliseconds between attempts: where one connection broke, the next that is tried has often broken, too. */
const RETRY_MS = 200
/** Most that one query asks about: what is said meanwhile hardly waits for it. */
const ASKED_AT_ONCE = 250
/**
 * For doubts that the bus raises, milliseconds from one look to the next: whoever may write to it can make hints up. A true one is
 * far from the second that is promised.
 */
export const HINT_DELAY_MS = 50

export class InDoubt<Id> {
  private readonly ids = new Set<Id>()
  private asking = false
  private closed = false

  /**
   * @param look asks the database about these, and does what follows from the answer; called again until it succeeds
   * @param delay milliseconds from one look to the next, however many doubts are raised: the first never waits
   * @param atOnce most that one look asks about
   */
  constructor(
    private readonly look: (ids: Id[]) => Promise<void>,
    private readonly delay = 0,
    private readonly atOnce = ASKED_AT_ONCE,
  ) {}

  /** From now on these are in doubt, also those that are being asked about. */
  add(ids: Iterable<Id>): void {
    for (const id of ids) this.ids.add(id)
    if (!this.asking) void this.ask()
  }

  /** Asks no more. */
  close(): void {
    this.closed = true
  }

  private async ask(): Promise<void> {
    this.asking = true
    let failed = false
    while (this.ids.size > 0 && !this.closed) {
      const asked = this.take()
      try {
        await this.look(asked)
        failed = false
        if (this.delay) await pause(this.delay, undefined, { ref: false })
      } catch (error) {
        if (!failed) new Logger('InDoubt').warn(`Asked again until it works: ${(error as Error).message}`)
        failed = true
        for (const id of asked) this.ids.add(id)
        await pause(RETRY_MS, undefined, { ref: false })
      }
    }
    this.asking = false
  }

  private take(): Id[] {
    const taken: Id[] = []
    for (const id of this.ids) {
      if (taken.length === this.atOnce) break
      taken.push(id)
      this.ids.delete(id)
    }
    return taken
  }
}
