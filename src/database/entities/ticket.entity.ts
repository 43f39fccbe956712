// A one-use pass for a browser's plain WebSocket, which cannot send an Authorization header.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { Session } from './session.entity.js'

@Entity('tickets')
export class Ticket {
  /** SHA-256 of the ticket. */
  @PrimaryColumn('bytea')
  hash: Buffer

  @Index()
  @Column('uuid', { name: 'session_id' })
  sessionId: string

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id' })
  session: Relation<Session>

  @Index()
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3 })
  expiresAt: Date
}
