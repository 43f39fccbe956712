// Who has reacted to a message, and how. Message has what is shown of it.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

@Entity('message_reactions')
@Index('message_reactions_in_order', ['chatroomId', 'seq', 'entrySeq'])
export class MessageReaction {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_message_reactions' })
  chatroomId: number

  /** Of the message. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_message_reactions' })
  seq: number

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_message_reactions' })
  userId: string

  @Column('text')
  emoji: string

  /** `seq` of the reaction's own entry. */
  @Column('bigint', { name: 'entry_seq' })
  entrySeq: number

  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date
}
