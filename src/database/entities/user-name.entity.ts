// What people are found by: see auth/user-names.ts.
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

@Entity('user_names')
@Index('user_names_of', ['userId', 'name'])
export class UserName {
  /** Compared byte by byte, so that the index finds how a name begins. */
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'PK_user_names' })
  name: string

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_user_names' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_user_names_user' })
  user: Relation<User>
}
