// What owner and admins can set in a chatroom, as it is sent: what is left out stays as it is.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator'
import { AsGiven } from '../common/validation.js'
import {
  DEFAULT_SETTINGS,
  HISTORIES,
  JOINS,
  WHO,
  type KeptSettings,
  type RoomSettings,
} from '../database/entities/index.js'
import { DISAPPEAR_AFTER, LONGEST_PAUSE } from './settings.view.js'

const WHO_CAN = { enum: WHO, enumName: 'Who', nullable: true, default: 'members' } as const

export class SettingsDto implements Partial<RoomSettings> {
  /** Who may say something. `admins` makes it a room for announcements: members read, react and vote. */
  @ApiPropertyOptional({ ...WHO_CAN, example: 'members' })
  @IsIn(WHO)
  @IsOptional()
  who_can_send?: RoomSettings['who_can_send']

  /** Who may add people, and make invites. */
  @ApiPropertyOptional({ ...WHO_CAN, example: 'members' })
  @IsIn(WHO)
  @IsOptional()
  who_can_invite?: RoomSettings['who_can_invite']

  /** Who may pin messages. */
  @ApiPropertyOptional({ ...WHO_CAN, example: 'admins' })
  @IsIn(WHO)
  @IsOptional()
  who_can_pin?: RoomSettings['who_can_pin']

  /** `approval`: whoever wants to enter asks, and waits until owner or admins let them in. An invite leads past that. */
  @ApiPropertyOptional({ enum: JOINS, enumName: 'Join', nullable: true, default: 'open', example: 'open' })
  @IsIn(JOINS)
  @IsOptional()
  join?: RoomSettings['join']

  /** `since_joined`: nobody can read, by any way, what was before they last entered. It can be changed at any time, and holds at once. */
  @ApiPropertyOptional({
    enum: HISTORIES,
    enumName: 'History',
    nullable: true,
    default: 'all',
    example: 'all',
  })
  @IsIn(HISTORIES)
  @IsOptional()
  history?: RoomSettings['history']

  /** Seconds that a member has to wait from one message to the next; owner and admins need not. 0: no wait. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: 0,
    maximum: LONGEST_PAUSE,
    default: 0,
    example: 0,
  })
  @Max(LONGEST_PAUSE)
  @Min(0)
  @IsInt()
  @IsOptional()
  slow_mode?: number

  /** Seconds after which messages disappear, also from the disk; `null` for never. What was said before keeps the time that it was said with. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: DISAPPEAR_AFTER.least,
    maximum: DISAPPEAR_AFTER.most,
    default: null,
    example: null,
  })
  @AsGiven()
  @Max(DISAPPEAR_AFTER.most)
  @Min(DISAPPEAR_AFTER.least)
  @IsInt()
  @IsOptional()
  disappear_after?: number | null
}

/** What of these differs from the defaults. */
export const keptSettings = (given: SettingsDto): KeptSettings =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && value !== DEFAULT_SETTINGS[name as keyof RoomSettings],
    ),
  )
