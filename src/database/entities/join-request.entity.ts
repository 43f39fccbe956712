// Who asks to be let into a chatroom.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('join_requests')
@Index('join_requests_of', ['userId'])
@Index('join_requests_in_order', ['chatroomId', 'createdAt', 'userId'])
export class JoinRequest {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_join_requests' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_join_requests_chatroom' })
  chatroom: Relation<Chatroom>

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_join_requests' })
  userId: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
