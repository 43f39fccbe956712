// How the history is asked for and answered.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { ChatError } from '../common/errors.js'
import { IsLogWord, LOG_EXAMPLE, LOG_WORD } from '../common/log-word.js'
import { IsPageLimit, IsWholeNumber } from '../common/paging.js'
import { validated } from '../common/validation.js'
import type { Access } from '../membership/membership.service.js'
import type { RoomRef } from '../room-log/draft.js'
import { MESSAGE, type MessageView } from '../room-log/message.view.js'

/** Of a socket's address: where to resume. */
export class ResumeQuery {
  /** The last `seq` that you have. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 0, example: 0 })
  @IsWholeNumber(0)
  after_seq?: number

  /** The `log` that you have it of: if the room has another one by now, you are told `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: false })
  @IsLogWord()
  log?: string
}

export class HistoryQuery extends ResumeQuery {
  /** Only messages before this `seq`. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, example: 1000 })
  @IsWholeNumber(1)
  before_seq?: number

  @IsPageLimit()
  limit: number = 50
}

export class TimelineQuery extends HistoryQuery {
  /** The entry with this `seq` in the middle of the page. Not together with the other two. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1 })
  @IsWholeNumber(1)
  around_seq?: number
}

export class MessagePage {
  /** Which log they are of: give it back as `log` beside `after_seq`, and with what you send. */
  @ApiProperty({ ...LOG_WORD, example: LOG_EXAMPLE })
  log: string

  /** Ascending by `seq`. */
  @ApiProperty({ type: 'array', items: MESSAGE })
  messages: readonly MessageView[]

  /** Whether the log goes on in the direction that was asked for: later with `after_seq`, otherwise earlier. */
  @ApiProperty({ example: false })
  has_more: boolean
}

/**
 * `after_seq` and `log` as a socket door got them: absent, empty, text or number, or a list where one was given twice.
 * @throws ChatError `validation_failed`
 */
export function parseResume(after_seq: unknown, log: unknown): ResumeQuery {
  // Whoever comes for the first time gives neither, and the checks would take a tenth of a join.
  if ((after_seq ?? '') === '' && (log ?? '') === '') return {}
  return validated(
    ResumeQuery,
    { after_seq: after_seq ?? undefined, log: log ?? undefined },
    { strict: false },
  )
}

/** A parameter of an address as HTTP's queries have it: nothing, text, or a list where it was given twice. */
export function inQuery(query: URLSearchParams, name: string): string | string[] | undefined {
  const values = query.getAll(name)
  return values.length > 1 ? values : values[0]
}

/** @throws ChatError `seq_unknown` for another log, or a position that this one has not reached */
export function assertInLog({ after_seq, log }: ResumeQuery, { room, lastSeq }: Access): void {
  assertSameLog(log, room)
  if (after_seq === undefined || after_seq <= lastSeq) return
  throw new ChatError('seq_unknown', `The log ends at ${lastSeq}: start again from the history.`)
}

/**
 * @param log what a client has given back, if anything
 * @throws ChatError `seq_unknown`
 */
export function assertSameLog(log: string | undefined, room: RoomRef): void {
  if (log === undefined || log === room.log) return
  throw new ChatError('seq_unknown', 'This chatroom has another log now: start again from the history.')
}
