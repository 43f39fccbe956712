// Invites, as those see them who make them, and what whoever has one sees of the room.
import { ApiProperty, type ApiParamOptions } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'

const COUNT = { type: 'integer', format: 'int32', minimum: 0 } as const

/** What one looks like. */
const CODE_EXAMPLE = 'Hk3vN0mX2qYw8sT5uLr7cJ9dFbA1eGzPoKiMnVxQyWE'

export class InviteView {
  /** Whoever has it may come in. */
  @ApiProperty({ type: String, example: CODE_EXAMPLE })
  code: string

  /** Of this server’s page, where whoever opens it sees the room and can enter it. */
  @ApiProperty({ type: String, format: 'uri-reference', example: `/?invite=${CODE_EXAMPLE}` })
  url: string

  /** How many have come in with it. */
  @ApiProperty({ ...COUNT, example: 0 })
  uses: number

  /** Null for any number. */
  @ApiProperty({ ...COUNT, nullable: true, example: 10 })
  max_uses: number | null

  /** Null for never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-23T10:00:00.000Z' })
  expires_at: string | null

  @ApiProperty({ type: UserView })
  created_by: UserView
}

export class InvitePage {
  @ApiProperty({ type: [InviteView] })
  invites: InviteView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

/** What is to be seen of a chatroom before one is in it. */
export class InvitingRoomView {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  name: string

  @ApiProperty({ example: 'Where the team has lunch' })
  description: string

  /** Its picture; null without one. */
  @ApiProperty({ type: String, format: 'uri-reference', nullable: true, example: null })
  avatar_url: string | null

  @ApiProperty({ ...COUNT, example: 2 })
  member_count: number

  @ApiProperty({ ...COUNT, example: 50 })
  max_members: number
}

export class InvitationView {
  @ApiProperty({ type: InvitingRoomView })
  chatroom: InvitingRoomView

  @ApiProperty({ type: UserView })
  created_by: UserView
}

/** How the documents describe the `{code}` of a route. */
export const CODE_PARAM: ApiParamOptions = {
  name: 'code',
  description: 'The invite’s `code`.',
  schema: { type: 'string', example: CODE_EXAMPLE },
}
