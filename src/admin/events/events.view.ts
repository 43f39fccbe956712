// What has happened, as somebody's backend is told.
import { ApiProperty } from '@nestjs/swagger'

export class EventView {
  /** The same whenever it is told; as `after`, what comes after it. */
  @ApiProperty({ type: String, example: 'NWY0ZDIuNy40Mg' })
  id: string

  /**
   * `message.<type>` of an entry that was said or changes one, `member.<type>` of all other entries; `chatroom.created`, `.deleted`,
   * `user.created`, `.updated`, `.erased`, `report.created`, `.closed`, `message.unseen`.
   */
  @ApiProperty({ type: String, example: 'message.text' })
  type: string

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string

  /** The entry, Person, Chatroom or report, as it is now: never as it was. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { chatroom: 'whatsapp_chatroom2', seq: 42, n: 40, type: 'text', message: 'Hello' },
  })
  data: object
}

export class EventPage {
  @ApiProperty({ type: [EventView] })
  events: EventView[]

  /** For the next call, also where there is no event. */
  @ApiProperty({ type: String, example: 'NWY0ZDIuNy4w' })
  cursor: string
}
