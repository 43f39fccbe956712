// The log: one row per entry, its key starting with the chatroom. Written by the functions append_messages and append_event alone.
import { Column, Entity, Index, PrimaryColumn } from 'typeorm'
import type { AttachmentType } from './attachment.entity.js'

// No foreign keys: each would be one more look-up per message, and the log's writers check all three themselves.
@Entity('messages')
// The chatroom is last, so that the log's writer can look by it without the primary key being any use: see append_messages.sql.
@Index('messages_client_id', ['senderId', 'clientId', 'chatroomId'], {
  unique: true,
  where: '"client_id" IS NOT NULL',
})
// What was said and what happened, without the changes: see `readTimeline`.
@Index('messages_timeline', ['chatroomId', 'seq'], { where: '"target_seq" IS NULL' })
// What somebody has said, and what is gone: see src/database/functions/marks_of.sql. True of every `n`, the condition keeps single
// messages from being looked up by it.
@Index('messages_said_by', ['senderId', 'chatroomId', 'n'], { where: '"n" > 0' })
@Index('messages_deleted', ['chatroomId', 'n', 'senderId'], { where: `"type" IN ('deleted', 'expired')` })
// Whose time comes, or is over but for a moment: the next in all rooms, and those of one room. The condition on `n` keeps marks_of from
// reading those of all rooms.
@Index('messages_due', ['expiresAt'], { where: '"expires_at" IS NOT NULL AND "n" > 0' })
@Index('messages_expiring', ['chatroomId', 'expiresAt', 'n'], { where: '"expires_at" IS NOT NULL' })
// What has a file, of each type by itself. By `n`, which no other index has, so that no other can be taken for it: see MEDIA.
@Index('messages_media', ['chatroomId', 'mediaType', 'n'], { where: '"media_type" IS NOT NULL' })
@Index(['attachmentId'], { where: '"attachment_id" IS NOT NULL' })
export class Message {
  @PrimaryColumn('bigint', { name: 'chatroom_id' })
  chatroomId: number

  @PrimaryColumn('bigint')
  seq: number

  /** Its number among what was said in the room, 1, 2, 3, …; null for what was not said. */
  @Column('bigint', { nullable: true })
  n: number | null

  /** Of what was not said: how much had been said in the room before. With `n`, what has been said up to any entry is known. */
  @Column('bigint', { name: 'n_before', nullable: true })
  nBefore: number | null

  /** A kind of message (src/messaging/kinds), or an event of the room. */
  @Column('text')
  type: string

  @Column('uuid', { name: 'sender_id' })
  senderId: string

  /** Whom an event is about, where that is not its sender. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null

  /** `seq` of what a change changes. */
  @Column('bigint', { name: 'target_seq', nullable: true })
  targetSeq: number | null

  /** The text, or an attachment's caption. */
  @Column('text', { nullable: true })
  message: string | null

  /**
   * What is particular to its kind, in the shape of the wire; of all that is said also metadata, mentions_all and forwarded.
   * Kept as it was written: an app may have signed what is in it.
   */
  @Column('json', { nullable: true })
  payload: Record<string, unknown> | null

  @Column('uuid', { name: 'attachment_id', nullable: true })
  attachmentId: string | null

  /** The attachment's `type`, which never changes. */
  @Column('text', { name: 'media_type', nullable: true })
  mediaType: AttachmentType | null

  @Column('text', { name: 'client_id', nullable: true })
  clientId: string | null

  /** Fingerprint of what was sent, kept with a `client_id`: tells a retry from another message. */
  @Column('bytea', { nullable: true })
  digest: Buffer | null

  /** `seq` of the message that it answers. */
  @Column('bigint', { name: 'reply_seq', nullable: true })
  replySeq: number | null

  /** Whom it mentions, by id. */
  @Column('uuid', { array: true, nullable: true })
  mentions: string[] | null

  @Column('timestamp with time zone', { name: 'created_at', precision: 3 })
  createdAt: Date

  // What changes have made of it. The words of an edit stand here alone, not in the edit's own row.

  /** `seq` of the latest change. */
  @Column('bigint', { name: 'changed_seq', nullable: true })
  changedSeq: number | null

  /** `seq` of the edit whose words it has. */
  @Column('bigint', { name: 'edit_seq', nullable: true })
  editSeq: number | null

  @Column('timestamp with time zone', { name: 'edited_at', precision: 3, nullable: true })
  editedAt: Date | null

  /** Its type is `deleted` then, and its words are gone. */
  @Column('uuid', { name: 'deleted_by', nullable: true })
  deletedBy: string | null

  @Column('boolean', { nullable: true })
  pinned: boolean | null

  /** Counted from MessageReaction: see src/database/functions/apply_changes.sql. */
  @Column('jsonb', { nullable: true })
  reactions: { emoji: string; count: number; users: string[] }[] | null

  /** Counted from PollVote, likewise. */
  @Column('jsonb', { nullable: true })
  votes: { option: number; count: number; users: string[] }[] | null

  /** From then on it is gone for everybody. Some seconds later its words are, its type is `expired`, and this is null. */
  @Column('timestamp with time zone', { name: 'expires_at', precision: 3, nullable: true })
  expiresAt: Date | null
}
