// Other people: in lists, and one by one, as far as they show themselves.
import { ApiProperty } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'

export class ProfileView extends UserView {
  /** What they say of themselves. */
  @ApiProperty({ maxLength: 300, example: 'At lunch' })
  about: string

  /** Whether they have a connection; false, too, where they do not show it to you. */
  @ApiProperty({ type: Boolean, example: false })
  online: boolean

  /** When their last connection ended; null while they are online, and where they do not show it to you. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-22T10:00:00.000Z' })
  last_seen: string | null
}

export class UserPage {
  @ApiProperty({ type: [UserView] })
  users: UserView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
