// Where the bytes of attachments are kept: PostgreSQL, in chunks, one short statement each, so that a slow client
// never holds a connection and no process ever holds a whole file.
import { Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { Between, type Repository } from 'typeorm'
import { AttachmentChunk, CHUNK_BYTES } from '../database/entities/index.js'

/** Chunks removed by one statement: 16 MiB, far within the statement's time limit. */
const REMOVED_AT_ONCE = 64

@Injectable()
export class AttachmentStore {
  constructor(@InjectRepository(AttachmentChunk) private readonly chunks: Repository<AttachmentChunk>) {}

  /** Keeps `bytes` under `id`, pulling no faster than it can store. What was written stays if it throws: see `remove`. */
  async write(id: string, bytes: AsyncIterable<Buffer>): Promise<void> {
    let position = 0
    for await (const data of inChunks(bytes, CHUNK_BYTES)) {
      await this.chunks.insert({ attachmentId: id, position, data })
      position += 1
    }
  }

  /** The bytes from `start` up to, not including, `end`; a chunk is fetched when the one before has been taken. */
  async *read(id: string, start: number, end: number): AsyncGenerator<Buffer> {
    for (let offset = start; offset < end;) {
      const position = Math.floor(offset / CHUNK_BYTES)
      const base = position * CHUNK_BYTES
      const chunk = await this.chunks.findOneBy({ attachmentId: id, position })
      const part = chunk?.data.subarray(offset - base, end - base)
      if (!part?.length) throw new Error(`Attachment ${id} has no byte ${offset}`)
      yield part
      offset += part.length
    }
  }

  /** Forgets all bytes of `id`; none is none. */
  async remove(id: string): Promise<void> {
    for (let first = 0; ; first += REMOVED_AT_ONCE) {
      const position = Between(first, first + REMOVED_AT_ONCE - 1)
      const { affected } = await this.chunks.delete({ attachmentId: id, position })
      if (!affected) return
    }
  }
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
