// A message that somebody has marked for themselves. It goes when the message is deleted.
import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'

@Entity('stars')
@Index('stars_of_message', ['chatroomId', 'seq', 'userId'], { unique: true })
export class Star {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_stars' })
  userId: string

  /** Grows with time: latest first is highest id first. Never on the wire. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'PK_stars',
  })
  id: number

  @Column('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @Column('bigint')
  seq: number
}
