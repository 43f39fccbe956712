// A member as the other members see them.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { userView, UserView } from '../auth/user.view.js'
import { ROLES, type Role } from '../database/entities/index.js'

export class MemberView {
  @ApiProperty({ type: UserView })
  user: UserView

  @ApiProperty({ enum: ROLES, enumName: 'Role', example: 'member' })
  role: Role

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  joined_at: string

  /** Until when they are silenced by owner or admins; null for not at all. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  muted_until: string | null

  /** Whether they are there; only in lists, and where both of you show it to each other. */
  @ApiPropertyOptional({ type: Boolean, example: true })
  online?: boolean
}

/** Owner and admins are asked to let you in. */
export class RequestedView {
  @ApiProperty({ type: String, enum: ['requested'] })
  status: 'requested'
}

export class MemberPage {
  @ApiProperty({ type: [MemberView] })
  members: MemberView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** What somebody is in a room. */
interface Membership {
  role: Role
  joinedAt: Date
  silencedUntil: Date | null
}

/** @param base what all addresses begin with: `config.base` */
export function memberView(
  user: Parameters<typeof userView>[0],
  { role, joinedAt, silencedUntil }: Membership,
  base: string,
): MemberView {
  const muted_until = silencedUntil && silencedUntil > new Date() ? silencedUntil.toISOString() : null
  return { user: userView(user, base), role, joined_at: joinedAt.toISOString(), muted_until }
}
