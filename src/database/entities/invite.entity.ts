// What lets whoever has it into a chatroom.
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

@Entity('invites')
@Index('invites_by', ['createdBy'])
@Index('invites_code', ['code'], { unique: true })
export class Invite {
  /** Random: whoever knows it may come in. */
  @Column('text')
  code: string

  /** Grows with time. Never on the wire. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_invites',
  })
  id: number

  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_invites' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id', foreignKeyConstraintName: 'FK_invites_chatroom' })
  chatroom: Relation<Chatroom>

  @Column('uuid', { name: 'created_by' })
  createdBy: string

  /** How many have come in with it. */
  @Column('integer', { default: 0 })
  uses: number

  /** Null for any number. */
  @Column('integer', { name: 'max_uses', nullable: true })
  maxUses: number | null

  /** Null for never. */
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3, nullable: true })
  expiresAt: Date | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
