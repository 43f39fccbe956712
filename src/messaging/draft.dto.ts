// What can be said: one class per kind of message, the same for every door.
import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  Equals,
  IsDefined,
  IsIn,
  IsNotEmptyObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator'
import { ChatError } from '../common/errors.js'
import { IsLogWord, isLogWord, LOG_WORD } from '../common/log-word.js'
import { PLAIN_LINE } from '../common/text.js'
import { validated } from '../common/validation.js'
import { ATTACHMENT_TYPES, type AttachmentType } from '../database/entities/index.js'

/** Characters; from the wire contract. */
const LONGEST_MESSAGE = 4096
const LONGEST_CLIENT_ID = 64
const LONGEST_FILENAME = 255

const present = (_: object, value: unknown) => value !== undefined

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Base64 with its padding; over Socket.IO also the raw bytes. */
const IsContent = () =>
  ValidateBy({
    name: 'isContent',
    validator: {
      validate: (value) =>
        Buffer.isBuffer(value)
          ? value.length > 0
          : typeof value === 'string' && value.length % 4 === 0 && BASE64.test(value),
      defaultMessage: () => 'attachment.content must be base64 (or, over Socket.IO, bytes) and not empty',
    },
  })

/** What all kinds of message have in common. */
class DraftDto {
  /** Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
  @ApiPropertyOptional({ minLength: 1, maxLength: LONGEST_CLIENT_ID, example: 'optional-1' })
  @ValidateIf(present)
  @MaxLength(LONGEST_CLIENT_ID)
  @MinLength(1)
  @IsString()
  client_id?: string

  /** The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true })
  @IsLogWord()
  log?: string | null
}

export class TextDraftDto extends DraftDto {
  @ApiProperty({ enum: ['text'] })
  @Equals('text')
  type: 'text'

  @ApiProperty({ minLength: 1, maxLength: LONGEST_MESSAGE, example: 'Hello, this is a text message!' })
  @MaxLength(LONGEST_MESSAGE)
  @MinLength(1)
  @IsString()
  message: string
}

export class AttachmentContentDto {
  @ApiProperty({ enum: ATTACHMENT_TYPES, enumName: 'AttachmentType', example: 'image' })
  @IsIn(ATTACHMENT_TYPES)
  type: AttachmentType

  @ApiProperty({ minLength: 1, maxLength: LONGEST_FILENAME, example: 'pixel.png' })
  @MaxLength(LONGEST_FILENAME)
  @MinLength(1)
  @Matches(PLAIN_LINE, {
    message: 'filename must not have control characters, or ones that turn its direction',
  })
  @IsString()
  filename: string

  /** Base64; over Socket.IO it may also be raw bytes. */
  @ApiProperty({
    type: String,
    format: 'byte',
    example:
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  })
  @IsContent()
  content: string | Buffer
}

export class AttachmentReferenceDto {
  /** The `id` that `POST /attachments` answered; your own upload. */
  @ApiProperty({ format: 'uuid', example: '3d0c0f0e-4f1e-4a44-9a1f-6f0d7f4a9f10' })
  @IsUUID('all')
  id: string
}

/** A file itself, or an upload: what the `DraftAttachment` of the documents is made of. */
export const DRAFT_ATTACHMENTS = [AttachmentContentDto, AttachmentReferenceDto]

export class AttachmentDraftDto extends DraftDto {
  @ApiProperty({ enum: ['attachment'] })
  @Equals('attachment')
  type: 'attachment'

  /** The file itself, or the `id` of an upload. */
  @ApiProperty({ allOf: [{ $ref: getSchemaPath('DraftAttachment') }] })
  @ValidateNested()
  @IsNotEmptyObject({ nullable: false }, { message: 'attachment must be an object' })
  @IsDefined()
  @Type((options) =>
    isReference(options?.object['attachment']) ? AttachmentReferenceDto : AttachmentContentDto,
  )
  attachment: AttachmentContentDto | AttachmentReferenceDto

  /** A caption. */
  @ApiPropertyOptional({ minLength: 1, maxLength: LONGEST_MESSAGE, example: 'an optional caption' })
  @ValidateIf(present)
  @MaxLength(LONGEST_MESSAGE)
  @MinLength(1)
  @IsString()
  message?: string
}

const isReference = (attachment: unknown) =>
  typeof attachment === 'object' && attachment !== null && 'id' in attachment

/** Every kind that a client can send, by its `type`: what the `Draft` of the documents is made of. */
export const DRAFTS = { text: TextDraftDto, attachment: AttachmentDraftDto } as const

/** The union in the documents: no class stands for it. */
export const DRAFT = { $ref: getSchemaPath('Draft') }

export type DraftBody = InstanceType<(typeof DRAFTS)[keyof typeof DRAFTS]>

/**
 * A frame, an emit or a request body as a checked draft.
 * @throws ChatError `validation_failed`
 */
export function parseDraft(body: unknown): DraftBody {
  if (isPlainText(body)) return body
  const type = (body as { type?: unknown } | null | undefined)?.type
  if (typeof type === 'string' && Object.hasOwn(DRAFTS, type))
    return validated<DraftBody>(DRAFTS[type as keyof typeof DRAFTS], body)
  const message = `type must be one of: ${Object.keys(DRAFTS).join(', ')}`
  throw new ChatError('validation_failed', `${message}.`, { errors: [{ field: 'type', message }] })
}

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= longest &&
  !value.includes('\0') &&
  value.isWellFormed()

/**
 * Whether `body` is beyond doubt what TextDraftDto allows. Almost every message is, and class-validator takes longer for it
 * than all else that this process does to it; whatever is not, goes there and gets its errors from there.
 */
function isPlainText(body: unknown): body is TextDraftDto {
  if (typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype)
    return false
  const { type, message, client_id, log } = body as Record<string, unknown>
  const known = 2 + Number(client_id !== undefined) + Number(log !== undefined)
  return (
    type === 'text' &&
    isText(message, LONGEST_MESSAGE) &&
    (client_id === undefined || isText(client_id, LONGEST_CLIENT_ID)) &&
    (log === undefined || isLogWord(log)) &&
    Object.keys(body).length === known
  )
}

/** The `client_id` of a body that may be anything, for the error that answers it. */
export function clientIdOf(body: unknown): string | undefined {
  const id = (body as { client_id?: unknown } | null | undefined)?.client_id
  // A character may be two UTF-16 units, as class-validator counts them, too.
  if (typeof id !== 'string' || id.length > 2 * LONGEST_CLIENT_ID) return undefined
  return [...id].length <= LONGEST_CLIENT_ID ? id : undefined
}
