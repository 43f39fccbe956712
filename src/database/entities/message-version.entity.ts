// An earlier wording of a message that was edited since. It goes when the message is deleted.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('message_versions')
export class MessageVersion {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_message_versions' })
  chatroomId: number

  /** Of the message. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_message_versions' })
  seq: number

  /** `seq` of the entry that said it so: the message itself, or an edit. */
  @PrimaryColumn('bigint', { name: 'version_seq', primaryKeyConstraintName: 'PK_message_versions' })
  versionSeq: number

  @Column('text', { nullable: true })
  message: string | null

  /** Of a custom message. */
  @Column('json', { nullable: true })
  content: unknown

  /** When it was said so. */
  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date
}
