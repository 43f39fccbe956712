// Who has voted in a poll, and for what. Message has what is shown of it.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

@Entity('poll_votes')
@Index('poll_votes_in_order', ['chatroomId', 'seq', 'entrySeq'])
export class PollVote {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_poll_votes' })
  chatroomId: number

  /** Of the poll. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_poll_votes' })
  seq: number

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'PK_poll_votes' })
  userId: string

  /** Places among the poll's options, from 0. */
  @Column('smallint', { array: true })
  options: number[]

  /** `seq` of the vote's own entry. */
  @Column('bigint', { name: 'entry_seq' })
  entrySeq: number

  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date
}
