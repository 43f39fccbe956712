// Messages that somebody has reported, as the owner and the admins see them.
import { ApiProperty } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'
import { SAID_MESSAGE, type MessageView } from '../room-log/message.view.js'

export class ReportView {
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 2 })
  seq: number

  /** As it is now. */
  @ApiProperty({ allOf: [SAID_MESSAGE] })
  message: MessageView

  /** Who has reported it. */
  @ApiProperty({ type: UserView })
  user: UserView

  /** What is wrong with it, as whoever has reported it says. */
  @ApiProperty({ type: String, example: 'Spam' })
  reason: string

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class ReportPage {
  @ApiProperty({ type: [ReportView] })
  reports: ReportView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
