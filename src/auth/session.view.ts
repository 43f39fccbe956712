// What signing in answers with: a session's tokens, and the one-use ticket for a plain WebSocket.
import { ApiProperty } from '@nestjs/swagger'
import { UserView } from './user.view.js'

export class SessionView {
  /** Goes into `Authorization: Bearer …`, `auth.token` or the first frame. A JWT; treat it as opaque. */
  @ApiProperty({
    type: String,
    example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiI2ZjFlM2IwYSJ9.c2lnbmF0dXJl',
  })
  access_token: string

  @ApiProperty({ type: String, enum: ['Bearer'], example: 'Bearer' })
  token_type: 'Bearer'

  /** Seconds until the access token expires. */
  @ApiProperty({ type: 'integer', format: 'int32', example: 900 })
  expires_in: number

  /** For the next `POST /auth/refresh`; each works once, and for a few seconds again if the answer was lost. */
  @ApiProperty({
    type: String,
    example:
      '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a.Pm1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnOWm9yqk3T0cT.Wm9yqk3T0cT5m1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnO',
  })
  refresh_token: string

  @ApiProperty({ type: UserView })
  user: UserView
}

export class TicketView {
  /** Goes into `?ticket=` of a WebSocket address. */
  @ApiProperty({ type: String, example: 'q0V7m3bT1xYk9Zp4sW2dR8fJ6hL5nC0aE1gIiKkMmOo' })
  ticket: string

  /** Seconds until it expires. */
  @ApiProperty({ type: 'integer', format: 'int32', example: 60 })
  expires_in: number
}
