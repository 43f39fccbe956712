// What is told of who is typing and who is there: frames of the plain WebSocket, and, without `type`, events of Socket.IO.
import { ApiProperty } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { TypingDto, WatchDto } from './presence.dto.js'

/** Somebody else in the room has begun to type, goes on, or has stopped. */
export class TypingView {
  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string

  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Ends after 6 seconds, and with what they say: you are told either way. */
  @ApiProperty({ type: Boolean, example: true })
  active: boolean
}

export class TypingFrame extends TypingView {
  @ApiProperty({ type: String, enum: ['typing'] })
  type: 'typing'
}

/** Whether somebody is there, as far as they show you. */
export class PresenceView {
  @ApiProperty({ type: PersonView })
  user: PersonView

  /** They have a connection, to whichever node. */
  @ApiProperty({ type: Boolean, example: false })
  online: boolean

  /** When their last connection ended; null while they are online, and where they do not show it to you. */
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T10:00:00.000Z',
  })
  last_seen: string | null
}

export class PresenceFrame extends PresenceView {
  @ApiProperty({ type: String, enum: ['presence'] })
  type: 'presence'
}

/** You are typing, or have stopped. */
export class TypingRequest extends TypingDto {
  @ApiProperty({ type: String, enum: ['typing'] })
  type: 'typing'
}

/** Whose presence you want to be told. */
export class WatchFrame extends WatchDto {
  @ApiProperty({ type: String, enum: ['watch'] })
  type: 'watch'
}

/** For the OpenAPI document, which has no route that mentions them. */
export const PRESENCE_FRAMES = [
  TypingDto,
  WatchDto,
  TypingView,
  TypingFrame,
  PresenceView,
  PresenceFrame,
  TypingRequest,
  WatchFrame,
]
