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
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

interface Person {
  id: string
  username: string
  displayName: string
  createdAt: Date
}

/** Works for a User row and for an Actor. */
export function userView({ id, username, displayName, createdAt }: Person): UserView {
  return { id, username, display_name: displayName, created_at: createdAt.toISOString() }
}
