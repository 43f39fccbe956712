// The bytes of an attachment in pieces of CHUNK_BYTES, so that neither end ever holds a whole file.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Attachment } from './attachment.entity.js'

/** Size of every chunk but the last. */
export const CHUNK_BYTES = 256 * 1024

@Entity('attachment_chunks')
export class AttachmentChunk {
  @PrimaryColumn('uuid', { name: 'attachment_id' })
  attachmentId: string

  @ManyToOne(() => Attachment, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'attachment_id' })
  attachment: Relation<Attachment>

  /** 0, 1, 2, … */
  @PrimaryColumn('integer')
  position: number

  @Column('bytea')
  data: Buffer
}
