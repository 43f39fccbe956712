// An uploaded file: what is known of it. Its bytes are in `store`.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

export const ATTACHMENT_TYPES = ['image', 'video', 'audio', 'document'] as const
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number]

/** Where bytes can be: AttachmentChunks, or the S3 bucket. */
export type AttachmentStoreName = 'postgres' | 's3'

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

  /** What its bytes and its sender alone say: the same whenever it is sent again, however its examination ends. */
  @Column('text', { name: 'sent_as', default: 'document' })
  sentAs: AttachmentType

  @Column('text')
  filename: string

  @Column('text', { name: 'mime_type' })
  mimeType: string

  /** Bytes. */
  @Column('bigint')
  size: number

  @Column('bytea')
  sha256: Buffer

  /** Pixels of a picture or a film as it is shown. */
  @Column('integer', { nullable: true })
  width: number | null

  @Column('integer', { nullable: true })
  height: number | null

  /** Seconds of a sound or a film. */
  @Column('integer', { nullable: true })
  duration: number | null

  /** Of a picture; where there is one, there is an AttachmentThumbnail. */
  @Column('text', { nullable: true })
  blurhash: string | null

  /** Whether it is a voice note. */
  @Column('boolean', { default: false })
  voice: boolean

  /** How loud a voice note is from its beginning to its end. */
  @Column('smallint', { array: true, nullable: true })
  waveform: number[] | null

  /** Set when all bytes are stored: before, nobody can see or send it. */
  @Column('boolean')
  complete: boolean

  /** Where its bytes are, whatever the settings say by now. */
  @Column('text', { default: 'postgres' })
  store: AttachmentStoreName

  /** When a message first referred to it; an unused one may be swept. */
  @Column('timestamp with time zone', { name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null

  /** When its removal began: from then on nobody can see, complete or send it. */
  @Column('timestamp with time zone', { name: 'removing_at', precision: 3, nullable: true })
  removingAt: Date | null

  /** While it comes in, the last sign of life of whoever takes it in. */
  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
