// Rooms in which something may have happened unheard, a commit or a change of history: asked about until the database answers.
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between attempts: where one connection broke, the next that is tried has often broken, too. */
const RETRY_MS = 200

export class DoubtfulRooms<Head> {
  private readonly ids = new Set<number>()
  private asking = false
  private closed = false

  /**
   * @param heads the head of each room that exists
   * @param tell is given what `heads` has found
   */
  constructor(
    private readonly heads: (roomIds: number[]) => Promise<Map<number, Head>>,
    private readonly tell: (heads: [roomId: number, head: Head][]) => void,
  ) {}

  add(roomIds: number[]): void {
    for (const id of roomIds) this.ids.add(id)
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
        this.tell([...(await this.heads(asked))])
      } catch {
        for (const id of asked) this.ids.add(id)
        await pause(RETRY_MS, undefined, { ref: false })
      }
    }
    this.asking = false
  }
}
