// What is learned of a file while its bytes flow past: size, fingerprint, and what it is.
import { createHash } from 'node:crypto'
import { ChatError, wrongField } from '../common/errors.js'
import type { AttachmentType } from '../database/entities/index.js'
import { assertPixels, pixelsOf } from './image-pixels.js'
import { PixelSearch } from './pixel-search.js'
import { HEAD_BYTES, recognise, settle, type Recognised } from './recognise.js'

/** The file as finally known. */
export interface Intaken {
  type: AttachmentType
  mimeType: string
  /** Bytes. */
  size: number
  sha256: Buffer
}

/** Of pictures that are neither photographs nor TIFFs, the size is looked for up to here. */
const PICTURE_HEAD_BYTES = 1024 * 1024

export class Intake {
  private readonly hash = createHash('sha256')
  private size = 0
  private head: Buffer[] = []
  private headSize = 0
  /** How much of the head is looked at; nothing once all that has to be known is known. */
  private wanted = HEAD_BYTES
  private found?: Recognised
  /** A picture's, once they are known. */
  private pixels: number | undefined
  /** Whether all was looked at where a picture says how large it is, in vain. */
  private immeasurable = false
  /** Looks further while the rest flows past. */
  private search: PixelSearch | undefined

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
      else if (this.search) this.follow(this.search, piece)
      yield piece
    }
    if (this.wanted > 0) await this.decide()
    // What is said to follow behind its end does not.
    if (this.search) this.pixels = this.search.found
  }

  /**
   * The verdict, once `through` has ended. A picture that does not say how large it is, and that nobody calls one, is a document.
   * @param declared what the sender says it is
   * @throws ChatError `unsupported_media_type`; `payload_too_large` for a picture of too many pixels; `validation_failed` for
   *   an empty file, naming `field`
   */
  result(declared: AttachmentType | undefined, field: string): Intaken {
    const message = `${field} must not be empty`
    if (this.size === 0 || !this.found) throw wrongField(field, message)
    const settled = settle(this.found, this.immeasurable ? (declared ?? 'document') : declared)
    if (settled.type === 'image') this.assertBearable()
    return { ...settled, size: this.size, sha256: this.hash.digest() }
  }

  private async look(piece: Buffer): Promise<void> {
    for (let rest = piece; rest.length > 0 && this.wanted > 0;) {
      const part = rest.subarray(0, this.wanted - this.headSize)
      this.head.push(part)
      this.headSize += part.length
      rest = rest.subarray(part.length)
      if (this.headSize === this.wanted) await this.decide()
      if (this.wanted === 0 && this.search) this.follow(this.search, rest)
    }
  }

  private async decide(): Promise<void> {
    const head = Buffer.concat(this.head)
    if (!this.found) {
      this.found = await recognise(head.subarray(0, HEAD_BYTES))
      settle(this.found, this.declared)
    }
    // Anything may be a document, however many pixels it has.
    if (this.found.kind === 'image' && this.declared !== 'document' && !this.sized(head)) return
    this.head = []
    this.wanted = 0
  }

  /** Whether the head says a picture's size, or nothing more of it need be kept to know. */
  private sized(head: Buffer): boolean {
    this.search = PixelSearch.in(head)
    if (this.search) {
      this.follow(this.search, head)
      return true
    }
    this.pixels = pixelsOf(head)
    if (this.pixels !== undefined || this.headSize < this.wanted) return this.known()
    if (this.wanted === PICTURE_HEAD_BYTES) {
      this.immeasurable = true
      return this.known()
    }
    this.wanted = PICTURE_HEAD_BYTES
    return false
  }

  private follow(search: PixelSearch, piece: Buffer): void {
    search.take(piece)
    if (!search.over) return
    this.search = undefined
    this.pixels = search.found
    this.immeasurable = search.found === undefined
    this.known()
  }

  /** Refuses at once what was called a picture before. */
  private known(): true {
    if (this.declared === 'image') this.assertBearable()
    return true
  }

  private assertBearable(): void {
    assertPixels(this.pixels, this.pixelLimit)
    if (this.immeasurable)
      throw new ChatError(
        'unsupported_media_type',
        'The picture does not say how large it is where it should. Send it as a document.',
      )
  }
}

/** One sentence with the limit, in bytes, and where it is set. */
export function tooLarge(limit: number): ChatError {
  return new ChatError(
    'payload_too_large',
    `A file may have at most ${limit} bytes here (the setting MAX_ATTACHMENT_BYTES).`,
  )
}
