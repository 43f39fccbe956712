// Somebody who is erased, and of whom not all is gone yet.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

@Entity('erasures')
@Index('erasures_due', ['dueAt'])
export class Erasure {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_erasures' })
  userId: string

  /** Up to where what they have said is deleted, in the order of rooms and `n`. */
  @Column('bigint', { name: 'chatroom_id', default: 0 })
  chatroomId: number

  @Column('bigint', { default: 0 })
  n: number

  /** When it goes on. */
  @Column('timestamp with time zone', { name: 'due_at', precision: 3, default: () => 'now()' })
  dueAt: Date

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
