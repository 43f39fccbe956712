// What went wrong, in words for the person in front of it.
import { ChatError, type FieldError, type WireError } from 'whatsapp-api-client'

/** For the codes that people meet: what it means to them. The rest speak in the server's own `detail`. */
const PLAIN_WORDS: Record<string, string> = {
  unreachable: 'The server cannot be reached.',
  file_unreadable: 'The file cannot be read. It may have been moved, changed or deleted.',
  unavailable: 'The server is busy or restarting. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again in a moment.',
  rate_limited: 'Too many requests. Wait a moment and try again.',
  unauthenticated: 'You are signed out.',
  username_taken: 'This username is taken.',
  chatroom_exists: 'A group with this name already exists.',
  chatroom_full: 'This group is full.',
  chatroom_not_found: 'This chat does not exist.',
  seq_unknown: 'This group was deleted and created again. This was written for the earlier one.',
  not_a_member: 'You are not a member of this group.',
  banned: 'You are banned from this group.',
  message_not_found: 'This message no longer exists.',
  user_not_found: 'Nobody has this username.',
  invite_not_found: 'This invite link is no longer valid.',
  too_late: 'It is too late for that.',
  history_replaced: 'The server was restored from a backup. Check whether this still belongs here.',
}

export class Problem extends Error {
  constructor(
    /** The server's stable code, or one of the SDK's. */
    readonly code: string,
    /** A sentence from the server, for developers. */
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    /** Seconds to wait before another try, where the server said so. */
    readonly retryAfter?: number,
    /** Whether the same may work later, unchanged. */
    readonly passing = false,
  ) {
    super(detail)
  }

  /** Any thrown value, or an error as it is kept, as a Problem. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown
    const error = isWire(thrown) ? new ChatError(thrown) : ChatError.from(thrown)
    return new Problem(error.code, error.detail, error.errors, error.retryAfter, error.passing)
  }

  /** One sentence or two for the person in front of it. */
  get words(): string {
    if (this.code === 'validation_failed' && this.errors.length > 0)
      return this.errors.map(({ message }) => sentence(message)).join(' ')
    if (this.code === 'rate_limited' && this.retryAfter) return `Too fast. Try again in ${this.retryAfter} s.`
    return PLAIN_WORDS[this.code] ?? sentence(this.detail)
  }

  /** What is wrong with one field of what was sent. */
  of(field: string): string | undefined {
    const found = this.errors.find((each) => each.field === field)
    return found && sentence(found.message)
  }
}

const isWire = (thrown: unknown): thrown is WireError =>
  typeof thrown === 'object' &&
  thrown !== null &&
  !(thrown instanceof Error) &&
  'code' in thrown &&
  'detail' in thrown

const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
