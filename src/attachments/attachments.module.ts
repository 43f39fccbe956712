// Attachments: taken in, recognised, kept, handed out.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { Attachment, AttachmentChunk } from '../database/entities/index.js'
import { AttachmentStore } from './attachment-store.js'
import { AttachmentsController } from './attachments.controller.js'
import { AttachmentsService } from './attachments.service.js'

@Module({
  imports: [TypeOrmModule.forFeature([Attachment, AttachmentChunk])],
  controllers: [AttachmentsController],
  providers: [AttachmentStore, AttachmentsService],
  exports: [AttachmentsService],
})
export class AttachmentsModule {}
