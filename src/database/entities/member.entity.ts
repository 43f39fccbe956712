// Who is in which chatroom, and as what.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Chatroom } from './chatroom.entity.js'
import { User } from './user.entity.js'

export const ROLES = ['owner', 'admin', 'member'] as const
export type Role = (typeof ROLES)[number]

@Entity('members')
// For lists in order. True of every row, the condition keeps single members from being looked up by it: see `Prepared`.
@Index(['chatroomId', 'joinedSeq'], { where: '"joined_seq" > 0' })
@Index(['userId', 'chatroomId'])
@Index('members_moderators', ['chatroomId', 'joinedSeq'], { where: `"role" <> 'member'` })
@Index('members_owners', ['userId'], { where: `"role" = 'owner'` })
export class Member {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @ManyToOne(() => Chatroom, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id' })
  chatroom: Relation<Chatroom>

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>

  @Column('text')
  role: Role

  /** `seq` of the member's `joined` message: orders members by how long they have been in. */
  @Column('bigint', { name: 'joined_seq' })
  joinedSeq: number

  @Column('timestamp with time zone', { name: 'joined_at', precision: 3 })
  joinedAt: Date

  // How far they are. Written often, and in no index, so that updates stay HOT.

  /** The `seq` up to which they have read; what they have said later says more: see marks_of.sql. */
  @Column('bigint', { name: 'read_seq', default: 0 })
  readSeq: number

  /** How much was said up to there. */
  @Column('bigint', { name: 'read_n', default: 0 })
  readN: number

  /** The `seq` up to which entries have reached them; never below `read_seq`. */
  @Column('bigint', { name: 'delivered_seq', default: 0 })
  deliveredSeq: number

  /** Of what they have said themselves, the last `seq` that says nothing of how far they have read: see marks_of.sql. */
  @Column('bigint', { name: 'own_seq', default: 0 })
  ownSeq: number

  /** Until when the room is not to disturb them. */
  @Column('timestamp with time zone', { name: 'muted_until', precision: 3, nullable: true })
  mutedUntil: Date | null

  /** Until when owner and admins have silenced them. */
  @Column('timestamp with time zone', { name: 'silenced_until', precision: 3, nullable: true })
  silencedUntil: Date | null

  /** In a direct chat: the other one has blocked them. */
  @Column('boolean', { default: false })
  blocked: boolean

  @Column('boolean', { default: false })
  archived: boolean

  @Column('boolean', { default: false })
  favourite: boolean
}
