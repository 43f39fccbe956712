// What has happened and is in no room's log, until the collector has numbered it. Written by the triggers note_event_of_….
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

@Entity('event_outbox')
export class EventOutbox {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_event_outbox',
  })
  id: number

  @Column('text')
  type: string

  @Column('bigint', { name: 'chatroom_id', nullable: true })
  chatroomId: number | null

  /** What it is about, by ids: names and words are looked up when it is read. */
  @Column('jsonb')
  subject: Record<string, unknown>

  @Column('timestamp with time zone', {
    name: 'created_at',
    precision: 3,
    default: () => 'clock_timestamp()',
  })
  createdAt: Date
}
