// A question with answers to choose from.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsDefined,
  IsNotEmptyObject,
  IsOptional,
  ValidateNested,
} from 'class-validator'
import { ChatError } from '../../common/errors.js'
import { HasLength } from '../../common/lengths.js'
import { IsMoment, momentOf } from '../../common/moment.js'
import { badInLine, badInText, HasNone } from '../../common/text.js'
import { SayDto } from './draft.dto.js'
import type { Kind } from './kind.js'
import { SaidView, VoteCountView } from './said.view.js'

/** Characters, and options; from the wire contract. */
const LONGEST_QUESTION = 300
const LONGEST_OPTION = 100
const FEWEST_OPTIONS = 2
export const MOST_OPTIONS = 12

const QUESTION = { minLength: 1, maxLength: LONGEST_QUESTION, example: 'Lunch?' } as const
const OPTIONS = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST_OPTION, example: 'Pizza' },
  minItems: FEWEST_OPTIONS,
  maxItems: MOST_OPTIONS,
  example: ['Pizza', 'Sushi'],
} as const

/** What people would take for the same answer. */
const looksOf = (option: unknown): unknown =>
  typeof option === 'string' ? option.normalize('NFC').trim() : option

export class DraftPollDto {
  @ApiProperty(QUESTION)
  @HasNone(badInText)
  @HasLength(1, LONGEST_QUESTION)
  question: string

  /** No two the same. Votes name them by their place, counted from 0. */
  @ApiProperty(OPTIONS)
  @ArrayUnique(looksOf, { message: 'options must not have the same answer twice' })
  @HasNone(badInLine, { each: true })
  @HasLength(1, LONGEST_OPTION, { each: true })
  @ArrayMaxSize(MOST_OPTIONS)
  @ArrayMinSize(FEWEST_OPTIONS)
  @IsArray()
  options: string[]

  /** Whether one may choose several. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: true })
  @IsBoolean()
  @IsOptional()
  multiple?: boolean

  /** When voting ends: a time to come. */
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2099-11-22T10:00:00.000Z',
  })
  @IsMoment()
  @IsOptional()
  closes_at?: string
}

export class PollView {
  @ApiProperty(QUESTION)
  question: string

  /** Votes name them by their place, counted from 0. */
  @ApiProperty(OPTIONS)
  options: string[]

  /** Whether one may choose several. */
  @ApiProperty({ type: Boolean, example: false })
  multiple: boolean

  /** When voting ends. */
  @ApiPropertyOptional({ format: 'date-time', example: '2099-11-22T10:00:00.000Z' })
  closes_at?: string

  /** Of the options that somebody has chosen. */
  @ApiPropertyOptional({ type: [VoteCountView] })
  votes?: VoteCountView[]
}

export class PollDraftDto extends SayDto {
  @ApiProperty({ enum: ['poll'] })
  @Equals('poll')
  type: 'poll'

  @ApiProperty({ type: DraftPollDto })
  @ValidateNested()
  @IsNotEmptyObject({ nullable: false }, { message: 'poll must be an object' })
  @IsDefined()
  @Type(() => DraftPollDto)
  poll: DraftPollDto
}

export class PollMessage extends SaidView {
  @ApiProperty({ enum: ['poll'] })
  type: 'poll'

  @ApiProperty({ type: PollView })
  poll: PollView
}

const isOver = (closesAt: Date | undefined): boolean => closesAt !== undefined && closesAt <= new Date()

function alreadyOver(): ChatError {
  const message = 'poll.closes_at must be a time to come'
  return new ChatError('validation_failed', `${message}.`, {
    errors: [{ field: 'poll.closes_at', message }],
  })
}

export const poll: Kind<PollDraftDto> = {
  type: 'poll',
  draft: PollDraftDto,
  view: PollMessage,
  action: 'send',
  title: 'Ask everybody',
  summary: 'A poll of 2 to 12 options. People `vote`; everybody sees who chose what.',
  examples: {
    poll: {
      value: {
        type: 'poll',
        poll: { question: 'Lunch?', options: ['Pizza', 'Sushi'], multiple: true },
      },
    },
  },
  prepare({ poll: { question, options, multiple = false, closes_at } }) {
    const closesAt = closes_at === undefined ? undefined : momentOf(closes_at)
    const asked = {
      question,
      options,
      multiple,
      ...(closesAt && { closes_at: closesAt.toISOString() }),
    }
    const prepared = { payload: { poll: asked }, same: asked }
    // A retry may come when the poll is over: it finds the first.
    return isOver(closesAt) ? { ...prepared, refusal: alreadyOver() } : prepared
  },
}
