// What clients say of themselves, and whom they ask for.
import { ApiProperty } from '@nestjs/swagger'
import { ArrayMaxSize, IsArray, IsBoolean, Matches } from 'class-validator'
import { USERNAME, USERNAME_PATTERN } from '../common/username.js'
import { AsGiven } from '../common/validation.js'

/** Whom one connection can watch: more than a screen shows, and a statement still answers for all of them at once. */
export const MOST_WATCHED = 200

export class TypingDto {
  /** Whether you are typing; say so again every few seconds while you are. */
  @ApiProperty({ type: Boolean, example: true })
  @IsBoolean()
  active: boolean
}

export class WatchDto {
  /** Usernames of those whose presence you want to be told: all of them, in the place of those before. */
  @ApiProperty({
    type: [String],
    items: { ...USERNAME, type: 'string' },
    maxItems: MOST_WATCHED,
    example: ['ben'],
  })
  @AsGiven({ exceptNull: true })
  @IsArray()
  @ArrayMaxSize(MOST_WATCHED)
  @Matches(USERNAME_PATTERN, {
    each: true,
    message: 'each of users must be 3 to 32 letters a-z, digits, "_", "." or "-"',
  })
  users: string[]
}
