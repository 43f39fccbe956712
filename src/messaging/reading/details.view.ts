// What can be asked about one message: who has reacted or voted, and how it was worded before.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../../auth/user.view.js'
import { ANY_JSON } from '../../common/json-fields.js'

const NEXT_CURSOR = { type: String, nullable: true, example: null } as const
const TIME = { format: 'date-time', example: '2026-11-22T10:00:00.000Z' } as const

/** Somebody's reaction to a message. */
export class ReactionDetail {
  @ApiProperty({ type: PersonView })
  user: PersonView

  @ApiProperty({ example: '👍' })
  emoji: string

  @ApiProperty(TIME)
  created_at: string
}

export class ReactionPage {
  /** Who reacted first comes first; whoever takes another emoji reacts anew. */
  @ApiProperty({ type: [ReactionDetail] })
  reactions: ReactionDetail[]

  /** For the next page; null on the last. */
  @ApiProperty(NEXT_CURSOR)
  next_cursor: string | null
}

/** Somebody's vote in a poll. */
export class VoteDetail {
  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Places among the poll's options, counted from 0. */
  @ApiProperty({ type: 'array', items: { type: 'integer', format: 'int32', minimum: 0 }, example: [1] })
  options: number[]

  @ApiProperty(TIME)
  created_at: string
}

export class VotePage {
  /** Who voted first comes first; whoever changes their vote votes anew. */
  @ApiProperty({ type: [VoteDetail] })
  votes: VoteDetail[]

  /** For the next page; null on the last. */
  @ApiProperty(NEXT_CURSOR)
  next_cursor: string | null
}

/** A wording that a message had. */
export class VersionView {
  /** The text, or an attachment's caption. */
  @ApiPropertyOptional({ example: 'Hello, this is a text mesage!' })
  message?: string

  /** Of a custom message. */
  @ApiPropertyOptional({ allOf: [ANY_JSON] })
  content?: unknown

  /** When it was said so. */
  @ApiProperty(TIME)
  created_at: string
}

export class VersionPage {
  /** The first wording first; the present one is the message's own. */
  @ApiProperty({ type: [VersionView] })
  versions: VersionView[]

  /** For the next page; null on the last. */
  @ApiProperty(NEXT_CURSOR)
  next_cursor: string | null
}
