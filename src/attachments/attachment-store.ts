// What a place for the bytes of attachments can do. PostgreSQL is one, an S3 bucket another; both pass one suite.
import { ChatError } from '../common/errors.js'
import type { AttachmentStoreName } from '../database/entities/index.js'

export interface AttachmentStore {
  /** As it is kept on the row of every attachment whose bytes are here. */
  readonly name: AttachmentStoreName
  /** Bytes that `write` gathers before it hands them on. */
  readonly gathers: number

  /**
   * Keeps `bytes` under `id`, pulling no faster than it can store. What was written stays if it throws: see `remove`.
   * @throws ChatError `unavailable`, in bounded time; then the store may still carry out what it was asked last
   */
  write(id: string, bytes: AsyncIterable<Buffer>): Promise<void>

  /**
   * The bytes from `start` up to, not including, `end`: each piece is fetched when the one before has been taken, so that
   * a slow reader holds nothing but one piece.
   * @param reader whose turn it is, where many share what is read through
   * @throws ChatError `unavailable`, in bounded time; Error for bytes that were never written
   */
  read(id: string, start: number, end: number, reader: string): AsyncGenerator<Buffer>

  /**
   * Forgets all bytes of `id`, and what was half written; none is none.
   * @throws ChatError `unavailable`, in bounded time
   */
  remove(id: string): Promise<void>
}

/** The same bytes in pieces of exactly `size`, but for the last. Pieces are never touched again once handed out. */
export async function* inChunks(bytes: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafeSlow(size)
  let filled = 0
  for await (const piece of bytes) {
    for (let taken = 0; taken < piece.length;) {
      const copied = piece.copy(chunk, filled, taken)
      taken += copied
      filled += copied
      if (filled === size) {
        yield chunk
        chunk = Buffer.allocUnsafeSlow(size)
        filled = 0
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled)
}

/** For an upload that was taken for a leftover: this node did not get round to showing that it was still coming in. */
export const swept = (): ChatError =>
  new ChatError('unavailable', 'The upload was broken off. Send the file again.', { retryAfter: 1 })
