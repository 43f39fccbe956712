// A room of which a browser is still to be told: how it is by then, in one push, however often it was noted.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { PushSubscription } from './push-subscription.entity.js'

@Entity('push_tasks')
export class PushTask {
  @PrimaryColumn('bytea', { name: 'subscription_id', primaryKeyConstraintName: 'PK_push_tasks' })
  subscriptionId: Buffer

  @ManyToOne(() => PushSubscription, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'subscription_id', foreignKeyConstraintName: 'FK_push_tasks_subscription' })
  subscription: Relation<PushSubscription>

  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_push_tasks' })
  chatroomId: number

  /** Its name, which it may outlive. */
  @Column('text')
  chatroom: string

  /** How often it was noted: what is done is the last that was. */
  @Column('integer', { default: 1 })
  version: number

  @Column('timestamp with time zone', {
    name: 'created_at',
    precision: 3,
    default: () => 'clock_timestamp()',
  })
  createdAt: Date
}
