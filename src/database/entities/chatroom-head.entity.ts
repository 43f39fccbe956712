// The hottest row of a chatroom: its counters and its lock. Narrow and without further indexes, so that updates stay HOT.
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm'
import type { KeptSettings } from './room-settings.js'
import { Chatroom } from './chatroom.entity.js'

@Entity('chatroom_heads')
export class ChatroomHead {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @OneToOne(() => Chatroom, (chatroom) => chatroom.head, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chatroom_id' })
  chatroom: Relation<Chatroom>

  /** `seq` of the newest message; 0 in an empty log. */
  @Column('bigint', { name: 'last_seq', default: 0 })
  lastSeq: number

  /** `n` of the newest of what was said; 0 before anything was. */
  @Column('bigint', { name: 'last_n', default: 0 })
  lastN: number

  /** `seq` of the same, and when it was said; 0 and null before anything was. */
  @Column('bigint', { name: 'said_seq', default: 0 })
  saidSeq: number

  @Column('timestamp with time zone', { name: 'said_at', precision: 3, nullable: true })
  saidAt: Date | null

  @Column('integer', { name: 'member_count', default: 0 })
  memberCount: number

  @Column('integer', { name: 'max_members' })
  maxMembers: number

  /** Random, made with the room: with log_history() of the database, its `log`. See docs/decisions/log-identity.md. */
  @Column('text', { default: () => '"left"(concat(gen_random_uuid()), 13)' })
  incarnation: string

  /** The `seq`s of what is pinned, in the order in which it was. */
  @Column('bigint', { array: true, default: [] })
  pinned: number[]

  /** What differs from the defaults. */
  @Column('jsonb', { default: {} })
  settings: KeptSettings

  /** Where the log begins: 1, unless what was before was taken away (RETENTION_DAYS). */
  @Column('bigint', { name: 'first_seq', default: 1 })
  firstSeq: number

  /** How much of what was said was taken away. */
  @Column('bigint', { name: 'gone_n', default: 0 })
  goneN: number
}
