// The chat that somebody has with somebody else: one row for each of the two.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('direct_chats')
@Index('direct_chats_of_room', ['chatroomId'])
export class DirectChat {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_direct_chats' })
  userId: string

  @PrimaryColumn('uuid', { name: 'peer_id', primaryKeyConstraintName: 'PK_direct_chats' })
  peerId: string

  @Column('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_direct_chats_chatroom' })
  chatroom: Relation<Chatroom>
}
