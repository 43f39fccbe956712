// A chatroom: what is written once and read often. What changes with every message is in ChatroomHead.
import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { ChatroomHead } from './chatroom-head.entity.js'
import { User } from './user.entity.js'

@Entity('chatrooms')
@Index('chatrooms_created_by', ['createdById', 'id'])
export class Chatroom {
  /** Grows with time: newest first is highest id first. Never on the wire. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number

  /** Unicode NFC; unique. */
  @Column('text', { unique: true })
  name: string

  /** The name as `foldCase` has it, for looking for a part of it. */
  @Index('chatrooms_name_grams', { synchronize: false })
  @Column('text', { name: 'folded_name', select: false })
  foldedName: string

  @Column('text', { default: '' })
  description: string

  @Column('uuid', { name: 'created_by' })
  createdById: string

  @ManyToOne(() => User)
  @JoinColumn({ name: 'created_by' })
  createdBy: Relation<User>

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date

  @OneToOne(() => ChatroomHead, (head) => head.chatroom)
  head: Relation<ChatroomHead>
}
