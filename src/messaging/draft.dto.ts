// What can be said: one class per kind of message, the same for every door.
import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  Equals,
  IsDefined,
  IsIn,
  IsNotEmpty,
  IsNotEmptyObject,
  IsOptional,
  IsString,
  IsUUID,
  ValidateBy,
  ValidateNested,
} from 'class-validator'
import { isBase64 } from '../common/base64.js'
import { ChatError } from '../common/errors.js'
import { hasLength, HasLength } from '../common/lengths.js'
import { IsLogWord, isLogWord, LOG_WORD } from '../common/log-word.js'
import { badInLine, HasNone } from '../common/text.js'
import { validated } from '../common/validation.js'
import { ATTACHMENT_TYPES, type AttachmentType } from '../database/entities/index.js'

/** Characters; from the wire contract. */
const LONGEST_MESSAGE = 4096
const LONGEST_CLIENT_ID = 64

/** How a browser's FileReader begins what it makes of a file. */
const DATA_URL = /^data:[^,]{0,200},/i

/** Base64; over Socket.IO also the raw bytes. */
const IsContent = () =>
  ValidateBy({
    name: 'isContent',
    validator: {
      validate: (value) =>
        Buffer.isBuffer(value) ? value.length > 0 : typeof value === 'string' && isBase64(value),
      defaultMessage: (args) =>
        typeof args?.value === 'string' && DATA_URL.test(args.value)
          ? 'attachment.content must be base64 alone, without the "data:…;base64," before it'
          : 'attachment.content must be base64 (or, over Socket.IO, bytes) and not empty',
    },
  })

/** What all kinds of message have in common. */
class DraftDto {
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
}

export class TextDraftDto extends DraftDto {
  @ApiProperty({ enum: ['text'] })
  @Equals('text')
  type: 'text'

  @ApiProperty({ minLength: 1, maxLength: LONGEST_MESSAGE, example: 'Hello, this is a text message!' })
  @HasLength(1, LONGEST_MESSAGE)
  message: string
}

export class AttachmentContentDto {
  @ApiProperty({ enum: ATTACHMENT_TYPES, enumName: 'AttachmentType', example: 'image' })
  @IsIn(ATTACHMENT_TYPES)
  type: AttachmentType

  /** A path before it is cut off, and a name of more than 255 characters in its middle. */
  @ApiProperty({ minLength: 1, example: 'pixel.png' })
  @HasNone(badInLine)
  @IsNotEmpty({ message: 'filename must not be empty' })
  @IsString()
  filename: string

  /** Base64, also without padding, in its alphabet for addresses, or in lines; over Socket.IO it may also be raw bytes. */
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
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_MESSAGE,
    example: 'an optional caption',
  })
  @IsOptional()
  @HasLength(1, LONGEST_MESSAGE)
  message?: string
}

const isReference = (attachment: unknown) =>
  typeof attachment === 'object' && attachment !== null && (attachment as { id?: unknown }).id !== undefined

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
  const text = plainText(body)
  if (text) return text
  const type = (body as { type?: unknown } | null | undefined)?.type
  if (typeof type === 'string' && Object.hasOwn(DRAFTS, type))
    return validated<DraftBody>(DRAFTS[type as keyof typeof DRAFTS], body)
  const message = `type must be one of: ${Object.keys(DRAFTS).join(', ')}`
  throw new ChatError('validation_failed', `${message}.`, { errors: [{ field: 'type', message }] })
}

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && hasLength(value, 1, longest) && !value.includes('\0') && value.isWellFormed()

/**
 * `body`, if it is beyond doubt what TextDraftDto allows. Almost every message is, and class-validator takes longer for it
 * than all else that this process does to it; whatever is not, goes there and gets its errors from there.
 */
function plainText(body: unknown): TextDraftDto | undefined {
  if (typeof body !== 'object' || body === null || Object.getPrototypeOf(body) !== Object.prototype)
    return undefined
  const { type, message, client_id, log } = body as Record<string, unknown>
  const known = 2 + Number(client_id !== undefined) + Number(log !== undefined)
  if (type !== 'text' || !isText(message, LONGEST_MESSAGE) || Object.keys(body).length !== known)
    return undefined
  const draft: TextDraftDto = { type, message }
  if (isText(client_id, LONGEST_CLIENT_ID)) draft.client_id = client_id
  else if (client_id !== undefined && client_id !== null) return undefined
  if (isLogWord(log)) draft.log = log
  else if (log !== undefined && log !== null) return undefined
  return draft
}

/** The `client_id` of a body that may be anything, for what answers it. */
export function clientIdOf(body: unknown): string | undefined {
  const id = (body as { client_id?: unknown } | null | undefined)?.client_id
  return isText(id, LONGEST_CLIENT_ID) ? id : undefined
}
