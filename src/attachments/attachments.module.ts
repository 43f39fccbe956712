// Attachments: taken in, recognised, kept, handed out, and removed when nothing refers to them; and pictures made of them.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { CONFIG, type Config } from '../config/config.js'
import {
  Attachment,
  AttachmentChunk,
  AttachmentThumbnail,
  DeletedChatroom,
} from '../database/entities/index.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { AttachmentRemoval } from './attachment-removal.js'
import { AttachmentStores, S3_STORE } from './attachment-stores.js'
import { AttachmentSweep } from './attachment-sweep.js'
import { AttachmentsController } from './attachments.controller.js'
import { AttachmentsService } from './attachments.service.js'
import { Avatars } from './avatars.js'
import { MediaService } from './media/media.service.js'

/** Its client takes long to load, and much memory: only where there is a bucket. */
async function s3Store(config: Config) {
  return config.S3_BUCKET ? new (await import('./s3.store.js')).S3Store(config) : undefined
}

@Module({
  imports: [
    TypeOrmModule.forFeature([Attachment, AttachmentChunk, AttachmentThumbnail, DeletedChatroom]),
    RoomLogModule,
  ],
  controllers: [AttachmentsController],
  providers: [
    { provide: S3_STORE, useFactory: s3Store, inject: [CONFIG] },
    AttachmentStores,
    AttachmentRemoval,
    AttachmentSweep,
    MediaService,
    AttachmentsService,
    Avatars,
  ],
  exports: [AttachmentsService, AttachmentRemoval, Avatars],
})
export class AttachmentsModule {}
