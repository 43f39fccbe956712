// The connections that only pages of lists and of the history, and pieces of files, go through, and whose turn it is to use them.
import type { DataSource } from 'typeorm'
import { FairTurns } from '../common/fair-turns.js'

/** More than any screen asks for at once; what one user, or all together, may have waiting. */
const WAITING = { waitingPerPart: 200, waitingPerCaller: 200, waiting: 5000 }
const BUSY = { detail: 'Too many pages are being read. Try again.', retryAfter: 1 }

export class Reads {
  private readonly turns: FairTurns

  /**
   * @param source open; its statements are short (DATABASE_READ_TIMEOUT)
   * @param connections how many it has; half of them serve one user, so that the others find one free
   */
  constructor(
    readonly source: DataSource,
    connections: number,
  ) {
    this.turns = new FairTurns(
      { atOnce: connections, perCaller: Math.ceil(connections / 2), ...WAITING },
      BUSY,
    )
  }

  /**
   * Reads a page for a user, on one connection at a time, when it is their turn.
   * @throws ChatError `rate_limited` when too much of this user waits already, `unavailable` when too much does
   */
  page<T>(userId: string, read: (source: DataSource) => Promise<T>): Promise<T> {
    return this.turns.run(userId, '', () => read(this.source))
  }

  /** Nest calls it when everything else has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy()
  }
}
