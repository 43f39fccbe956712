// An attachment as everybody sees it: what it is and where its bytes are, never the bytes.
import { ApiProperty } from '@nestjs/swagger'
import { ATTACHMENT_TYPES, type AttachmentType } from '../database/entities/index.js'

export class AttachmentView {
  @ApiProperty({ format: 'uuid', example: '3d6f0a52-7c1e-4b7e-9a57-0f5b8f1f6c02' })
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
  @ApiProperty({ format: 'uri-reference', example: '/attachments/3d6f0a52-7c1e-4b7e-9a57-0f5b8f1f6c02' })
  url: string
}

interface StoredFile {
  id: string
  type: AttachmentType
  filename: string
  mimeType: string
  size: number
  sha256: Buffer
}

/**
 * Works for an Attachment row and for the columns of one in a join.
 * @param base what its address begins with
 */
export function attachmentView(
  { id, type, filename, mimeType, size, sha256 }: StoredFile,
  base: string,
): AttachmentView {
  return {
    id,
    type,
    filename,
    mime_type: mimeType,
    size,
    sha256: sha256.toString('hex'),
    url: `${base}/attachments/${id}`,
  }
}
