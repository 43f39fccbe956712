// A message as everybody in the room sees it, live, replayed or read from the history.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { SenderView } from '../auth/user.view.js'
import { MESSAGE_TYPES, type MessageType } from '../database/entities/index.js'
import { AttachmentView } from './attachment.view.js'

export class MessageView {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  chatroom: string

  /** 1, 2, 3, … in each chatroom, without a gap. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 42 })
  seq: number

  @ApiProperty({ enum: MESSAGE_TYPES, enumName: 'MessageType', example: 'text' })
  type: MessageType

  /** The text, or an attachment's caption. */
  @ApiPropertyOptional({ example: 'Hello, this is a text message!' })
  message?: string

  /** With type `attachment`. */
  @ApiPropertyOptional({ type: AttachmentView })
  attachment?: AttachmentView

  /** As the sender gave it. */
  @ApiProperty({ type: String, nullable: true, example: null })
  client_id: string | null

  @ApiProperty({ type: SenderView })
  sender: SenderView

  /** The database's clock at the commit. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}
