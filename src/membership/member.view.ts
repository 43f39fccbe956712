// A member as the other members see them.
import { ApiProperty } from '@nestjs/swagger'
import { userView, UserView } from '../auth/user.view.js'
import { ROLES, type Role, type User } from '../database/entities/index.js'

export class MemberView {
  @ApiProperty({ type: UserView })
  user: UserView

  @ApiProperty({ enum: ROLES, enumName: 'Role', example: 'member' })
  role: Role

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  joined_at: string
}

export class MemberPage {
  @ApiProperty({ type: [MemberView] })
  members: MemberView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

type Person = Pick<User, 'id' | 'username' | 'displayName' | 'createdAt'>

export function memberView(user: Person, role: Role, joinedAt: Date): MemberView {
  return { user: userView(user), role, joined_at: joinedAt.toISOString() }
}
