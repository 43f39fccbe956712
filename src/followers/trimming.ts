// What is kept of events, and of what became of them, goes when it has been kept for long enough.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { Housekeeping } from './housekeeping.service.js'

/** Rows that one step takes away at the most; of deliveries, of each webhook. */
const AT_ONCE = 5000

/**
 * $1 seconds, $2 how many at the most. The oldest, and of these none that comes after one that is kept: who reads on from what is
 * left has no hole in it.
 */
export const TRIM_EVENTS = `
  WITH oldest AS MATERIALIZED (SELECT e.position, e.created_at FROM events e ORDER BY e.position LIMIT $2),
  gone AS (
    DELETE FROM events e USING oldest o WHERE e.position = o.position AND e.position < coalesce(
      (SELECT min(k.position) FROM oldest k WHERE k.created_at >= now() - make_interval(secs => $1)), 9223372036854775807
    ) RETURNING e.position
  )
  SELECT count(*)::int AS count FROM gone`

/** $1 seconds, $2 how many of each webhook. */
export const TRIM_DELIVERIES = `
  WITH gone AS (
    DELETE FROM deliveries d USING (
      SELECT o.webhook_id, o.id FROM webhooks w
      CROSS JOIN LATERAL (SELECT * FROM deliveries d WHERE d.webhook_id = w.id ORDER BY d.id LIMIT $2) o
      WHERE o.at < now() - make_interval(secs => $1)
    ) o WHERE d.webhook_id = o.webhook_id AND d.id = o.id RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`

@Injectable()
export class Trimming implements OnModuleInit {
  constructor(
    private readonly housekeeping: Housekeeping,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EVENTS_RETENTION'>,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'trim-events', step: (manager) => this.step(manager, TRIM_EVENTS) })
    this.housekeeping.register({
      name: 'trim-deliveries',
      step: (manager) => this.step(manager, TRIM_DELIVERIES),
    })
  }

  private async step(manager: EntityManager, statement: string): Promise<boolean> {
    const values = [this.config.EVENTS_RETENTION, AT_ONCE]
    const [{ count }] = await manager.query<[{ count: number }]>(statement, values)
    return count >= AT_ONCE
  }
}
