// The frames, events and answers of the socket doors besides the messages themselves: what both doors send is one of these.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { UserView } from '../auth/user.view.js'
import { CloseCode, ERRORS, type ErrorCode } from '../common/errors.js'
import { LOG_EXAMPLE, LOG_WORD } from '../common/log-word.js'
import { FieldProblem } from '../common/problem.view.js'

const TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiI2ZjFlM2IwYSJ9.c2lnbmF0dXJl'

/** The first frame on a plain WebSocket whose address and headers do not say who you are. */
export class AuthFrame {
  @ApiProperty({ type: String, enum: ['auth'] })
  type: 'auth'

  /** The `access_token` of a session. */
  @ApiProperty({ type: String, example: TOKEN })
  token: string

  /** The last `seq` that you have, unless the address says it: everything after it is replayed. Without either: live only. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0 })
  after_seq?: number

  /** The `log` that you have it of, unless the address says it. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true })
  log?: string
}

/** What a Socket.IO client gives as `auth` when it connects to the namespace. */
export class HandshakeAuth {
  /** The `access_token` of a session. */
  @ApiProperty({ type: String, example: TOKEN })
  token: string

  /** The last `seq` that you have: everything after it is replayed, then it goes on live. Without it: live only. */
  @ApiPropertyOptional({ type: 'integer', format: 'int64', minimum: 0, nullable: true, example: 41 })
  after_seq?: number | null

  /** The `log` that you have it of: if the room has another one by now, you are refused with `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true, example: LOG_EXAMPLE })
  log?: string | null
}

/** You are in. */
export class ReadyView {
  @ApiProperty({ type: String, example: 'whatsapp_chatroom2' })
  chatroom: string

  /** Which log this is: give it back as `log` when you resume, and with what you send. */
  @ApiProperty({ ...LOG_WORD, example: LOG_EXAMPLE })
  log: string

  /** The first `seq` of it that you can read. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 1 })
  first_seq: number

  /** The room’s last `seq` at this moment; 0 for none. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, example: 41 })
  last_seq: number

  /** Whom the server takes you for. */
  @ApiProperty({ type: UserView })
  user: UserView
}

export class ReadyFrame extends ReadyView {
  @ApiProperty({ type: String, enum: ['ready'] })
  type: 'ready'
}

/** What became of a message that you sent: it is on disk. */
export class ReceiptView {
  /** As you gave it. */
  @ApiProperty({ type: String, nullable: true, example: 'optional-1' })
  client_id: string | null

  /** Its place in the room’s log. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 42 })
  seq: number

  /** The database’s clock at the commit. */
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string

  /** A retry: this is the first message’s place; nothing was stored now. */
  @ApiProperty({ type: Boolean, example: false })
  duplicate: boolean
}

export class AckFrame extends ReceiptView {
  @ApiProperty({ type: String, enum: ['ack'] })
  type: 'ack'
}

/** Why something was refused. */
export class RefusalView {
  /** Stable: what a program decides by. */
  @ApiProperty({ enum: Object.keys(ERRORS), enumName: 'ErrorCode', example: 'validation_failed' })
  code: ErrorCode

  /** One sentence for you, the developer. */
  @ApiProperty({ type: String, example: 'message must be text of 1 to 4096 characters.' })
  detail: string

  /** Which fields are wrong; with `validation_failed`. */
  @ApiPropertyOptional({
    type: [FieldProblem],
    example: [{ field: 'message', message: 'message must be text of 1 to 4096 characters' }],
  })
  errors?: FieldProblem[]

  /** Seconds to wait before the same is sent again; with `rate_limited` and `unavailable`. */
  @ApiPropertyOptional({ type: 'integer', format: 'int32', example: 1 })
  retry_after?: number
}

/** Why a message that you sent was refused. */
export class RefusedMessage extends RefusalView {
  /** The one that it had, if any. */
  @ApiPropertyOptional({ type: String, example: 'optional-1' })
  client_id?: string

  /** On the inbox: the room that it was for, if it said one. */
  @ApiPropertyOptional({ type: String, example: 'whatsapp_chatroom2' })
  chatroom?: string
}

export class ErrorFrame extends RefusedMessage {
  @ApiProperty({ type: String, enum: ['error'] })
  type: 'error'
}

export class AcceptedAnswer extends ReceiptView {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

/** What has no other answer, such as typing, is taken. */
export class TakenAnswer {
  @ApiProperty({ type: Boolean, enum: [true] })
  ok: true
}

export class RefusedAnswer {
  @ApiProperty({ type: Boolean, enum: [false] })
  ok: false

  @ApiProperty({ type: RefusedMessage })
  error: RefusedMessage
}

/** The last event before the server ends a Socket.IO connection. */
export class ClosingView {
  /** As the close codes of a plain WebSocket. */
  @ApiProperty({
    type: 'integer',
    enum: Object.values(CloseCode),
    enumName: 'CloseCode',
    example: CloseCode.notAMember,
  })
  code: CloseCode

  @ApiProperty({ type: String, example: 'You have left this chatroom.' })
  detail: string
}

/** For the OpenAPI document, which has no route that mentions them. */
export const FRAMES = [
  AuthFrame,
  HandshakeAuth,
  ReadyView,
  ReadyFrame,
  AckFrame,
  RefusalView,
  RefusedMessage,
  ErrorFrame,
  AcceptedAnswer,
  TakenAnswer,
  RefusedAnswer,
  ClosingView,
]
