// The frames, and events of Socket.IO, about who is typing and who is there.
import { ApiProperty } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { TypingDto, WatchDto } from './presence.dto.js'

/** Somebody else in the room has begun to type, goes on, or has stopped. */
export class TypingFrame {
  @ApiProperty({ type: String, enum: ['typing'] })
  type: 'typing'

  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string

  @ApiProperty({ type: PersonView })
  user: PersonView

  /** Ends after 6 seconds, and with what they say: you are told either way. */
  @ApiProperty({ type: Boolean, example: true })
  active: boolean
}

/** Whether somebody is there, as far as they show you: whom you watch, and the others of your direct chats. */
export class PresenceFrame {
  @ApiProperty({ type: String, enum: ['presence'] })
  type: 'presence'

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
export const PRESENCE_FRAMES = [TypingDto, WatchDto, TypingFrame, PresenceFrame, TypingRequest, WatchFrame]
