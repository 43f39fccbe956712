// What the health routes answer.
import { ApiProperty } from '@nestjs/swagger'

const STATES = ['up', 'down'] as const

export class DependenciesView {
  /** PostgreSQL. Without it the node is not ready. */
  @ApiProperty({ enum: STATES, example: 'up' })
  database: (typeof STATES)[number]

  /** How nodes tell each other of new messages. Without it they are late by the check interval at most. */
  @ApiProperty({ enum: STATES, example: 'up' })
  bus: (typeof STATES)[number]
}

export class HealthView {
  @ApiProperty({ enum: ['ok', 'draining', 'unavailable'], example: 'ok' })
  status: 'ok' | 'draining' | 'unavailable'

  @ApiProperty({ type: DependenciesView })
  dependencies: DependenciesView
}
