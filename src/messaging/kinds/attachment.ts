// A file: itself inside the message, or by the id of an upload; with or without a caption.
import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  Equals,
  IsBoolean,
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
import type { OwnFile } from '../../attachments/attachments.service.js'
import { DURATION_RULE, isDuration, LONGEST_SECONDS, WAVEFORM_RULE } from '../../attachments/media/said.js'
import { isBase64 } from '../../common/base64.js'
import { ChatError } from '../../common/errors.js'
import { HasLength } from '../../common/lengths.js'
import { badInLine, HasNone } from '../../common/text.js'
import { isWaveform } from '../../common/waveform.js'
import { ATTACHMENT_TYPES, type AttachmentType } from '../../database/entities/index.js'
import { AttachmentView, UPLOAD_EXAMPLE, WAVEFORM_SCHEMA } from '../../room-log/attachment.view.js'
import { SayDto } from './draft.dto.js'
import { LONGEST_MESSAGE, type Kind, type Prepared, type Sending } from './kind.js'
import { SaidView } from './said.view.js'

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

const IsRuled = (validate: (value: unknown) => boolean, rule: string) =>
  ValidateBy({
    name: 'isRuled',
    validator: { validate, defaultMessage: (args) => `${args?.property} ${rule}` },
  })

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

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
  @ApiProperty({ type: String, format: 'byte', example: PIXEL })
  @IsContent()
  content: string | Buffer

  /** A voice note: Opus in Ogg or WebM, AAC in MP4 or QuickTime, or MP3, with the type `audio`. */
  @ApiPropertyOptional({ type: Boolean, nullable: true, example: false })
  @IsBoolean()
  @IsOptional()
  voice?: boolean

  /** Of a sound or a film: seconds, where you know them; else they are read from the file. */
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: LONGEST_SECONDS,
    example: 12,
  })
  @IsRuled(isDuration, DURATION_RULE)
  @IsOptional()
  duration?: number

  /** Of a voice note: how loud it is from its beginning to its end; else it is computed from Opus and MP3. */
  @ApiPropertyOptional({ ...WAVEFORM_SCHEMA, nullable: true })
  @IsRuled(isWaveform, WAVEFORM_RULE)
  @IsOptional()
  waveform?: number[]
}

export class AttachmentReferenceDto {
  /** The `id` that `POST /attachments` answered; your own upload. */
  @ApiProperty({ format: 'uuid', example: UPLOAD_EXAMPLE })
  @IsUUID('all')
  id: string
}

/** What the `DraftAttachment` of the documents is one of. */
export const DRAFT_ATTACHMENTS = [AttachmentContentDto, AttachmentReferenceDto]

const isReference = (attachment: unknown) =>
  typeof attachment === 'object' && attachment !== null && (attachment as { id?: unknown }).id !== undefined

export class AttachmentDraftDto extends SayDto {
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

export class AttachmentMessage extends SaidView {
  @ApiProperty({ enum: ['attachment'] })
  type: 'attachment'

  @ApiProperty({ type: AttachmentView })
  attachment: AttachmentView

  /** A caption. */
  @ApiPropertyOptional({ example: 'an optional caption' })
  message?: string
}

export const attachment: Kind<AttachmentDraftDto> = {
  type: 'attachment',
  draft: AttachmentDraftDto,
  view: AttachmentMessage,
  action: 'send',
  title: 'Send an attachment',
  summary: 'A file in base64 (over Socket.IO also as raw bytes), or the `id` of an upload.',
  examples: {
    attachment: {
      summary: 'attachment in the message',
      value: { type: 'attachment', attachment: { type: 'image', filename: 'pixel.png', content: PIXEL } },
    },
  },
  async prepare({ attachment: file, message }, sending) {
    if (file instanceof AttachmentContentDto) return takeIn(file, message, sending)
    return sending.attachments.findOwn(sending.actor, file.id).then(
      (found) => withFile(found, message),
      (error: unknown) => withoutFile(error),
    )
  },
}

/** Gone, perhaps since the message that is sent again was deleted: then nobody can tell whether it is the same. */
function withoutFile(error: unknown): Prepared {
  if (error instanceof ChatError && error.code === 'attachment_not_found')
    return { same: undefined, refusal: error }
  throw error
}

/** Two files are the same by their bytes, type and name, whatever id each has, and whether it came inside the message or not. */
function withFile({ view, sentAs }: OwnFile, message: string | undefined): Prepared {
  const same = [message ?? null, sentAs, view.filename, view.sha256, ...(view.voice ? ['voice'] : [])]
  return { attachment: view, ...(message !== undefined && { message }), same }
}

/** How often an attachment is in memory while it is stored: as text, and as bytes. */
const FORMS = 2

async function takeIn(
  { content, ...said }: AttachmentContentDto,
  message: string | undefined,
  { actor, attachments, memory, assertAllowed }: Sending,
): Promise<Prepared> {
  // Whoever sends files faster than they can be stored must not fill the memory with them.
  const release = memory.reserve(actor.id, FORMS * content.length)
  try {
    // Before megabytes are stored for somebody who may not speak here.
    await assertAllowed()
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'base64')
    const stored = await attachments.storeInline(actor, { ...said, content: bytes })
    return { ...withFile(stored, message), undo: () => attachments.discard(stored.view.id) }
  } finally {
    release()
  }
}
