// Somebody who is erased, and of whom not all is gone yet.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('erasures')
export class Erasure {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_erasures' })
  userId: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
