// Whom somebody has blocked.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

@Entity('blocks')
@Index('blocks_in_order', ['userId', 'createdAt', 'blockedId'])
@Index('blocks_of', ['blockedId'])
export class Block {
  /** Who has blocked. */
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_blocks' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_blocks_user' })
  user: Relation<User>

  @PrimaryColumn('uuid', { name: 'blocked_id', primaryKeyConstraintName: 'PK_blocks' })
  blockedId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'blocked_id', foreignKeyConstraintName: 'FK_blocks_blocked' })
  blocked: Relation<User>

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
