// Rooms or sessions to which something may have happened unheard, or heard from who may have made it up: the database is asked.
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between attempts: where one connection broke, the next that is tried has often broken, too. */
const RETRY_MS = 200

export class Doubtful<Id> {
  private readonly ids = new Set<Id>()
  private asking = false
  private closed = false

  /**
   * @param look asks the database about these, and does what follows from the answer; called again until it succeeds
   * @param rest milliseconds from one look to the next, however many doubts are raised: the first never waits
   */
  constructor(
    private readonly look: (ids: Id[]) => Promise<void>,
    private readonly rest = 0,
  ) {}

  add(ids: Id[]): void {
    for (const id of ids) this.ids.add(id)
    if (!this.asking) void this.ask()
  }

  close(): void {
    this.closed = true
  }

  private async ask(): Promise<void> {
    this.asking = true
    while (this.ids.size > 0 && !this.closed) {
      const asked = [...this.ids]
      this.ids.clear()
      try {
        await this.look(asked)
        if (this.rest) await pause(this.rest, undefined, { ref: false })
      } catch {
        for (const id of asked) this.ids.add(id)
        await pause(RETRY_MS, undefined, { ref: false })
      }
    }
    this.asking = false
  }
}
