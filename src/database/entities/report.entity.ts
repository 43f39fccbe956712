// That a member finds something wrong with a message. It goes when owner or admins have seen to it.
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

@Entity('reports')
@Index('reports_by', ['userId'])
@Index('reports_by_time', ['createdAt', 'id'])
@Index('reports_of_message', ['chatroomId', 'seq', 'userId'], { unique: true })
export class Report {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_reports' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_reports_chatroom' })
  chatroom: Relation<Chatroom>

  @Column('bigint')
  seq: number

  @Column('uuid', { name: 'user_id' })
  userId: string

  /** Grows with time. Never on the wire. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_reports',
  })
  id: number

  @Column('text')
  reason: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
