// Messages of a list that has its own order: not a stretch of a log.
import { ApiProperty } from '@nestjs/swagger'
import { MESSAGE, type MessageView } from '../../room-log/message.view.js'

export class MessageList {
  @ApiProperty({ type: 'array', items: MESSAGE })
  messages: MessageView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
