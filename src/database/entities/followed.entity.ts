// How far the collector has come in a room's log. Apart from the head, whose row the log's writer holds.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('followed')
export class Followed {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_followed' })
  chatroomId: number

  @Column('bigint')
  seq: number
}
