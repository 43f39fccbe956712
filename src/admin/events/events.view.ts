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

  /**
   * As it is now, never as it was: of `message.` and `member.` the entry, of `user.` the Person, of `chatroom.created` the Chatroom
   * and of `.deleted` its `name`, of `report.` `{ chatroom, seq, user, message?, reason?, created_at? }`, of `message.unseen`
   * `{ chatroom, seq, user, unread, message? }`.
   */
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
