// A user as everybody sees them.
import { ApiProperty } from '@nestjs/swagger'

/** Who wrote or did something. */
export class PersonView {
  @ApiProperty({ format: 'uuid', example: '6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11' })
  id: string

  @ApiProperty({ example: 'ann' })
  username: string

  @ApiProperty({ example: 'Ann' })
  display_name: string
}

export class UserView extends PersonView {
  /** Of a picture of 256 × 256 pixels at the most, for whoever is signed in; another one for each picture, and null for none. */
  @ApiProperty({
    type: String,
    format: 'uri-reference',
    nullable: true,
    example: '/users/ann/avatar?v=0c6fd9d2',
  })
  avatar_url: string | null

  /** Whether it is a program that says so. */
  @ApiProperty({ type: Boolean, example: false })
  bot: boolean

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

interface Profile {
  id: string
  username: string
  displayName: string
  avatarId: string | null
  bot: boolean
  createdAt: Date
}

/**
 * Works for a User row and for an Actor.
 * @param base what all addresses begin with: `config.base`
 */
export function userView(
  { id, username, displayName, avatarId, bot, createdAt }: Profile,
  base: string,
): UserView {
  return {
    ...{ id, username, display_name: displayName },
    avatar_url: avatarUrl(base, `/users/${username}`, avatarId),
    bot,
    created_at: createdAt.toISOString(),
  }
}

/**
 * Where the picture of a user or a chatroom is.
 * @param path of the user or the room, percent-encoded
 */
export const avatarUrl = (base: string, path: string, avatarId: string | null): string | null =>
  avatarId === null ? null : `${base}${path}/avatar?v=${avatarId.slice(0, 8)}`
