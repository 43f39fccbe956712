// What a webhook is to be, and what is wrong with that.
import { applyDecorators } from '@nestjs/common'
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  ValidateBy,
  ValidateIf,
} from 'class-validator'
import { HasLength } from '../../common/lengths.js'
import { AsGiven } from '../../common/validation.js'
import { EVENT_GROUPS, EVENT_TYPES } from '../../followers/webhooks/event-types.js'

const LONGEST_URL = 2000
/** Of events and of chatrooms. */
const MOST = 64

function isAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > LONGEST_URL || !URL.canParse(value)) return false
  // URL would take white space away without a word, and nobody would be sent to what is shown then.
  if (/[\s\p{Cc}]/u.test(value)) return false
  const { protocol, username, password } = new URL(value)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

const IsAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'isAddress',
    validator: {
      validate: isAddress,
      defaultMessage: () =>
        `url must be http:// or https://, without a password, of at most ${LONGEST_URL} characters`,
    },
  })

const ASKED = [...EVENT_GROUPS, ...EVENT_TYPES]

const AreEvents = (): PropertyDecorator =>
  applyDecorators(
    IsIn(ASKED, {
      each: true,
      message: `events must be types of events, or one of ${EVENT_GROUPS.join(', ')}`,
    }),
    ArrayMaxSize(MOST),
    ArrayMinSize(1),
    IsArray(),
  )

/** Of names that there may be: the service says what is wrong with one. */
const AreChatrooms = (): PropertyDecorator =>
  applyDecorators(
    IsString({ each: true, message: 'chatrooms must be names of chatrooms' }),
    ArrayMaxSize(MOST),
    ArrayMinSize(1),
    IsArray(),
    IsOptional(),
  )

const URL_FIELD = { type: String, maxLength: LONGEST_URL, example: 'https://example.com/hooks/chat' } as const
const EVENTS_FIELD = {
  type: 'array' as const,
  items: { type: 'string' as const },
  minItems: 1,
  maxItems: MOST,
  example: ['message.*', 'chatroom.created'],
}
const CHATROOMS_FIELD = {
  type: 'array' as const,
  items: { type: 'string' as const },
  nullable: true,
  minItems: 1,
  maxItems: MOST,
  example: ['whatsapp_chatroom2'],
}

export class CreateWebhookDto {
  /** Where events are sent. Private, loopback and link-local addresses are refused, unless WEBHOOK_PRIVATE_ADDRESSES allows them. */
  @ApiProperty(URL_FIELD)
  @IsAddress()
  url: string

  /** Which: their types, `message.*` and the like for all of a kind, `*` for all. */
  @ApiProperty(EVENTS_FIELD)
  @AreEvents()
  events: string[]

  /** Only what happens in these; without it, everything. */
  @ApiPropertyOptional(CHATROOMS_FIELD)
  @AreChatrooms()
  chatrooms?: string[]
}

export class UpdateWebhookDto {
  @ApiPropertyOptional(URL_FIELD)
  @ValidateIf((_, value) => value !== undefined)
  @IsAddress()
  url?: string

  @ApiPropertyOptional(EVENTS_FIELD)
  @ValidateIf((_, value) => value !== undefined)
  @AreEvents()
  events?: string[]

  /** `null`: in all. */
  @ApiPropertyOptional(CHATROOMS_FIELD)
  @AsGiven()
  @AreChatrooms()
  chatrooms?: string[] | null

  /** `false` goes on, and tries at once what was waiting for its next attempt; `true` sends nothing more for now, and loses nothing. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: false })
  @IsBoolean()
  @IsOptional()
  paused?: boolean
}

export class ReplayDto {
  /** The `id` of an event, or a `cursor` of `GET /admin/events`: what comes after it is sent again. */
  @ApiProperty({ type: String, minLength: 1, maxLength: 300, example: 'NWY0ZDIuNy40Mg' })
  @HasLength(1, 300)
  after: string
}
