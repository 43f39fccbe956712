// Attempts counted for all nodes alike; the shape is that of rate-limiter-flexible.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('rate_limits')
export class RateLimit {
  /** A limit's name and a fingerprint of whom it counts. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_rate_limits' })
  key: string

  @Column('integer')
  points: number

  /** Milliseconds since 1970. */
  @Column('bigint', { nullable: true })
  expire: number | null
}
