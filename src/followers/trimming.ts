// What is kept of events, and of what became of them, goes when it has been kept for long enough.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { Followers } from './followers.service.js'
import { Housekeeping } from './housekeeping.service.js'

/** Rows that one step takes away at the most; of deliveries, of each webhook. */
const AT_ONCE = 5000

/** Of a row with a place, the last position of which nothing is left to read. */
const doneOf = (row: string): string => `${row}.position - (${row}.seq > 0)::int`

/**
 * $1 seconds, $2 how many at the most, $3 followers that miss nothing. The oldest, and of these none that comes after one that is kept:
 * who reads on from what is left has no hole in it. And none to which one of these followers has not come, nor a webhook that is at it:
 * however long all nodes were away.
 */
export const TRIM_EVENTS = `
  WITH oldest AS MATERIALIZED (SELECT e.position, e.created_at FROM events e ORDER BY e.position LIMIT $2),
  done AS MATERIALIZED (
    SELECT least(
      (SELECT min(k.position) - 1 FROM oldest k WHERE k.created_at >= now() - make_interval(secs => $1)),
      (SELECT min(${doneOf('f')}) FROM followers f WHERE f.name = ANY ($3::text[])),
      (SELECT min(least(${doneOf('w')}, (
        SELECT min(${doneOf('r')}) FROM webhook_rooms r WHERE r.webhook_id = w.id
      ))) FROM webhooks w WHERE w.paused_at IS NULL),
      9223372036854775807
    ) AS position
  ),
  gone AS (
    DELETE FROM events e USING oldest o, done d WHERE e.position = o.position AND e.position <= d.position RETURNING e.position
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
    private readonly followers: Followers,
    @Inject(CONFIG) private readonly config: Pick<Config, 'EVENTS_RETENTION'>,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({
      name: 'trim-events',
      step: (manager) => this.step(manager, TRIM_EVENTS, this.followers.missingNothing),
    })
    this.housekeeping.register({
      name: 'trim-deliveries',
      step: (manager) => this.step(manager, TRIM_DELIVERIES),
    })
  }

  private async step(manager: EntityManager, statement: string, ...more: unknown[]): Promise<boolean> {
    const values = [this.config.EVENTS_RETENTION, AT_ONCE, ...more]
    const [{ count }] = await manager.query<[{ count: number }]>(statement, values)
    return count >= AT_ONCE
  }
}
