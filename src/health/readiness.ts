// Whether this node can serve: what /health/ready answers, and the switch that draining turns off.
import { setTimeout } from 'node:timers/promises'
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { BUS, type Bus } from '../room-feed/bus.js'
import type { HealthView } from './health.view.js'

/** Whoever asks for health waits a second or so before thinking the worst. */
const PATIENCE_MS = 800

@Injectable()
export class Readiness {
  private draining = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  /** From now on the node is not ready: whoever spreads the load sends no more. */
  drain(): void {
    this.draining = true
  }

  async check(): Promise<HealthView> {
    const database = await Promise.race([
      this.dataSource.query('SELECT 1').then(
        () => 'up' as const,
        () => 'down' as const,
      ),
      setTimeout(PATIENCE_MS, 'down' as const, { ref: false }),
    ])
    // The bus being away only makes other nodes' messages late: no reason to send clients elsewhere.
    const bus = this.bus.connected ? 'up' : 'down'
    const status = this.draining ? 'draining' : database === 'up' ? 'ok' : 'unavailable'
    return { status, dependencies: { database, bus } }
  }
}
