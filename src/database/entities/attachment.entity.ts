// An uploaded file: what is known of it. Its bytes are AttachmentChunks.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

export const ATTACHMENT_TYPES = ['image', 'video', 'audio', 'document'] as const
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number]

@Entity('attachments')
@Index(['createdAt'], { where: '"used_at" IS NULL' })
export class Attachment {
  @PrimaryColumn('uuid')
  id: string

  @Index()
  @Column('uuid', { name: 'uploader_id' })
  uploaderId: string

  @ManyToOne(() => User)
  @JoinColumn({ name: 'uploader_id' })
  uploader: Relation<User>

  @Column('text')
  type: AttachmentType

  @Column('text')
  filename: string

  @Column('text', { name: 'mime_type' })
  mimeType: string

  /** Bytes. */
  @Column('bigint')
  size: number

  @Column('bytea')
  sha256: Buffer

  /** Set when all bytes are stored: before, nobody can see or send it. */
  @Column('boolean')
  complete: boolean

  /** When a message first referred to it; an unused one may be swept. */
  @Column('timestamp with time zone', { name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
