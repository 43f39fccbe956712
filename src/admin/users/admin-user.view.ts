// A user as a backend sees them.
import { ApiProperty } from '@nestjs/swagger'
import type { User } from '../../database/entities/index.js'
import { meView, MeView } from '../../people/me.view.js'

export class AdminUserView extends MeView {
  /** By which you know them; null unless you have said so. */
  @ApiProperty({ type: String, nullable: true, example: 'customer-4711' })
  external_id: string | null
}

export class AdminUserPage {
  @ApiProperty({ type: [AdminUserView] })
  users: AdminUserView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** @param base what all addresses begin with: `config.base` */
export const adminUserView = (user: User, base: string): AdminUserView => ({
  ...meView(user, base),
  external_id: user.externalId,
})
