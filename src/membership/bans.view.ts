// Whom a chatroom does not let in, as its owner and admins see it.
import { ApiProperty } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'

export class BanView {
  @ApiProperty({ type: UserView })
  user: UserView

  /** Null for ever. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2099-11-22T10:00:00.000Z' })
  until: string | null

  /** As whoever has banned them gave it; null without one. */
  @ApiProperty({ type: String, nullable: true, example: 'Spam' })
  reason: string | null

  @ApiProperty({ type: UserView })
  banned_by: UserView

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class BanPage {
  @ApiProperty({ type: [BanView] })
  bans: BanView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
