// Who asks to be let into a chatroom, as its owner and admins see it.
import { ApiProperty } from '@nestjs/swagger'
import { PersonView, UserView } from '../auth/user.view.js'

export class JoinRequestView {
  @ApiProperty({ type: UserView })
  user: UserView

  /** When they have asked. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class JoinRequestPage {
  @ApiProperty({ type: [JoinRequestView] })
  requests: JoinRequestView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** To owner and admins: somebody asks to be let in, or does so no more. */
export class RequestsFrame {
  @ApiProperty({ type: String, enum: ['requests'] })
  type: 'requests'

  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string

  /** Whose request has come, or was settled. */
  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Whether they wait to be let in now. */
  @ApiProperty({ type: Boolean, example: true })
  waiting: boolean

  /** How many do. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, example: 1 })
  pending: number
}

/** For the OpenAPI document, which has no route that mentions them. */
export const MEMBERSHIP_FRAMES = [RequestsFrame]
