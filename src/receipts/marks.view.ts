// How far members are, as each of them and the others see it: answers, and what is told live.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'

const SEQ = { type: 'integer', format: 'int64', minimum: 0, example: 41 } as const
const COUNT = { type: 'integer', format: 'int64', minimum: 0 } as const

/** What a member has marked, as it is after the commit. */
export class MarkedView {
  /** Up to where you have read. */
  @ApiProperty(SEQ)
  read: number

  /** Up to where entries have reached you; never below `read`. */
  @ApiProperty(SEQ)
  delivered: number

  /** Messages after `read` that are not your own and not deleted. */
  @ApiProperty({ ...COUNT, example: 3 })
  unread: number
}

export class MarksView extends MarkedView {
  /** Of these, what mentions you. */
  @ApiProperty({ ...COUNT, example: 1 })
  unread_mentions: number
}

/** How far a member is, as other members see it. */
export class MemberMarksView {
  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Up to where they have read; absent if they hide it, or you do. */
  @ApiPropertyOptional(SEQ)
  read?: number

  /** Up to where entries have reached them. */
  @ApiProperty(SEQ)
  delivered: number
}

export class MarksPage {
  @ApiProperty({ type: [MemberMarksView] })
  marks: MemberMarksView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** Whom a message has reached: every member but its sender is in exactly one of these. */
export class ReceiptsView {
  /** Who has read it. */
  @ApiProperty({ type: [PersonView] })
  read: PersonView[]

  /** Whom it has reached; also who has read it, if they hide that, or you do. */
  @ApiProperty({ type: [PersonView] })
  delivered: PersonView[]

  /** How many it has not reached. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, example: 0 })
  pending: number
}
