// A browser that somebody wants to be woken up on, and when there is something to say to it.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Session } from './session.entity.js'
import { User } from './user.entity.js'

@Entity('push_subscriptions')
@Index('push_subscriptions_of', ['userId', 'createdAt'])
@Index('push_subscriptions_due', ['dueAt'], { where: '"due_at" IS NOT NULL' })
export class PushSubscription {
  /** SHA-256 of the endpoint: a browser has one, whoever signs in on it. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'PK_push_subscriptions' })
  id: Buffer

  @Column('uuid', { name: 'user_id' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_push_subscriptions_user' })
  user: Relation<User>

  /** With its end nothing more is pushed. Null for an external token, which does not outlast its hour. */
  @Index('push_subscriptions_of_session')
  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId: string | null

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'FK_push_subscriptions_session' })
  session: Relation<Session> | null

  @Column('text')
  endpoint: string

  @Column('text')
  p256dh: string

  @Column('text')
  auth: string

  /** When it belonged to its user for the first time. */
  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date

  /** When there is something to send; null for nothing. While a node is at it: until when it has said so. */
  @Column('timestamp with time zone', { name: 'due_at', nullable: true })
  dueAt: Date | null

  /** 0 if it has worked the last time; else how often in a row it has not, beginning with 1 for what was never tried. */
  @Column('integer', { default: 1 })
  failures: number
}
