// Everything that can go wrong between this client and the server, as one kind of error with a stable code.
import type { FieldError, WireError } from './wire'

/** Codes of our own, beside the server's: it did not answer, the caller gave up. */
export const UNREACHABLE = 'unreachable'
export const CANCELLED = 'cancelled'
/** The room has another history by now: what was to be answered or changed may be another message there. */
export const HISTORY_REPLACED = 'history_replaced'

/** What may work later, unchanged. */
const PASSING = new Set([UNREACHABLE, 'unavailable', 'internal', 'rate_limited'])

/** For the codes that people meet: what it means to them. The rest speak in the server's own `detail`. */
const PLAIN_WORDS: Record<string, string> = {
  [UNREACHABLE]: 'The server cannot be reached just now.',
  unavailable: 'The server is busy or restarting. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again in a moment.',
  rate_limited: 'That was a lot at once. Wait a moment and try again.',
  unauthenticated: 'You are not signed in any more.',
  username_taken: 'Somebody has this username already.',
  chatroom_exists: 'There is a room of this name already.',
  chatroom_full: 'This room is full. Somebody has to leave before you can enter.',
  chatroom_not_found: 'This room does not exist any more.',
  payload_too_large: 'This is larger than the server takes.',
  seq_unknown: 'This room was made anew. This was written for the one before.',
  not_a_member: 'You are not in this room.',
  message_not_found: 'This message is not there any more.',
  user_not_found: 'Nobody has this name.',
  invite_not_found: 'This invite does not lead anywhere any more.',
  too_late: 'It is too late for that now.',
  [HISTORY_REPLACED]: 'The server came back with an older history. Look whether this still belongs here.',
}

export class Problem extends Error {
  constructor(
    /** The server's stable code, or one of ours. */
    readonly code: string,
    /** A sentence from the server, for developers. */
    readonly detail: string,
    readonly errors: FieldError[] = [],
    /** Seconds to wait before another try, where the server said so. */
    readonly retryAfter?: number,
  ) {
    super(detail)
  }

  static of({ code, detail, errors }: WireError, retryAfter?: number): Problem {
    return new Problem(code, detail, errors, retryAfter)
  }

  /** Any thrown value as a Problem. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown
    if (thrown instanceof DOMException && thrown.name === 'AbortError')
      return new Problem(CANCELLED, 'Cancelled.')
    return new Problem(UNREACHABLE, thrown instanceof Error ? thrown.message : String(thrown))
  }

  /** Whether the same may work later, unchanged. */
  get passing(): boolean {
    return PASSING.has(this.code)
  }

  /** One sentence or two for the person in front of it. */
  get words(): string {
    if (this.code === 'validation_failed' && this.errors.length > 0)
      return this.errors.map(({ message }) => sentence(message)).join(' ')
    if (this.code === 'rate_limited' && this.retryAfter)
      return `That was too soon. Try again in ${this.retryAfter} s.`
    return PLAIN_WORDS[this.code] ?? sentence(this.detail)
  }

  /** What is wrong with one field of what was sent. */
  of(field: string): string | undefined {
    const found = this.errors.find((each) => each.field === field)
    return found && sentence(found.message)
  }
}

const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
