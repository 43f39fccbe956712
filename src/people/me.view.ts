// A user as they see themselves.
import { ApiProperty } from '@nestjs/swagger'
import { userView, UserView } from '../auth/user.view.js'
import { AUDIENCES, type Audience, type User } from '../database/entities/index.js'

/** Who may see what of you. Whoever hides a thing does not see others’ either. */
export class PrivacyView {
  /** Whether you are online, and when you last were. */
  @ApiProperty({ enum: AUDIENCES, enumName: 'Audience', example: 'shared_rooms' })
  last_seen: Audience

  /** Whether others see how far you have read. */
  @ApiProperty({ type: Boolean, example: true })
  read_receipts: boolean

  /** Who may open a direct chat with you. */
  @ApiProperty({ enum: AUDIENCES, enumName: 'Audience', example: 'everyone' })
  direct: Audience
}

export class MeView extends UserView {
  /** What you say of yourself. */
  @ApiProperty({ maxLength: 300, example: 'At lunch' })
  about: string

  @ApiProperty({ type: PrivacyView })
  privacy: PrivacyView
}

/** @param base what all addresses begin with: `config.base` */
export function meView(user: User, base: string): MeView {
  const { privacyLastSeen: last_seen, privacyReadReceipts: read_receipts, privacyDirect: direct } = user
  return {
    ...userView(user, base),
    about: user.about,
    privacy: { last_seen, read_receipts, direct },
  }
}
