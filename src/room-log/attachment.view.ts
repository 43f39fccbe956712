// An attachment as everybody sees it: what it is and where its bytes are, never the bytes.
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger'
import { LOUDEST, WAVEFORM_LENGTH } from '../common/waveform.js'
import { ATTACHMENT_TYPES, type Attachment, type AttachmentType } from '../database/entities/index.js'

/** What the documents say of it, sent and shown. */
export const WAVEFORM_SCHEMA = {
  type: 'array',
  items: { type: 'integer', format: 'int32', minimum: 0, maximum: LOUDEST },
  minItems: WAVEFORM_LENGTH,
  maxItems: WAVEFORM_LENGTH,
  example: Array.from({ length: WAVEFORM_LENGTH }, (_, part) => (part * 37) % (LOUDEST + 1)),
} satisfies ApiPropertyOptions

/** Stands for an upload wherever one is named. */
export const UPLOAD_EXAMPLE = '3d6f0a52-7c1e-4b7e-9a57-0f5b8f1f6c02'

const PIXELS = { type: 'integer', format: 'int32', minimum: 1 } as const

export class AttachmentView {
  @ApiProperty({ format: 'uuid', example: UPLOAD_EXAMPLE })
  id: string

  @ApiProperty({ enum: ATTACHMENT_TYPES, enumName: 'AttachmentType', example: 'video' })
  type: AttachmentType

  /** As the uploader called it, without a path. For showing and saving, never for finding. */
  @ApiProperty({ maxLength: 255, example: 'example_video.mp4' })
  filename: string

  /** What the bytes say, not what the uploader said. */
  @ApiProperty({ example: 'video/mp4' })
  mime_type: string

  /** Bytes. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 1048576 })
  size: number

  /** Of the bytes, in hexadecimal. */
  @ApiProperty({
    pattern: '^[0-9a-f]{64}$',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string

  /** Path on this host, or with PUBLIC_URL the whole address; a GET with the same token answers the bytes. */
  @ApiProperty({ format: 'uri-reference', example: `/attachments/${UPLOAD_EXAMPLE}` })
  url: string

  /** Pixels of a picture or a film as it is shown, turned as its camera says. */
  @ApiPropertyOptional({ ...PIXELS, example: 1920 })
  width?: number

  @ApiPropertyOptional({ ...PIXELS, example: 1080 })
  height?: number

  /** Whole seconds of a sound or a film, rounded; 1 at the least. */
  @ApiPropertyOptional({ type: 'integer', format: 'int32', minimum: 1, example: 12 })
  duration?: number

  /** Of a picture: WebP of 320 pixels a side at the most, without anything but the pixels. Read with the same token. */
  @ApiPropertyOptional({
    format: 'uri-reference',
    example: `/attachments/${UPLOAD_EXAMPLE}/thumbnail`,
  })
  thumbnail_url?: string

  /** What to show while the picture or its thumbnail loads: see blurha.sh. */
  @ApiPropertyOptional({ minLength: 6, example: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj' })
  blurhash?: string

  /** A voice note. */
  @ApiPropertyOptional({ enum: [true] })
  voice?: true

  /** How loud a voice note is from its beginning to its end: 0 is silence, 100 its loudest part. */
  @ApiPropertyOptional(WAVEFORM_SCHEMA)
  waveform?: number[]
}

/** All but what follows from its id. */
export type StoredFile = Omit<AttachmentView, 'url' | 'thumbnail_url'>

/** The columns of `attachments a` as a StoredFile, in SQL. */
export const STORED_FILE = `json_strip_nulls(json_build_object(
    'id', a.id, 'type', a.type, 'filename', a.filename, 'mime_type', a.mime_type, 'size', a.size,
    'sha256', encode(a.sha256, 'hex'), 'width', a.width, 'height', a.height, 'duration', a.duration,
    'blurhash', a.blurhash, 'voice', nullif(a.voice, false), 'waveform', a.waveform))`

/** What of an Attachment everybody may know. */
export type FileColumns = Pick<
  Attachment,
  'id' | 'type' | 'filename' | 'mimeType' | 'size' | 'sha256' | keyof MediaColumns
>

/** What is learned of pictures, sounds and films by reading them. */
export type MediaColumns = Pick<
  Attachment,
  'width' | 'height' | 'duration' | 'blurhash' | 'voice' | 'waveform'
>

/** @param base what its addresses begin with */
export function attachmentView(file: FileColumns, base: string): AttachmentView {
  const { id, type, filename, mimeType, size, sha256, width, height, duration, blurhash, voice, waveform } =
    file
  const stored: StoredFile = {
    id,
    type,
    filename,
    mime_type: mimeType,
    size,
    sha256: sha256.toString('hex'),
    ...(width !== null && { width }),
    ...(height !== null && { height }),
    ...(duration !== null && { duration }),
    ...(blurhash !== null && { blurhash }),
    ...(voice && { voice }),
    ...(waveform !== null && { waveform }),
  }
  return withAddresses(stored, base)
}

/** @param base what its addresses begin with */
export function withAddresses(file: StoredFile, base: string): AttachmentView {
  const url = `${base}/attachments/${file.id}`
  return { ...file, url, ...(file.blurhash !== undefined && { thumbnail_url: `${url}/thumbnail` }) }
}
