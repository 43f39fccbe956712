// What a member can say of how far they are, and of how they keep a room; and what is wrong with it.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsBoolean, IsOptional } from 'class-validator'
import { wrongField } from '../common/errors.js'
import { IsMomentOrNull } from '../common/moment.js'
import { IsSeq } from '../common/seq.js'
import { AsGiven, validated } from '../common/validation.js'

const SEQ = { type: 'integer', format: 'int64', nullable: true, minimum: 0 } as const

export class MarkDto {
  /** You have read up to here; it has reached you, too. */
  @ApiPropertyOptional({ ...SEQ, example: 1 })
  @IsSeq(0)
  @IsOptional()
  read?: number

  /** Entries have reached you up to here. */
  @ApiPropertyOptional({ ...SEQ, example: 1 })
  @IsSeq(0)
  @IsOptional()
  delivered?: number
}

export class MoveMarksDto extends MarkDto {
  /** From here on all is to be unread, also what you have read. With no other field. */
  @ApiPropertyOptional({ ...SEQ, minimum: 1 })
  @IsSeq()
  @IsOptional()
  unread_from?: number
}

export class UpdateMembershipDto {
  /** Until when the room is not to disturb you, a far time for always; null ends the muting. */
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2099-11-22T10:00:00.000Z',
  })
  @AsGiven()
  @IsMomentOrNull()
  muted_until?: string | null

  /** Whether the room is out of the way, in your archive. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: false })
  @IsBoolean()
  @IsOptional()
  archived?: boolean

  /** Whether it is one that you want to find at once. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: true })
  @IsBoolean()
  @IsOptional()
  favourite?: boolean
}

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/**
 * A mark as a socket door got it.
 * @throws ChatError `validation_failed`
 */
export function parseMark(body: unknown): MarkDto {
  // What clients send all the time goes the short way: the decorators take longer than storing it.
  const { read, delivered, ...others } = (body ?? {}) as Record<string, unknown>
  const plain = Object.keys(others).length === 0 && (read === undefined || isSeq(read))
  if (plain && (isSeq(delivered) || (isSeq(read) && delivered === undefined))) return { read, delivered }
  const mark = validated(MarkDto, body)
  assertSaysSomething(mark)
  return mark
}

/** @throws ChatError `validation_failed` for what says nothing, or two things that do not go together */
export function assertMoves({ unread_from, ...mark }: MoveMarksDto): void {
  if (unread_from === undefined) return assertSaysSomething(mark, 'one of read, delivered and unread_from')
  if (mark.read === undefined && mark.delivered === undefined) return
  throw wrongField('unread_from', 'unread_from goes with no other field')
}

function assertSaysSomething({ read, delivered }: MarkDto, what = 'one of read and delivered'): void {
  if (read === undefined && delivered === undefined) throw wrongField('', `There must be ${what}`)
}
