// How far a piece of work that follows the log has come. Whoever has its row locked is at it.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('followers')
export class Follower {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_followers' })
  name: string

  /** Of the last event that is done; of the collector: that there is. */
  @Column('bigint', { default: 0 })
  position: number

  /** Of an event that is a range of entries, and done in part: its last entry that is done; else 0. */
  @Column('bigint', { default: 0 })
  seq: number

  /** When the collector last looked at all rooms; of what rests between two steps, until when. */
  @Column('timestamp with time zone', { name: 'scanned_at', default: () => "'-infinity'" })
  scannedAt: Date
}
