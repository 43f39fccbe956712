// Who is mentioned where: what unread mentions are counted from.
import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Stands for everybody in the room. No user has this id. */
export const EVERYBODY = '00000000-0000-0000-0000-000000000000'

/** One row for each person whom a message mentions, but for its sender; one row for `@all`. It goes with the message. */
@Entity('mentions')
export class Mention {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number

  /** EVERYBODY for `@all`. */
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string

  @PrimaryColumn('bigint')
  seq: number

  @Column('uuid', { name: 'sender_id' })
  senderId: string

  /** The message's. */
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3, nullable: true })
  expiresAt: Date | null
}
