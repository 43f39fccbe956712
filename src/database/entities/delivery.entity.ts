// One attempt to deliver an event to a webhook.
import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Webhook } from './webhook.entity.js'

@Entity('deliveries')
export class Delivery {
  @PrimaryColumn('uuid', { name: 'webhook_id', primaryKeyConstraintName: 'PK_deliveries' })
  webhookId: string

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'webhook_id', foreignKeyConstraintName: 'FK_deliveries_webhook' })
  webhook: Relation<Webhook>

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_deliveries',
  })
  id: number

  @Column('text', { name: 'event_id' })
  eventId: string

  /** 1 for the first. */
  @Column('integer')
  attempt: number

  /** Of the answer; null where none came. */
  @Column('integer', { nullable: true })
  status: number | null

  /** Why none came. */
  @Column('text', { nullable: true })
  error: string | null

  @Column('timestamp with time zone', { precision: 3 })
  at: Date
}
