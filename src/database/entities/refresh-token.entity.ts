// A refresh token of a session: one that nobody has used yet, or that was used a moment ago.
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Session } from './session.entity.js'

@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'PK_refresh_tokens' })
  sessionId: string

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'FK_refresh_tokens_session' })
  session: Relation<Session>

  /** SHA-256 of what is this token's own. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'PK_refresh_tokens' })
  hash: Buffer

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date

  /** When it was exchanged for the first time: REFRESH_GRACE later it is an old one. */
  @Column('timestamp with time zone', { name: 'used_at', precision: 3, nullable: true })
  usedAt: Date | null
}
