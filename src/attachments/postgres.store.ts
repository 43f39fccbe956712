// The bytes of attachments in PostgreSQL: in chunks, one short statement each, so that a slow client never holds a
// connection and no process ever holds a whole file.
import { Between, type Repository } from 'typeorm'
import { isDatabaseAway, isDatabaseBusy, toChatError } from '../common/errors.js'
import { AttachmentChunk, CHUNK_BYTES } from '../database/entities/index.js'
import type { Reads } from '../database/reads.js'
import { inChunks, swept, type AttachmentStore } from './attachment-store.js'

/** Chunks removed by one statement: 16 MiB, far within the statement's time limit. */
const REMOVED_AT_ONCE = 64

/** Bounded by DATABASE_TIMEOUT, as every statement. */
export class PostgresStore implements AttachmentStore {
  readonly name = 'postgres'
  readonly gathers = CHUNK_BYTES

  constructor(
    private readonly chunks: Repository<AttachmentChunk>,
    private readonly reads: Reads,
  ) {}

  async write(id: string, bytes: AsyncIterable<Buffer>): Promise<void> {
    let position = 0
    for await (const data of inChunks(bytes, CHUNK_BYTES)) {
      await answered(this.chunks.insert({ attachmentId: id, position, data }))
      position += 1
    }
  }

  async *read(id: string, start: number, end: number, reader: string): AsyncGenerator<Buffer> {
    for (let offset = start; offset < end;) {
      const position = Math.floor(offset / CHUNK_BYTES)
      const base = position * CHUNK_BYTES
      const chunk = await answered(
        this.reads.page(reader, (source) =>
          source.getRepository(AttachmentChunk).findOneBy({ attachmentId: id, position }),
        ),
      )
      const part = chunk?.data.subarray(offset - base, end - base)
      if (!part?.length) throw new Error(`Attachment ${id} has no byte ${offset}`)
      yield part
      offset += part.length
    }
  }

  async remove(id: string): Promise<void> {
    for (let first = 0; ; first += REMOVED_AT_ONCE) {
      const position = Between(first, first + REMOVED_AT_ONCE - 1)
      const { affected } = await answered(this.chunks.delete({ attachmentId: id, position }))
      if (!affected) return
    }
  }
}

/** PostgreSQL's SQLSTATE `foreign_key_violation`: the attachment that the chunk belongs to is gone. */
const NO_ATTACHMENT = '23503'

/** The database away is `unavailable`; any other error stays what it is. */
async function answered<T>(statement: Promise<T>): Promise<T> {
  return statement.catch((error: unknown) => {
    if ((error as { code?: string }).code === NO_ATTACHMENT) throw swept()
    throw isDatabaseAway(error) || isDatabaseBusy(error) ? toChatError(error) : error
  })
}
