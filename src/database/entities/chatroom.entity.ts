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

export const ROOM_KINDS = ['group', 'direct'] as const
export type RoomKind = (typeof ROOM_KINDS)[number]
export const VISIBILITIES = ['public', 'private'] as const
export type RoomVisibility = (typeof VISIBILITIES)[number]

@Entity('chatrooms')
@Index('chatrooms_public', ['id'], { where: `"visibility" = 'public'` })
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

  @Column('text', { default: 'group' })
  kind: RoomKind

  @Column('text', { default: 'public' })
  visibility: RoomVisibility

  @Column('text', { default: '' })
  description: string

  /** The app's own. */
  @Column('jsonb', { default: {} })
  metadata: Record<string, unknown>

  /** Its picture. */
  @Column('uuid', { name: 'avatar_id', nullable: true })
  avatarId: string | null

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
