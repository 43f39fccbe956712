// Everything that can go wrong between an app and the server, as one kind of error with a stable code.

/** One field of what was sent that is wrong; `field` is a dotted path such as `attachment.content`. */
export interface FieldError {
  field: string
  message: string
}

/** How an error reads on the wire, over HTTP and over a socket, and how it is kept. */
export interface WireError {
  code: string
  detail: string
  status?: number
  errors?: FieldError[]
  /** Seconds. */
  retry_after?: number | undefined
}

/**
 * Codes of this client, beside the server's: nobody answered; one's own doing; see Outbox; a file that cannot be read (any more); the
 * client is closed; nothing that a server says, such as a mistake in an app.
 */
export type ClientCode =
  'unreachable' | 'cancelled' | 'history_replaced' | 'file_unreadable' | 'closed' | 'unexpected'

/** The server's, where this client finds the same. */
type OfServer = 'unauthenticated' | 'payload_too_large' | 'seq_unknown' | 'client_id_reused'

/** What may work later, unchanged. */
const PASSING = new Set(['unreachable', 'unavailable', 'internal', 'rate_limited'])

export class ChatError extends Error {
  override readonly name = 'ChatError'
  /** The server's stable code; or a ClientCode. */
  readonly code: string
  /** HTTP status; 0 where there was none. */
  readonly status: number
  readonly errors: readonly FieldError[]
  /** Seconds to wait before another try, where the server said so. */
  readonly retryAfter: number | undefined

  constructor(private readonly wire: WireError) {
    super(wire.detail)
    this.code = wire.code
    this.status = wire.status ?? 0
    this.errors = wire.errors ?? []
    this.retryAfter = wire.retry_after
  }

  /** A sentence for developers. */
  get detail(): string {
    return this.message
  }

  /** Whether the same may work later, unchanged. */
  get passing(): boolean {
    return PASSING.has(this.code)
  }

  /** The form in which it is kept and told to other tabs. */
  toWire(): WireError {
    return this.wire
  }

  /** An error that this client makes itself. */
  static own(code: ClientCode | OfServer, detail: string = code): ChatError {
    return new ChatError({ code, detail })
  }

  /** Any thrown value as a ChatError. */
  static from(thrown: unknown): ChatError {
    return thrown instanceof ChatError ? thrown : ChatError.own('unreachable', String(thrown))
  }

  /** What an unsuccessful HTTP answer means. A proxy in between may answer without our problem document. */
  static ofAnswer(status: number, body: unknown, retryAfter?: string | null): ChatError {
    const code = status >= 500 ? 'unavailable' : 'unexpected'
    const retry_after = Number(retryAfter) || undefined
    return new ChatError({
      code,
      detail: `HTTP ${status}`,
      ...(body as object),
      status,
      retry_after,
    })
  }
}
