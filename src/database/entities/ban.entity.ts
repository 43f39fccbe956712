// Whom a chatroom does not let in.
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

@Entity('bans')
@Index('bans_of_person', ['chatroomId', 'userId'], { unique: true })
export class Ban {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_bans' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_bans_chatroom' })
  chatroom: Relation<Chatroom>

  @Column('uuid', { name: 'user_id' })
  userId: string

  /** Grows with time. Never on the wire. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_bans',
  })
  id: number

  @Column('uuid', { name: 'banned_by' })
  bannedBy: string

  /** Null for ever. */
  @Column('timestamp with time zone', { precision: 3, nullable: true })
  until: Date | null

  @Column('text', { nullable: true })
  reason: string | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
