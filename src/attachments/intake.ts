// What is learned of a file while its bytes flow past: size, fingerprint, and what it is.
import { createHash } from 'node:crypto'
import { ChatError } from '../common/errors.js'
import type { AttachmentType } from '../database/entities/index.js'
import { assertPixels, pixelsOf } from './image-pixels.js'
import { HEAD_BYTES, recognise, settle, type Recognised } from './recognise.js'

/** The file as finally known. */
export interface Intaken {
  type: AttachmentType
  mimeType: string
  /** Bytes. */
  size: number
  sha256: Buffer
}

/** Where a photograph's size stands behind previews and profiles of some hundred kB, it is looked for up to here. */
const PICTURE_HEAD_BYTES = 1024 * 1024

export class Intake {
  private readonly hash = createHash('sha256')
  private size = 0
  private head: Buffer[] = []
  private headSize = 0
  /** How much of the head is looked at; nothing once all that has to be known is known. */
  private wanted = HEAD_BYTES
  private found?: Recognised

  constructor(
    /** Bytes; a file of exactly so many passes. */
    private readonly limit: number,
    /** What the sender says it is, if that is known before the bytes. */
    private readonly declared?: AttachmentType,
    /** A picture of exactly so many passes. */
    private readonly pixelLimit = Infinity,
  ) {}

  /**
   * Hands `bytes` on as they come, and throws as soon as the file cannot be taken.
   * @throws ChatError `payload_too_large`, `unsupported_media_type`
   */
  async *through(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      this.size += piece.length
      if (this.size > this.limit) throw tooLarge(this.limit)
      this.hash.update(piece)
      if (this.wanted > 0) await this.look(piece)
      yield piece
    }
    if (this.wanted > 0) await this.decide()
  }

  /**
   * The verdict, once `through` has ended.
   * @param declared what the sender says it is
   * @throws ChatError `unsupported_media_type`; `validation_failed` for an empty file, naming `field`
   */
  result(declared: AttachmentType | undefined, field: string): Intaken {
    const message = `${field} must not be empty`
    if (this.size === 0 || !this.found)
      throw new ChatError('validation_failed', `${message}.`, { errors: [{ field, message }] })
    return { ...settle(this.found, declared), size: this.size, sha256: this.hash.digest() }
  }

  private async look(piece: Buffer): Promise<void> {
    for (let rest = piece; rest.length > 0 && this.wanted > 0;) {
      const part = rest.subarray(0, this.wanted - this.headSize)
      this.head.push(part)
      this.headSize += part.length
      rest = rest.subarray(part.length)
      if (this.headSize === this.wanted) await this.decide()
    }
  }

  private async decide(): Promise<void> {
    const head = Buffer.concat(this.head)
    if (!this.found) {
      this.found = await recognise(head.subarray(0, HEAD_BYTES))
      settle(this.found, this.declared)
    }
    if (this.found.mimeType.startsWith('image/') && !this.sized(head)) return
    this.head = []
    this.wanted = 0
  }

  /** Whether a picture's size is known and bearable, or its whole file is too short to say; else more is looked at. */
  private sized(head: Buffer): boolean {
    const pixels = pixelsOf(head)
    assertPixels(pixels, this.pixelLimit)
    if (pixels !== undefined || this.headSize < this.wanted) return true
    if (this.wanted === PICTURE_HEAD_BYTES)
      throw new ChatError(
        'unsupported_media_type',
        'The picture does not say how large it is in its first MiB.',
      )
    this.wanted = PICTURE_HEAD_BYTES
    return false
  }
}

/** One sentence with the limit, in bytes, and where it is set. */
export function tooLarge(limit: number): ChatError {
  return new ChatError(
    'payload_too_large',
    `A file may have at most ${limit} bytes here (the setting MAX_ATTACHMENT_BYTES).`,
  )
}
