// Everything that has happened, in the one order in which followers read it. Written by the function collect_events alone.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

@Entity('events')
@Index('events_of_room', ['chatroomId', 'position'], { where: '"chatroom_id" IS NOT NULL' })
@Index('events_of_none', ['position'], { where: '"chatroom_id" IS NULL' })
export class Event {
  /** 1, 2, 3, …, in the order of the commits, without a gap. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_events' })
  position: number

  /** Null for a range of entries of a room's log. */
  @Column('text', { nullable: true })
  type: string | null

  @Column('bigint', { name: 'chatroom_id', nullable: true })
  chatroomId: number | null

  /** The `seq`s of a range. */
  @Column('bigint', { nullable: true })
  first: number | null

  @Column('bigint', { nullable: true })
  last: number | null

  /** As EventOutbox has it. */
  @Column('jsonb', { nullable: true })
  subject: Record<string, unknown> | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date
}
