// What somebody was last pushed of a room, until it is withdrawn.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('push_notices')
export class PushNotice {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_push_notices' })
  userId: string

  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_push_notices' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_push_notices_chatroom' })
  chatroom: Relation<Chatroom>

  /** Of the newest message that it tells of. */
  @Column('bigint')
  seq: number

  @Column('bigint')
  unread: number

  @Column('timestamp with time zone', { precision: 3 })
  at: Date
}
