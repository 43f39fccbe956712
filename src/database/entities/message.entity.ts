// The log: one row per message, its key starting with the chatroom. Written by src/room-log alone.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

/** Kinds of message in the log. */
export const MESSAGE_TYPES = ['text', 'attachment', 'joined', 'left'] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

// No foreign keys: each would be one more look-up per message, and the log's writers check all three themselves.
@Entity('messages')
@Index(['chatroomId', 'senderId', 'clientId'], { unique: true, where: '"client_id" IS NOT NULL' })
@Index(['attachmentId'], { where: '"attachment_id" IS NOT NULL' })
export class Message {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @PrimaryColumn('bigint')
  seq: number

  @Column('text')
  type: MessageType

  @Column('uuid', { name: 'sender_id' })
  senderId: string

  /** The text, or an attachment's caption. */
  @Column('text', { nullable: true })
  message: string | null

  @Column('uuid', { name: 'attachment_id', nullable: true })
  attachmentId: string | null

  @Column('text', { name: 'client_id', nullable: true })
  clientId: string | null

  /** Fingerprint of what was sent, kept with a `client_id`: tells a retry from another message. */
  @Column('bytea', { nullable: true })
  digest: Buffer | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date
}
