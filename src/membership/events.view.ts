// What becomes of a room and of its members, as entries of the room's log.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { ROLES, type Role } from '../database/entities/index.js'
import { EntryView } from '../room-log/message.view.js'

/** The sender has entered the room. */
export class JoinedMessage extends EntryView {
  @ApiProperty({ enum: ['joined'] })
  type: 'joined'

  /** Who has added them, or let them in. */
  @ApiPropertyOptional({ type: PersonView })
  by?: PersonView
}

/** The sender has left the room. */
export class LeftMessage extends EntryView {
  @ApiProperty({ enum: ['left'] })
  type: 'left'
}

/** Owner or admins have done something; the sender is who has. */
abstract class DoneView extends EntryView {
  /** Who has done it: the sender. */
  @ApiProperty({ type: PersonView })
  by: PersonView
}

abstract class DoneToView extends DoneView {
  /** Whom it is about. */
  @ApiProperty({ type: PersonView })
  user: PersonView
}

/** `user` was taken out of the room. */
export class RemovedMessage extends DoneToView {
  @ApiProperty({ enum: ['removed'] })
  type: 'removed'
}

/** `user` was taken out of the room, if they were in it, and cannot come back. */
export class BannedMessage extends DoneToView {
  @ApiProperty({ enum: ['banned'] })
  type: 'banned'

  /** Until when; without it, for ever. */
  @ApiPropertyOptional({ format: 'date-time', example: '2026-11-29T10:00:00.000Z' })
  until?: string
}

/** `user` can enter again. */
export class UnbannedMessage extends DoneToView {
  @ApiProperty({ enum: ['unbanned'] })
  type: 'unbanned'
}

/** `user` can say nothing in the room until then. */
export class MutedMessage extends DoneToView {
  @ApiProperty({ enum: ['muted'] })
  type: 'muted'

  /** From when on they can speak again. */
  @ApiProperty({ format: 'date-time', example: '2026-11-29T10:00:00.000Z' })
  until: string
}

/** `user` can say something again. */
export class UnmutedMessage extends DoneToView {
  @ApiProperty({ enum: ['unmuted'] })
  type: 'unmuted'
}

/** `user` is something else in the room now. */
export class RoleMessage extends DoneToView {
  @ApiProperty({ enum: ['role'] })
  type: 'role'

  /** What they are now. */
  @ApiProperty({ enum: ROLES, enumName: 'Role', example: 'admin' })
  role: Role
}

/** The room was changed. */
export class RoomMessage extends DoneView {
  @ApiProperty({ enum: ['room'] })
  type: 'room'

  /** What is different now, with the new values, named as in the Chatroom; a field of `metadata` that is null is gone. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { settings: { slow_mode: 30 } } })
  changes: Record<string, unknown>
}

/** Every event, in the order of the documents. */
export const EVENTS = [
  { type: 'joined', view: JoinedMessage },
  { type: 'left', view: LeftMessage },
  { type: 'removed', view: RemovedMessage },
  { type: 'banned', view: BannedMessage },
  { type: 'unbanned', view: UnbannedMessage },
  { type: 'muted', view: MutedMessage },
  { type: 'unmuted', view: UnmutedMessage },
  { type: 'role', view: RoleMessage },
  { type: 'room', view: RoomMessage },
]
