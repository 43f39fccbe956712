// An entry of a room's log as everybody in the room sees it, live, replayed or read from the history: one class per kind.
import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { AttachmentView } from './attachment.view.js'

/** What all kinds of entry have in common. */
abstract class EntryView {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  chatroom: string

  /** 1, 2, 3, … in each chatroom, without a gap. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 42 })
  seq: number

  /** 1, 2, 3, … among what was said in the chatroom; absent for what only happened. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 1, example: 40 })
  n?: number

  /** As the sender gave it. */
  @ApiProperty({ type: String, nullable: true, example: null })
  client_id: string | null

  @ApiProperty({ type: PersonView })
  sender: PersonView

  /** Whom it is about, where that is not the sender. */
  @ApiPropertyOptional({ type: PersonView })
  user?: PersonView

  /** The database's clock at the commit. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class TextMessage extends EntryView {
  @ApiProperty({ enum: ['text'] })
  type: 'text'

  @ApiProperty({ example: 'Hello, this is a text message!' })
  message: string
}

export class AttachmentMessage extends EntryView {
  @ApiProperty({ enum: ['attachment'] })
  type: 'attachment'

  @ApiProperty({ type: AttachmentView })
  attachment: AttachmentView

  /** A caption. */
  @ApiPropertyOptional({ example: 'an optional caption' })
  message?: string
}

/** The sender has entered the room. */
export class JoinedMessage extends EntryView {
  @ApiProperty({ enum: ['joined'] })
  type: 'joined'
}

/** The sender has left the room. */
export class LeftMessage extends EntryView {
  @ApiProperty({ enum: ['left'] })
  type: 'left'
}

/** Every kind of entry by its `type`: what the `Message` of the documents is made of. */
export const MESSAGES = {
  text: TextMessage,
  attachment: AttachmentMessage,
  joined: JoinedMessage,
  left: LeftMessage,
}

/** The union in the documents: no class stands for it. */
export const MESSAGE = { $ref: getSchemaPath('Message') }

export type MessageView = InstanceType<(typeof MESSAGES)[keyof typeof MESSAGES]>
