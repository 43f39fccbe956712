// The frames, events and answers of marks on the socket doors.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { MarkDto } from '../receipts/marks.dto.js'
import { MarkedView } from '../receipts/marks.view.js'

const SEQ = { type: 'integer', format: 'int64', minimum: 0, example: 41 } as const

/** You have read, or entries have reached you, up to here: one of the two at least. On Socket.IO the event `mark`, without a `type`. */
export class MarkFrame extends MarkDto {
  @ApiProperty({ type: String, enum: ['mark'] })
  type: 'mark'
}

/** Your mark is on disk: how far you are now. */
export class MarkedFrame extends MarkedView {
  @ApiProperty({ type: String, enum: ['marked'] })
  type: 'marked'
}

/** The acknowledgement of a Socket.IO `mark`. */
export class MarkedAnswer extends MarkedView {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

/**
 * Somebody in the room is further than they were, or, of yourself, back: at most one a second of each. What somebody says moves
 * their marks to it, too, and is told by the message alone. Of others only in rooms of up to RECEIPTS_MAX_MEMBERS (256) members.
 */
export class MarksFrame {
  @ApiProperty({ type: String, enum: ['marks'] })
  type: 'marks'

  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string

  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Up to where they have read; absent if they hide it, or you do. */
  @ApiPropertyOptional(SEQ)
  read?: number

  /** Up to where entries have reached them. */
  @ApiProperty(SEQ)
  delivered: number

  /** Of yourself only: messages after `read` that are not your own and not deleted. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 0, example: 3 })
  unread?: number

  /** Of yourself only: of these, what mentions you. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 0, example: 1 })
  unread_mentions?: number

  /** Of yourself only: the `seq` up to which these count. It comes right after that entry. */
  @ApiPropertyOptional(SEQ)
  last_seq?: number
}

/** For the OpenAPI document, which has no route that mentions them. */
export const MARK_FRAMES = [MarkDto, MarkFrame, MarkedFrame, MarkedAnswer, MarksFrame]
