// Whom a chatroom does not let in.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'

@Entity('bans')
@Index('bans_of', ['userId'])
@Index('bans_in_order', ['chatroomId', 'createdAt', 'userId'])
export class Ban {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_bans' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_bans_chatroom' })
  chatroom: Relation<Chatroom>

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_bans' })
  userId: string

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
