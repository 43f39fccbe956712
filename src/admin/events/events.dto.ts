// What is asked of the event feed.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional } from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { IsWholeNumber } from '../../common/paging.js'

export const MOST_EVENTS = 1000
export const LONGEST_WAIT = 60

export class EventsQuery {
  @ApiPropertyOptional({
    description: 'The `cursor` of the answer before, or the `id` of an event: what comes after that.',
    type: 'string',
    examples: { oldest: { summary: 'From the oldest that is kept', value: '' } },
  })
  @IsOptional()
  @HasLength(1, 300)
  after?: string

  @ApiPropertyOptional({
    description: 'How many at most.',
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: MOST_EVENTS,
    default: 100,
    example: 100,
  })
  @IsWholeNumber(1, MOST_EVENTS)
  limit: number = 100

  @ApiPropertyOptional({
    description: 'Seconds to wait for news where there is none yet.',
    type: 'integer',
    format: 'int32',
    minimum: 0,
    maximum: LONGEST_WAIT,
    default: 0,
    example: 0,
  })
  @IsWholeNumber(0, LONGEST_WAIT)
  wait: number = 0
}
