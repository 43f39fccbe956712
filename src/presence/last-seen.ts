// When people were last there: noted in the database when their last connection has ended, many at once.
import { setTimeout as pause } from 'node:timers/promises'
import { Injectable, Logger } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { runPrepared } from '../database/prepared.js'

/** From one statement to the next, however many leave. */
const NOTE_EVERY_MS = 1000
/** People of whom that is kept until the database takes it, and how many one statement notes. */
const MOST = 100_000
const NOTED_AT_ONCE = 5000

/** See src/database/functions/note_last_seen.sql. */
export const NOTE_LAST_SEEN = { name: 'note_last_seen', text: 'SELECT note_last_seen($1, $2)' }

@Injectable()
export class LastSeen {
  private readonly logger = new Logger('LastSeen')
  /** When each was last there, in the time of `performance.now()`. */
  private readonly due = new Map<string, number>()
  private noting: Promise<void> | undefined
  private next = 0
  private closed = false

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Resolves when it is noted, or cannot be now; then it is tried again.
   * @param ago milliseconds
   */
  async note(userIds: readonly string[], ago = 0): Promise<void> {
    const at = performance.now() - ago
    for (const id of userIds) if (this.due.size < MOST || this.due.has(id)) this.due.set(id, at)
    if (this.due.size > 0) await this.soon()
  }

  /** The end: these people and all that are due are noted without delay, or not at all. */
  async close(userIds: Iterable<string>): Promise<void> {
    this.closed = true
    for (const id of userIds) this.due.set(id, performance.now())
    while (this.due.size > 0 && (await this.write()));
  }

  private soon(): Promise<void> {
    this.noting ??= this.wait()
    return this.noting
  }

  /** Whoever comes while it waits is part of it; whoever comes while the database writes, of the next. */
  private async wait(): Promise<void> {
    await pause(Math.max(0, this.next - performance.now()), undefined, { ref: false })
    this.noting = undefined
    this.next = performance.now() + NOTE_EVERY_MS
    if (this.closed) return
    await this.write()
    if (this.due.size > 0) void this.soon()
  }

  /** @returns whether the database has taken it */
  private async write(): Promise<boolean> {
    const noted = [...this.due].slice(0, NOTED_AT_ONCE)
    const now = performance.now()
    for (const [id] of noted) this.due.delete(id)
    const columns = [noted.map(([id]) => id), noted.map(([, at]) => (now - at) / 1000)]
    try {
      await runPrepared(this.dataSource, NOTE_LAST_SEEN, columns)
      return true
    } catch (error) {
      this.logger.warn(
        `When ${noted.length} people were last seen is noted later: ${(error as Error).message}`,
      )
      for (const [id, at] of noted) if (!this.due.has(id)) this.due.set(id, at)
      return false
    }
  }
}
