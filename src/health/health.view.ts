// What the health routes answer.
import { ApiProperty } from '@nestjs/swagger'

const STATES = ['up', 'down'] as const
const DATABASE_STATES = [...STATES, 'read_only', 'disk_full'] as const
export type DatabaseState = (typeof DATABASE_STATES)[number]

export class DependenciesView {
  /** PostgreSQL. Unless it is up and can store something, the node is not ready. */
  @ApiProperty({ enum: DATABASE_STATES, example: 'up' })
  database: DatabaseState

  /**
   * How nodes tell each other of new messages. Without it they are late by FEED_CHECK_INTERVAL at most, so it does not count:
   * most often it is away for all nodes, and a service that is a few seconds late is better than none.
   */
  @ApiProperty({ enum: STATES, example: 'up' })
  bus: (typeof STATES)[number]
}

export class HealthView {
  @ApiProperty({ enum: ['ok', 'draining', 'unavailable'], example: 'ok' })
  status: 'ok' | 'draining' | 'unavailable'

  @ApiProperty({ type: DependenciesView })
  dependencies: DependenciesView
}
