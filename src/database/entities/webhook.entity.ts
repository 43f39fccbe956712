// An address that is told what has happened.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('webhooks')
export class Webhook {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_webhooks' })
  id: string

  @Column('text')
  url: string

  /** Types of events, or `message.*`, or `*`. */
  @Column('text', { array: true })
  events: string[]

  /** Names; null for all. */
  @Column('text', { array: true, nullable: true })
  chatrooms: string[] | null

  @Column('bytea')
  secret: Buffer

  /** Up to here everything is delivered, but for what waits in WebhookRoom; `seq` as Follower has it. */
  @Column('bigint')
  position: number

  @Column('bigint', { default: 0 })
  seq: number

  @Column('timestamp with time zone', { name: 'paused_at', precision: 3, nullable: true })
  pausedAt: Date | null

  @Column('text', { name: 'paused_because', nullable: true })
  pausedBecause: string | null

  /** Counts how often the place was changed from outside: whoever delivers begins anew then, and has nothing more to say. */
  @Column('integer', { default: 0 })
  version: number

  /** The node that delivers, and until when it has said so. */
  @Column('uuid', { nullable: true })
  holder: string | null

  @Column('timestamp with time zone', { name: 'held_until', default: () => "'-infinity'" })
  heldUntil: Date

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
