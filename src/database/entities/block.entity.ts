// Whom somebody does not want to hear from.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('blocks')
export class Block {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_blocks' })
  userId: string

  @PrimaryColumn('uuid', { name: 'blocked_id', primaryKeyConstraintName: 'PK_blocks' })
  blockedId: string

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
