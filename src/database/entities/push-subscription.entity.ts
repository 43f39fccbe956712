// A browser that somebody wants to be woken up on.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

@Entity('push_subscriptions')
export class PushSubscription {
  /** SHA-256 of the endpoint: a browser has one, whoever signs in on it. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'PK_push_subscriptions' })
  id: Buffer

  @Index('push_subscriptions_of')
  @Column('uuid', { name: 'user_id' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_push_subscriptions_user' })
  user: Relation<User>

  @Column('text')
  endpoint: string

  @Column('text')
  p256dh: string

  @Column('text')
  auth: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
