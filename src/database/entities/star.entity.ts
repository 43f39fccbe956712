// A message that somebody has marked for themselves.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

@Entity('stars')
@Index('stars_of_message', ['chatroomId', 'seq'])
export class Star {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_stars' })
  userId: string

  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_stars' })
  chatroomId: number

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_stars' })
  seq: number

  @Column('timestamp with time zone', { name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date
}
