// Every error a client can meet: one table from the stable code to its HTTP status, its close code and its words.
import { Logger } from '@nestjs/common'
import { isDatabaseAway, isDatabaseBusy, nameTrouble } from './database-errors.js'

export { isDatabaseAway, isDatabaseBusy }

/** Close codes of a socket; which of them are final, see `isFinal`. */
export const CloseCode = {
  goingAway: 1001,
  protocolAbuse: 1008,
  tooBig: 1009,
  internal: 1011,
  overloaded: 1013,
  unauthenticated: 4401,
  notAMember: 4403,
  noSuchRoom: 4404,
  noAuthInTime: 4408,
  tooMany: 4429,
} as const
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode]

const FINAL: readonly CloseCode[] = [
  CloseCode.protocolAbuse,
  CloseCode.unauthenticated,
  CloseCode.notAMember,
  CloseCode.noSuchRoom,
]

/** Whether coming back is in vain until something has changed: the client's code, its token, its membership or the room. */
export const isFinal = (code: CloseCode): boolean => FINAL.includes(code)

interface ErrorKind {
  /** HTTP status of the problem document. */
  status: number
  /** Close code of a socket that cannot go on because of it. */
  close: CloseCode
  /** RFC 9457 `title`: the same words for every occurrence. */
  title: string
  /** Whether the same request may succeed later, unchanged. */
  retryable: boolean
}

const kind = (status: number, close: CloseCode, title: string, retryable = false): ErrorKind => ({
  status,
  close,
  title,
  retryable,
})

export const ERRORS = {
  validation_failed: kind(400, CloseCode.protocolAbuse, 'The request is malformed'),
  unauthenticated: kind(401, CloseCode.unauthenticated, 'Not signed in'),
  forbidden: kind(403, CloseCode.notAMember, 'This role may not do this'),
  not_a_member: kind(403, CloseCode.notAMember, 'Not a member of this chatroom'),
  muted: kind(403, CloseCode.notAMember, 'Silenced in this chatroom'),
  banned: kind(403, CloseCode.notAMember, 'Banned from this chatroom'),
  not_found: kind(404, CloseCode.noSuchRoom, 'Nothing is there'),
  chatroom_not_found: kind(404, CloseCode.noSuchRoom, 'No such chatroom'),
  message_not_found: kind(404, CloseCode.noSuchRoom, 'No such message'),
  attachment_not_found: kind(404, CloseCode.noSuchRoom, 'No such attachment'),
  user_not_found: kind(404, CloseCode.noSuchRoom, 'No such user'),
  invite_not_found: kind(404, CloseCode.noSuchRoom, 'No such invite'),
  chatroom_exists: kind(409, CloseCode.protocolAbuse, 'The chatroom name is in use'),
  username_taken: kind(409, CloseCode.protocolAbuse, 'The username is in use'),
  chatroom_full: kind(409, CloseCode.notAMember, 'The chatroom is full'),
  client_id_reused: kind(409, CloseCode.protocolAbuse, 'The client_id was used for other content'),
  seq_unknown: kind(409, CloseCode.protocolAbuse, 'Another log, or a seq beyond its end'),
  conflict: kind(409, CloseCode.protocolAbuse, 'The chatroom has gone on meanwhile'),
  too_late: kind(409, CloseCode.protocolAbuse, 'The time for this has passed'),
  payload_too_large: kind(413, CloseCode.tooBig, 'Too large'),
  unsupported_media_type: kind(415, CloseCode.protocolAbuse, 'Unsupported media type'),
  range_not_satisfiable: kind(416, CloseCode.protocolAbuse, 'The range lies beyond the file'),
  rate_limited: kind(429, CloseCode.tooMany, 'Too many requests', true),
  internal: kind(500, CloseCode.internal, 'Internal error', true),
  unavailable: kind(503, CloseCode.overloaded, 'Not available now', true),
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

/** One field of a request that is wrong; `field` is a dotted path such as `attachment.content`. */
export interface FieldError {
  field: string
  message: string
}

/** What a service throws. Every door turns it into its own form: problem document, error frame or answer. */
export class ChatError extends Error {
  /** `retryAfter` in seconds; `close` when the socket that is told so cannot go on: with which code it closes. */
  readonly extra: { errors?: FieldError[]; retryAfter?: number; close?: CloseCode }

  constructor(
    readonly code: ErrorCode,
    /** One sentence for the client's developer; never anything internal. */
    readonly detail: string = ERRORS[code].title,
    extra: ChatError['extra'] = {},
  ) {
    super(detail)
    // What is malformed as a whole is so at no field in particular.
    this.extra = code === 'validation_failed' ? { errors: [{ field: '', message: detail }], ...extra } : extra
  }

  get kind(): ErrorKind {
    return ERRORS[this.code]
  }

  /** The form that socket doors send; `retry_after` in seconds, as `Retry-After` over HTTP. */
  toWire(): { code: ErrorCode; detail: string; errors?: FieldError[]; retry_after?: number } {
    const { errors, retryAfter } = this.extra
    return {
      code: this.code,
      detail: this.detail,
      ...(errors && { errors }),
      ...(retryAfter && { retry_after: retryAfter }),
    }
  }
}

/** `validation_failed` for one field. @param message what is wrong, beginning with the field's name; without a full stop */
export const wrongField = (field: string, message: string): ChatError =>
  new ChatError('validation_failed', `${message}.`, { errors: [{ field, message }] })

const logger = new Logger('Errors')

/**
 * Any thrown value as a ChatError: the database away or busy is `unavailable`, everything unforeseen `internal`, and logged.
 * @param where it was thrown, for the log: a request's id, or a door
 */
export function toChatError(error: unknown, where = 'Somewhere:'): ChatError {
  if (error instanceof ChatError) return error
  if (isDatabaseAway(error)) {
    nameTrouble(error)
    return new ChatError('unavailable', 'The database cannot be reached. Try again.', { retryAfter: 1 })
  }
  if (isDatabaseBusy(error)) {
    return new ChatError('unavailable', 'The database is busy with this. Try again.', { retryAfter: 1 })
  }
  logger.error(`${where} ${(error as Error | undefined)?.stack ?? String(error)}`)
  return new ChatError('internal', 'Something went wrong on our side.')
}
