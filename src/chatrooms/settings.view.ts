// What owner and admins can set in a chatroom, as it is seen: all settings.
import { ApiProperty } from '@nestjs/swagger'
import { HISTORIES, JOINS, WHO, type RoomSettings } from '../database/entities/index.js'

/** Seconds: the longest pause of slow mode; and between which messages can be made to disappear. From the wire contract. */
export const LONGEST_PAUSE = 3600
export const DISAPPEAR_AFTER = { least: 3600, most: 31_536_000 } as const

export class RoomSettingsView implements RoomSettings {
  /** Who may say something: `admins` makes it a room for announcements. */
  @ApiProperty({ enum: WHO, enumName: 'Who', example: 'members' })
  who_can_send: RoomSettings['who_can_send']

  /** Who may add people and make invites. */
  @ApiProperty({ enum: WHO, enumName: 'Who', example: 'members' })
  who_can_invite: RoomSettings['who_can_invite']

  /** Who may pin messages. */
  @ApiProperty({ enum: WHO, enumName: 'Who', example: 'members' })
  who_can_pin: RoomSettings['who_can_pin']

  /** `approval`: whoever wants to enter waits until owner or admins let them in. */
  @ApiProperty({ enum: JOINS, enumName: 'Join', example: 'open' })
  join: RoomSettings['join']

  /** `since_joined`: nobody can read, by any way, what was before they entered. */
  @ApiProperty({ enum: HISTORIES, enumName: 'History', example: 'all' })
  history: RoomSettings['history']

  /** Seconds between two messages of a member; owner and admins are exempt. 0 for none. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 0, maximum: LONGEST_PAUSE, example: 0 })
  slow_mode: number

  /** Seconds after which messages disappear; null for never. What was said before keeps the time that it was said with. */
  @ApiProperty({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: DISAPPEAR_AFTER.least,
    maximum: DISAPPEAR_AFTER.most,
    example: null,
  })
  disappear_after: number | null
}
