// What every entry that somebody said shows besides what is its kind's own: what it answers, whom it names, and what became of it.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../../auth/user.view.js'
import { ATTACHMENT_TYPES, type AttachmentType } from '../../database/entities/index.js'
import { EntryView, SAID_MESSAGE, type MessageView } from '../../room-log/message.view.js'

const SEQ = { type: 'integer', format: 'int64', minimum: 1 } as const
const COUNT = { type: 'integer', format: 'int32', minimum: 1, example: 3 } as const

/** Of how many people the names are shown: the others are only counted. */
const USERS = {
  type: 'array',
  items: { type: 'string', example: 'ben' },
  maxItems: 20,
  description: 'Usernames of 20 of them at most, the first first.',
} as const

class QuotedAttachmentView {
  @ApiProperty({ enum: ATTACHMENT_TYPES, enumName: 'AttachmentType', example: 'image' })
  type: AttachmentType

  @ApiProperty({ example: 'pizza.jpg' })
  filename: string
}

/** The message that another one answers, as it is now. */
export class QuoteView {
  @ApiProperty({ ...SEQ, example: 41 })
  seq: number

  /** There unless its type is `expired`: its time is over, and nothing else is left of it. */
  @ApiPropertyOptional({ type: PersonView })
  sender?: PersonView

  @ApiProperty({ example: 'text' })
  type: string

  /** Its words, or its caption, cut at 200 characters. */
  @ApiPropertyOptional({ maxLength: 200, example: 'Who is hungry?' })
  message?: string

  @ApiPropertyOptional({ type: QuotedAttachmentView })
  attachment?: QuotedAttachmentView

  @ApiPropertyOptional({ enum: [true] })
  deleted?: true
}

export class ReactionView {
  @ApiProperty({ example: '👍' })
  emoji: string

  @ApiProperty(COUNT)
  count: number

  @ApiProperty(USERS)
  users: string[]
}

export class VoteCountView {
  /** Its place among the poll's options, counted from 0. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, example: 1 })
  option: number

  @ApiProperty(COUNT)
  count: number

  @ApiProperty(USERS)
  users: string[]
}

/** The fields of every entry that somebody has said, and of one that was deleted. */
class CountedView extends EntryView {
  /** 1, 2, 3, … among what was said in the chatroom: for counting. */
  @ApiProperty({ ...SEQ, example: 40 })
  n: number

  /** `seq` of the latest change that this shows: of two versions the one with the higher one is the newer. */
  @ApiPropertyOptional({ ...SEQ, example: 45 })
  changed_seq?: number

  /** Where messages disappear: from then on its type is `expired`, and nothing else is left of it. */
  @ApiPropertyOptional({ format: 'date-time', example: '2026-11-29T10:00:00.000Z' })
  expires_at?: string
}

/** The fields of every entry that somebody has said. */
export abstract class SaidView extends CountedView {
  /** What it answers. */
  @ApiPropertyOptional({ type: QuoteView })
  reply_to?: QuoteView

  @ApiPropertyOptional({ type: [PersonView] })
  mentions?: PersonView[]

  /** It mentions everybody in the room. */
  @ApiPropertyOptional({ enum: [true] })
  mentions_all?: true

  /** As the sender gave it. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { color: 'green' } })
  metadata?: Record<string, unknown>

  /** It was said elsewhere before. */
  @ApiPropertyOptional({ enum: [true] })
  forwarded?: true

  /** When its words were last changed. */
  @ApiPropertyOptional({ format: 'date-time', example: '2026-11-22T10:05:00.000Z' })
  edited_at?: string

  /** The most frequent first. */
  @ApiPropertyOptional({ type: [ReactionView] })
  reactions?: ReactionView[]

  @ApiPropertyOptional({ enum: [true] })
  pinned?: true
}

/** What is left of a message that was deleted. */
export class DeletedMessage extends CountedView {
  @ApiProperty({ enum: ['deleted'] })
  type: 'deleted'

  @ApiProperty({ type: PersonView })
  deleted_by: PersonView
}

/** What stands in the place of a message whose time is over, so that the log keeps no gap: nothing says who has said it, or what. */
export class ExpiredMessage {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  chatroom: string

  @ApiProperty({ ...SEQ, example: 42 })
  seq: number

  /** Its place among what was said in the room. */
  @ApiProperty({ ...SEQ, example: 40 })
  n: number

  @ApiProperty({ enum: ['expired'] })
  type: 'expired'

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

/** The fields of every entry that changes what was said. */
export abstract class ChangeView extends EntryView {
  /** `seq` of what it changes. */
  @ApiProperty({ ...SEQ, example: 42 })
  target_seq: number

  /** The whole of it as it is after the change; in a replay, as it is now. */
  @ApiPropertyOptional({ allOf: [SAID_MESSAGE] })
  target?: MessageView
}
