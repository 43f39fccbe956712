// What every message is sent with: the fields of all, those of all that is said, and those of all that changes what was said.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator'
import { hasLength, HasLength } from '../../common/lengths.js'
import { IsJsonObject } from '../../common/json-fields.js'
import { IsLogWord, LOG_WORD } from '../../common/log-word.js'
import { IsSeq } from '../../common/seq.js'

/** From the wire contract: characters, people, and bytes of JSON. */
const LONGEST_CLIENT_ID = 64
const MOST_MENTIONS = 50
const LONGEST_MENTION = 32
const LARGEST_METADATA = 4096

/** Mentions everybody in the room. */
export const EVERYBODY = '@all'

/** The fields of every draft. */
export abstract class DraftDto {
  /** Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_CLIENT_ID,
    example: 'optional-1',
  })
  @IsOptional()
  @HasLength(1, LONGEST_CLIENT_ID)
  client_id?: string

  /** The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true })
  @IsLogWord()
  log?: string

  /** Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', nullable: true, minimum: 0 })
  @IsSeq(0)
  @IsOptional()
  if_last_seq?: number
}

/** The fields of everything that is said. */
export abstract class SayDto extends DraftDto {
  /** `seq` of the message that this answers: everybody gets it quoted. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', nullable: true, minimum: 1 })
  @IsSeq()
  @IsOptional()
  reply_to?: number

  /** Usernames of members, or `@all` among them. */
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: LONGEST_MENTION, example: EVERYBODY },
    nullable: true,
    maxItems: MOST_MENTIONS,
    example: [EVERYBODY],
  })
  @HasLength(1, LONGEST_MENTION, { each: true })
  @ArrayMaxSize(MOST_MENTIONS)
  @IsArray()
  @IsOptional()
  mentions?: string[]

  /** Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { color: 'green' },
  })
  @IsJsonObject(LARGEST_METADATA)
  @IsOptional()
  metadata?: Record<string, unknown>
}

/** The fields of everything that changes what was said. */
export abstract class ChangeDto extends DraftDto {
  /** `seq` of the message that is changed. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 42 })
  @IsSeq()
  target_seq: number
}

/** Whether `value` is text that both class-validator and PostgreSQL take: the same checks, for a short way. */
export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && hasLength(value, 1, longest) && !value.includes('\0') && value.isWellFormed()

export const isClientId = (value: unknown): value is string => isText(value, LONGEST_CLIENT_ID)

/** Whether `value` may be the number of an entry. */
export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
