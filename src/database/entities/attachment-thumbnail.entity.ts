// The small picture of a picture, for lists: a few kilobytes of WebP, in the database wherever the picture itself is.
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Attachment } from './attachment.entity.js'

@Entity('attachment_thumbnails')
export class AttachmentThumbnail {
  @PrimaryColumn('uuid', { name: 'attachment_id', primaryKeyConstraintName: 'PK_attachment_thumbnails' })
  attachmentId: string

  @OneToOne(() => Attachment, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'attachment_id', foreignKeyConstraintName: 'FK_attachment_thumbnails_attachment' })
  attachment: Relation<Attachment>

  @Column('bytea')
  data: Buffer
}
