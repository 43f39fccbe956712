// How the history is asked for and answered.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsInt, IsOptional, Max, Min } from 'class-validator'
import { AsInteger } from '../common/paging.js'
import { ChatError } from '../common/errors.js'
import { IsLogWord, LOG_EXAMPLE, LOG_WORD } from '../common/log-word.js'
import { validated } from '../common/validation.js'
import type { Standing } from '../membership/membership.service.js'
import type { RoomRef } from '../room-log/draft.js'
import { MESSAGE, type MessageView } from '../room-log/message.view.js'

/** Of a socket's address: where to resume. */
export class ResumeQuery {
  /** The last `seq` that you have. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 0, example: 0 })
  @IsOptional()
  @AsInteger()
  @Min(0)
  @IsInt({ message: 'after_seq must be a whole number' })
  after_seq?: number

  /** The `log` that you have it of: if the room has another one by now, you are told `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: false })
  @IsLogWord()
  log?: string | null
}

export class HistoryQuery extends ResumeQuery {
  /** Only messages before this `seq`. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, example: 1000 })
  @IsOptional()
  @AsInteger()
  @Min(1)
  @IsInt({ message: 'before_seq must be a whole number' })
  before_seq?: number

  /** How many at most. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: 100,
    default: 50,
    example: 50,
  })
  @IsOptional()
  @AsInteger(50)
  @Max(100)
  @Min(1)
  @IsInt({ message: 'limit must be a whole number' })
  limit: number = 50
}

export class MessagePage {
  /** Which log they are of: give it back as `log` beside `after_seq`, and with what you send. */
  @ApiProperty({ ...LOG_WORD, example: LOG_EXAMPLE })
  log: string

  /** Ascending by `seq`. */
  @ApiProperty({ type: 'array', items: MESSAGE })
  messages: MessageView[]

  /** Whether the log goes on in the direction that was asked for: later with `after_seq`, otherwise earlier. */
  @ApiProperty({ example: false })
  has_more: boolean
}

/**
 * `after_seq` and `log` as a socket door got them: absent, text or number.
 * @throws ChatError `validation_failed`
 */
export function parseResume(after_seq: unknown, log: unknown): ResumeQuery {
  // Whoever comes for the first time gives neither, and the checks would take a tenth of a join.
  if ((after_seq ?? '') === '' && (log ?? undefined) === undefined) return {}
  return validated(ResumeQuery, { ...(after_seq !== '' && { after_seq }), log })
}

/** @throws ChatError `seq_unknown` for another log, or a position that this one has not reached */
export function assertInLog({ after_seq, log }: ResumeQuery, { room, lastSeq }: Standing): void {
  assertSameLog(log, room)
  if (after_seq === undefined || after_seq <= lastSeq) return
  throw new ChatError('seq_unknown', `The log ends at ${lastSeq}: start again from the history.`)
}

/**
 * @param log what a client has given back, if anything
 * @throws ChatError `seq_unknown`
 */
export function assertSameLog(log: string | null | undefined, room: RoomRef): void {
  if (log === undefined || log === null || log === room.log) return
  throw new ChatError('seq_unknown', 'This chatroom has another log now: start again from the history.')
}
