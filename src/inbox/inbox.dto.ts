// How the list of one's rooms is asked for and answered, and its cursor.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Transform } from 'class-transformer'
import { IsBoolean, IsOptional } from 'class-validator'
import { ChatroomView } from '../chatrooms/chatroom.view.js'
import { wrongField } from '../common/errors.js'
import { PageQuery } from '../common/paging.js'

export class InboxQuery extends PageQuery {
  /** Those that you have archived; otherwise the others. */
  @ApiPropertyOptional({ type: Boolean, example: false })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'archived must be true or false' })
  archived?: boolean
}

export class InboxPage {
  /** Latest activity first: what was said last, or your entering if that was later. */
  @ApiProperty({ type: [ChatroomView] })
  rooms: ChatroomView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** Where a page ends: the activity of its last room, in milliseconds since 1970, and the room. */
export interface Activity {
  at: number
  id: number
}

const CURSOR = /^(\d{1,15})\.(\d{1,15})$/

export const toActivityCursor = ({ at, id }: Activity): string =>
  Buffer.from(`${at}.${id}`).toString('base64url')

/** @throws ChatError `validation_failed` for a cursor that did not come from us */
export function fromActivityCursor(cursor: string): Activity {
  const [, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const activity = { at: Number(at), id: Number(id) }
  if (at && id && toActivityCursor(activity) === cursor) return activity
  const message = 'cursor must be the next_cursor of an earlier answer'
  throw wrongField('cursor', message)
}
