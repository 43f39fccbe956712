// A sign-in: lives from login to logout, through any number of access and refresh tokens.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

@Entity('sessions')
@Index(['userId'])
@Index('sessions_live', ['userId', 'expiresAt'], { where: '"ended_at" IS NULL' })
@Index('sessions_over', { synchronize: false })
export class Session {
  @PrimaryColumn('uuid')
  id: string

  @Column('uuid', { name: 'user_id' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>

  /** SHA-256 of what all its refresh tokens have in common: proof that an old one is genuine. Empty for external tokens. */
  @Column('bytea', { name: 'family_hash' })
  familyHash: Buffer

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date

  /** When it was used last, to the minute or two: whoever begins too many ends those that were not used for longest. */
  @Column('timestamp with time zone', { name: 'last_seen_at', precision: 3, default: () => 'now()' })
  lastSeenAt: Date

  /** What it was begun or refreshed with last, as that says of itself. */
  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null

  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 })
  expiresAt: Date

  /** When it is over however often it is refreshed, if whoever has begun it for its user has said so. */
  @Column('timestamp with time zone', { name: 'ends_by', precision: 3, nullable: true })
  endsBy: Date | null

  @Column('timestamp with time zone', { name: 'ended_at', precision: 3, nullable: true })
  endedAt: Date | null
}
