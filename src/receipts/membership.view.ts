// What a room is to one of its members: how far they are in it, what is left to read, and how they keep it.
import { ApiProperty } from '@nestjs/swagger'

/** Of a member `m` of a room with the head `h`, in SQL: what MembershipView is made of. */
export const MEMBERSHIP = `(
  SELECT json_build_object(
    'read_seq', s.read, 'delivered_seq', s.delivered, 'unread', s.unread, 'unread_mentions', s.unread_mentions,
    'muted_until', m.muted_until, 'archived', m.archived, 'favourite', m.favourite
  ) FROM marks_of(m, h.last_n) s
)`

export class MembershipView {
  /** Up to where you have read. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 41 })
  read_seq: number

  /** Up to where entries have reached you. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 41 })
  delivered_seq: number

  /** Messages after `read_seq` that are not your own and not deleted. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 3 })
  unread: number

  /** Of these, what mentions you. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 1 })
  unread_mentions: number

  /** Until when the room does not disturb you. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  muted_until: string | null

  /** Whether it is out of the way, in your archive. */
  @ApiProperty({ type: Boolean, example: false })
  archived: boolean

  /** Whether it is one that you want to find at once. */
  @ApiProperty({ type: Boolean, example: false })
  favourite: boolean
}

/** @param row what MEMBERSHIP has answered */
export function membershipView(row: MembershipView): MembershipView {
  const { muted_until } = row
  return { ...row, muted_until: muted_until === null ? null : new Date(muted_until).toISOString() }
}
