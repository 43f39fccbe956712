// What a user's attachments take up: kept by a trigger on attachments, for the quota.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('stored_bytes')
export class StoredBytes {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_stored_bytes' })
  userId: string

  @Column('bigint')
  bytes: number
}
