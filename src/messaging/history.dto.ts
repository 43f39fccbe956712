// How the history is asked for and answered.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsInt, IsOptional, Max, Min } from 'class-validator'
import { AsInteger } from '../common/paging.js'
import { ChatError } from '../common/errors.js'
import { validated } from '../common/validation.js'
import { MessageView } from '../room-log/message.view.js'

/** Of a socket's address: where to resume. */
export class ResumeQuery {
  /** The last `seq` that you have. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 0 })
  @IsOptional()
  @AsInteger()
  @Min(0)
  @IsInt({ message: 'after_seq must be a whole number' })
  after_seq?: number
}

export class HistoryQuery extends ResumeQuery {
  /** Only messages before this `seq`. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @AsInteger()
  @Min(1)
  @IsInt({ message: 'before_seq must be a whole number' })
  before_seq?: number

  /** How many at most. */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50, example: 50 })
  @IsOptional()
  @AsInteger(50)
  @Max(100)
  @Min(1)
  @IsInt({ message: 'limit must be a whole number' })
  limit: number = 50
}

export class MessagePage {
  /** Ascending by `seq`. */
  @ApiProperty({ type: [MessageView] })
  messages: MessageView[]

  /** Whether the log goes on in the direction that was asked for: later with `after_seq`, otherwise earlier. */
  @ApiProperty({ example: false })
  has_more: boolean
}

/**
 * `after_seq` as a socket door got it: absent, text or number.
 * @throws ChatError `validation_failed`
 */
export function parseAfterSeq(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return validated(ResumeQuery, { after_seq: value }).after_seq
}

/** @throws ChatError `seq_unknown` for a position that the log has not reached */
export function assertInLog(afterSeq: number | undefined, lastSeq: number): void {
  if (afterSeq === undefined || afterSeq <= lastSeq) return
  throw new ChatError('seq_unknown', `The log ends at ${lastSeq}: start again from the history.`)
}
