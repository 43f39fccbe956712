// What somebody was last pushed of a room: the newest message that they were told of while they were away.
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm'
import { User } from './user.entity.js'

@Entity('push_notices')
@Index('push_notices_outstanding', ['lookAt'], { where: '"look_at" IS NOT NULL' })
@Index('push_notices_withdrawn', ['withdrawnAt'], { where: '"withdrawn_at" IS NOT NULL' })
@Index('push_notices_of_room', ['chatroomId'], { where: '"look_at" IS NOT NULL' })
export class PushNotice {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_push_notices' })
  userId: string

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'FK_push_notices_user' })
  user: Relation<User>

  /** It outlives its room until it is withdrawn. */
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_push_notices' })
  chatroomId: number

  /** Of the newest message that it tells of. */
  @Column('bigint')
  seq: number

  /** 0 once it is withdrawn. By this, not by `look_at`, single ones are looked up: no index of theirs may seem to serve as well. */
  @Column('bigint')
  unread: number

  /** When a push service last took one that tells of a message, or perhaps did; null while none has. */
  @Column('timestamp with time zone', { precision: 3, nullable: true })
  at: Date | null

  /** When it is looked at again whether it still holds, whatever is heard meanwhile; null once it is withdrawn. */
  @Column('timestamp with time zone', { name: 'look_at', nullable: true })
  lookAt: Date | null

  /** When it was; a day later it goes. Null while it holds. */
  @Column('timestamp with time zone', { name: 'withdrawn_at', nullable: true })
  withdrawnAt: Date | null
}
