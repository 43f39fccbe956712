// A chatroom as a signed-in user sees it.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'
import { LOG_EXAMPLE, LOG_WORD } from '../common/log-word.js'
import {
  ROLES,
  ROOM_KINDS,
  VISIBILITIES,
  type Role,
  type RoomKind,
  type RoomSettings,
  type RoomVisibility,
} from '../database/entities/index.js'
import { RoomSettingsView } from './settings.view.js'
import { MembershipView } from '../receipts/membership.view.js'
import { SAID_MESSAGE, type MessageView } from '../room-log/message.view.js'

export class ChatroomView {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  name: string

  /** `direct`: the chat of two people. */
  @ApiProperty({ enum: ROOM_KINDS, enumName: 'RoomKind', example: 'group' })
  kind: RoomKind

  /** `private`: for who is not a member it does not exist. */
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility', example: 'public' })
  visibility: RoomVisibility

  /** What it is for; empty for nothing. */
  @ApiProperty({ example: 'Where the team has lunch' })
  description: string

  /** How many it can hold. */
  @ApiProperty({ type: 'integer', format: 'int32', example: 50 })
  max_members: number

  /** How many are in it now. */
  @ApiProperty({ type: 'integer', format: 'int32', example: 2 })
  member_count: number

  /** The first `seq` that you can read, or could if you entered now. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 1 })
  first_seq: number

  /** `seq` of the newest message. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 41 })
  last_seq: number

  /** Which log this is: another one after the room was made anew, or the database came back with another history. */
  @ApiProperty({ ...LOG_WORD, example: LOG_EXAMPLE })
  log: string

  /** Of a picture of 256 × 256 pixels at the most, for whoever can see the room; another one for each picture, and null for none. */
  @ApiProperty({
    type: String,
    format: 'uri-reference',
    nullable: true,
    example: '/chatroom/whatsapp_chatroom2/avatar?v=0c6fd9d2',
  })
  avatar_url: string | null

  @ApiProperty({ type: RoomSettingsView })
  settings: RoomSettings

  /** The app’s own. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  metadata: Record<string, unknown>

  /** The `seq`s of the messages that are pinned, in the order in which they were. */
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', format: 'int64', minimum: 1 },
    maxItems: 10,
    example: [],
  })
  pinned: number[]

  /** Yours; null if you are not a member. */
  @ApiProperty({ enum: ROLES, enumName: 'Role', nullable: true, example: 'owner' })
  role: Role | null

  /** Of a direct chat: the other one. */
  @ApiPropertyOptional({ type: UserView })
  peer?: UserView

  /** What the room is to you; only for members. */
  @ApiPropertyOptional({ type: MembershipView })
  me?: MembershipView

  /** What was said last, as it is now; null if nothing was. Only for members. */
  @ApiPropertyOptional({ nullable: true, allOf: [SAID_MESSAGE] })
  last_message?: MessageView | null

  @ApiProperty({ type: UserView })
  created_by: UserView

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class ChatroomPage {
  @ApiProperty({ type: [ChatroomView] })
  chatrooms: ChatroomView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
