// Which stores there are, and which one takes new attachments.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Repository } from 'typeorm'
import { ChatError } from '../common/errors.js'
import { AttachmentChunk, type AttachmentStoreName } from '../database/entities/index.js'
import { Reads } from '../database/reads.js'
import type { AttachmentStore } from './attachment-store.js'
import { PostgresStore } from './postgres.store.js'
import type { S3Store } from './s3.store.js'

/** Nest's injection token for the S3Store, or undefined without S3_BUCKET. */
export const S3_STORE = Symbol('S3_STORE')

@Injectable()
export class AttachmentStores implements OnApplicationShutdown {
  private readonly postgres: AttachmentStore

  constructor(
    @InjectRepository(AttachmentChunk) chunks: Repository<AttachmentChunk>,
    reads: Reads,
    @Inject(S3_STORE) private readonly s3: S3Store | undefined,
  ) {
    this.postgres = new PostgresStore(chunks, reads)
  }

  /** Where new attachments go. */
  get current(): AttachmentStore {
    return this.s3 ?? this.postgres
  }

  /** The stores that this node can reach. */
  get names(): AttachmentStoreName[] {
    return this.s3 ? ['postgres', 's3'] : ['postgres']
  }

  /**
   * Where an attachment is that was kept before, perhaps under other settings.
   * @throws ChatError `unavailable` when it is in a bucket and there is none in the settings any more
   */
  of({ store }: { store: AttachmentStoreName }): AttachmentStore {
    const found = store === 's3' ? this.s3 : this.postgres
    if (!found) throw new ChatError('unavailable', 'This node has no S3 store, where the attachment is.')
    return found
  }

  onApplicationShutdown(): void {
    this.s3?.close()
  }
}
