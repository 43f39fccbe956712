// What time it is for all nodes alike: the database's, since nodes' own clocks may differ.
import { Logger } from '@nestjs/common'
import type { DataSource } from 'typeorm'

/** How often the database is asked; between, the time since then is counted, which no setting of a clock changes. */
const ASK_MS = 60_000

export class DatabaseClock {
  private constructor(
    private readonly dataSource: DataSource,
    /** Milliseconds between `performance.now()` and the database's time. */
    private offset: number,
  ) {
    setInterval(() => void this.ask(), ASK_MS).unref()
  }

  static async of(dataSource: DataSource): Promise<DatabaseClock> {
    return new DatabaseClock(dataSource, await offsetOf(dataSource))
  }

  now(): Date {
    return new Date(performance.now() + this.offset)
  }

  private async ask(): Promise<void> {
    try {
      this.offset = await offsetOf(this.dataSource)
    } catch (error) {
      new Logger('DatabaseClock').warn(`Goes on by itself: ${(error as Error).message}`)
    }
  }
}

async function offsetOf(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ now: Date }[]>('SELECT clock_timestamp() AS now')
  return row!.now.getTime() - performance.now()
}
