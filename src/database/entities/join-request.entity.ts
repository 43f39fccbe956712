// Who asks to be let into a chatroom.
import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('join_requests')
@Index('join_requests_of_person', ['chatroomId', 'userId'], { unique: true })
export class JoinRequest {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_join_requests' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_join_requests_chatroom' })
  chatroom: Relation<Chatroom>

  @Column('uuid', { name: 'user_id' })
  userId: string

  /** Grows with time. Never on the wire. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_join_requests',
  })
  id: number

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
