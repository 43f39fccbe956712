// Whether this node can serve: what /health/ready answers, and the switch that draining turns off.
import { setTimeout } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { BUS, type Bus } from '../bus/bus.js'
import { diskHasRoom, diskWasFull, isDiskFull, isReadOnly, nameTrouble } from '../common/database-errors.js'
import { runPrepared } from '../database/prepared.js'
import type { DatabaseState, HealthView } from './health.view.js'

/** Whoever asks for health waits a second or so before thinking the worst. */
const PATIENCE_MS = 800

/** Prepared, as what messages go through is: where that does not work, nobody is ready. */
const TAKES_WRITES = {
  name: 'takes_writes',
  text: `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only`,
}

@Injectable()
export class Readiness {
  private draining = false
  private asking: Promise<DatabaseState> | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  /** From now on the node is not ready: whoever spreads the load sends no more. */
  drain(): void {
    this.draining = true
  }

  async check(): Promise<HealthView> {
    // Anybody may ask, as often as they like: whoever asks meanwhile gets the same answer.
    this.asking ??= this.database().finally(() => (this.asking = undefined))
    const database = await Promise.race([
      this.asking,
      setTimeout(PATIENCE_MS, 'down' as const, { ref: false }),
    ])
    const bus = this.bus.connected ? 'up' : 'down'
    const status = this.draining ? 'draining' : database === 'up' ? 'ok' : 'unavailable'
    return { status, dependencies: { database, bus } }
  }

  /** Never throws. */
  private async database(): Promise<DatabaseState> {
    try {
      const [row] = await runPrepared<{ read_only: boolean }>(this.dataSource, TAKES_WRITES, [])
      if (row?.read_only) return 'read_only'
      if (diskWasFull()) await this.findRoom()
      return 'up'
    } catch (error) {
      nameTrouble(error)
      if (isReadOnly(error)) return 'read_only'
      return isDiskFull(error) ? 'disk_full' : 'down'
    }
  }

  /** Only a write can tell, and a node to which nobody is sent has none: a megabyte that goes at once. */
  private async findRoom(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `CREATE TEMP TABLE room_to_write ON COMMIT DROP AS SELECT repeat('x', 1000) FROM generate_series(1, 1000)`,
      )
    })
    diskHasRoom()
  }
}
