// The frames, events and answers of the inbox, by both socket doors, besides what a room's doors send as well.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'
import { ChatroomView } from '../chatrooms/chatroom.view.js'
import { LOG_EXAMPLE, LOG_WORD } from '../common/log-word.js'
import { ReceiptView } from '../messaging/frames.view.js'
import { MarkedView } from '../receipts/marks.view.js'

const ROOM = { type: String, example: 'whatsapp_chatroom2' } as const

/** You are in; nothing else comes before you ask for `sync`. */
export class InboxReadyView {
  /** Whom the server takes you for. */
  @ApiProperty({ type: UserView })
  user: UserView
}

export class InboxReadyFrame extends InboxReadyView {
  @ApiProperty({ type: String, enum: ['ready'] })
  type: 'ready'
}

/** How far you are in a room, and in which of its logs. */
export class KnownRoom {
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 1207 })
  seq: number

  /** If the room has another one by now, you are told `room_gone` with `seq_unknown`, and the room anew. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true, example: LOG_EXAMPLE })
  log?: string | null
}

/** What you have, once, after `ready`: from there on you are told everything. */
export class SyncBody {
  /** By the names of rooms, the last `seq` that you have of each, or that with its `log`; nothing on the first visit. */
  @ApiPropertyOptional({
    type: 'object',
    maxProperties: 10_000,
    additionalProperties: {
      oneOf: [{ type: 'integer', format: 'int64', minimum: 0 }, { $ref: '#/components/schemas/KnownRoom' }],
    },
    nullable: true,
    example: { whatsapp_chatroom2: 41, team: { seq: 1207, log: LOG_EXAMPLE } },
  })
  after?: Record<string, number | KnownRoom> | null

  /** How many entries of each room you are told at the most; what is before them you are told as a `gap`. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: 500,
    default: 50,
    nullable: true,
    example: 50,
  })
  limit?: number | null
}

export class SyncFrame extends SyncBody {
  @ApiProperty({ type: String, enum: ['sync'] })
  type: 'sync'
}

/** Between these two you are told nothing: read what you need of it from the history. */
export class GapView {
  @ApiProperty(ROOM)
  chatroom: string

  /** The last `seq` that you have. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 41 })
  after_seq: number

  /** The first that you are told. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 951 })
  before_seq: number
}

export class GapFrame extends GapView {
  @ApiProperty({ type: String, enum: ['gap'] })
  type: 'gap'
}

/** A room of yours that you did not have, as it is; you are told what comes after its `last_seq`. */
export class RoomView {
  @ApiProperty({ type: ChatroomView })
  room: ChatroomView
}

export class RoomFrame extends RoomView {
  @ApiProperty({ type: String, enum: ['room'] })
  type: 'room'
}

export const GONE_CODES = ['not_a_member', 'banned', 'chatroom_not_found', 'seq_unknown'] as const

/** Forget what you have of this room: you are not in it, it is not there any more, or what is there is another log. */
export class RoomGoneView {
  @ApiProperty(ROOM)
  chatroom: string

  @ApiProperty({ type: String, enum: GONE_CODES, example: 'not_a_member' })
  code: string
}

export class RoomGoneFrame extends RoomGoneView {
  @ApiProperty({ type: String, enum: ['room_gone'] })
  type: 'room_gone'
}

/** You have everything. */
export class SyncedView {
  /** How many rooms you are in. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, example: 12 })
  rooms: number
}

export class SyncedFrame extends SyncedView {
  @ApiProperty({ type: String, enum: ['synced'] })
  type: 'synced'
}

/** The acknowledgement of `sync`. */
export class SyncedAnswer extends SyncedView {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

/** What became of a message that you sent: it is on disk. */
export class InboxReceipt extends ReceiptView {
  @ApiProperty(ROOM)
  chatroom: string
}

export class InboxAckFrame extends InboxReceipt {
  @ApiProperty({ type: String, enum: ['ack'] })
  type: 'ack'
}

export class InboxAcceptedAnswer extends InboxReceipt {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

/** Your mark is on disk: how far you are now. */
export class InboxMarkedView extends MarkedView {
  @ApiProperty(ROOM)
  chatroom: string
}

export class InboxMarkedFrame extends InboxMarkedView {
  @ApiProperty({ type: String, enum: ['marked'] })
  type: 'marked'
}

export class InboxMarkedAnswer extends InboxMarkedView {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

/** For the OpenAPI document, which has no route that mentions them. */
export const INBOX_FRAMES = [
  InboxReadyView,
  InboxReadyFrame,
  KnownRoom,
  SyncBody,
  SyncFrame,
  GapView,
  GapFrame,
  RoomView,
  RoomFrame,
  RoomGoneView,
  RoomGoneFrame,
  SyncedView,
  SyncedFrame,
  SyncedAnswer,
  InboxReceipt,
  InboxAckFrame,
  InboxAcceptedAnswer,
  InboxMarkedView,
  InboxMarkedFrame,
  InboxMarkedAnswer,
]
