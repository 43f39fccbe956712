// A server key as ADMIN_KEY sees it: never the key itself, but once.
import { ApiProperty } from '@nestjs/swagger'
import { SCOPES, type Scope } from '../../auth/server-keys.js'
import type { ServerKey } from '../../database/entities/index.js'

export class ServerKeyView {
  @ApiProperty({ format: 'uuid', example: '5b1f7f0e-2f0d-4c57-8f37-0a2a4f9f4d21' })
  id: string

  @ApiProperty({ type: String, example: 'Our web shop' })
  name: string

  @ApiProperty({ enum: SCOPES, enumName: 'Scope', isArray: true, example: ['users', 'messages'] })
  scopes: Scope[]

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class NewServerKeyView extends ServerKeyView {
  /** For `Authorization: Bearer …`. Keep it now: it is not shown again. */
  @ApiProperty({ type: String, example: 'sk_Wm9yqk3T0cT5m1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnO' })
  key: string
}

export class ServerKeyPage {
  @ApiProperty({ type: [ServerKeyView] })
  keys: ServerKeyView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

type Seen = Pick<ServerKey, 'id' | 'name' | 'scopes' | 'createdAt'>

export const serverKeyView = ({ id, name, scopes, createdAt }: Seen): ServerKeyView => ({
  ...{ id, name, scopes: scopes as Scope[] },
  created_at: createdAt.toISOString(),
})
