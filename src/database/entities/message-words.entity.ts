// What messages are found by: see followers/search.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'

/**
 * One row for each text, attachment, poll and custom message that is there. Written by the search follower, shortly after the commit;
 * it goes with the message's deletion.
 */
@Entity('message_words')
@Index('message_words_newest', ['chatroomId', 'at', 'seq'])
// By search_keys(chatroom_id, seq, words): TypeORM knows no such index.
@Index('message_words_keys', { synchronize: false })
export class MessageWords {
  @PrimaryColumn('bigint', { name: 'chatroom_id', primaryKeyConstraintName: 'PK_message_words' })
  chatroomId: number

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'PK_message_words' })
  seq: number

  /** When it was said; where a clock was put back, not before what stands before it: in a room, `at` ascends as `seq` does. */
  @Column('timestamp with time zone', { precision: 3 })
  at: Date

  @Column('uuid', { name: 'sender_id' })
  senderId: string

  @Column('text')
  type: string

  /** As `wordsOf` has them (followers/search/words.ts), each between two spaces; `|` between two fields. */
  @Column('text')
  words: string
}
