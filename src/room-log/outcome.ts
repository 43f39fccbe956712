// What became of what was to be written: the answer to its sender, and the entry as everybody sees it.
import type { Actor } from '../auth/actor.js'
import { ChatError, CloseCode, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { Written } from './batch.js'
import type { Draft, Entry } from './draft.js'
import type { Seen } from './publication.js'
import type { Stored } from './stored.js'

/** What became of a draft. */
export interface Appended {
  seq: number
  /** ISO 8601 UTC. */
  created_at: string
  /** The same `client_id` with the same content had been stored before: nothing was stored now. */
  duplicate: boolean
  /** The stored message as everybody sees it, unless it is a duplicate. */
  message?: Seen
}

/** @param view what everybody sees of it, if it was stored and that is known */
export function toOutcome(
  { outcome, seq, created_at }: Written,
  { draft }: Entry,
  view: Seen | undefined,
): Appended | ChatError {
  switch (outcome) {
    case 'appended':
      return { seq, created_at, duplicate: false, ...(view && { message: view }) }
    case 'duplicate':
      counts.duplicates++
      return { seq, created_at, duplicate: true }
    case 'barred':
      return draft.refusal!
    case 'seq_unknown':
      return logReplaced()
    case 'muted':
      return new ChatError('muted', `You are silenced in this chatroom until ${created_at}.`)
    case 'rate_limited':
      return new ChatError('rate_limited', `Slow mode: say the next thing in ${seq} s.`, { retryAfter: seq })
    case 'conflict':
      return new ChatError('conflict', `The last seq of the chatroom is ${seq} now.`)
    default:
      return refusal(outcome as ErrorCode, draft)
  }
}

/** What the log refuses, in words that say why as far as the draft tells. */
function refusal(code: ErrorCode, { type, target_seq, reply_to }: Draft): ChatError {
  if (code === 'message_not_found') {
    const seq = target_seq ?? reply_to
    return seq === undefined
      ? new ChatError(code)
      : new ChatError(code, `There is no message ${seq} here that this could be for.`)
  }
  const said = WORDS[`${code} ${type}`]
  if (said) return new ChatError(code, said)
  if (code !== 'validation_failed') return new ChatError(code)
  const [field, message] = WRONG[type]!
  return new ChatError(code, `${message}.`, { errors: [{ field, message }] })
}

/** Why a change is refused to who may otherwise make such. */
const WORDS: Record<string, string> = {
  'forbidden edit': 'Only who has said something can edit it.',
  'forbidden delete': 'Only who has said something, and owner and admins, can delete it.',
  'too_late edit': 'The time in which this could be edited has passed (the setting EDIT_WINDOW).',
  'too_late delete': 'The time in which this could be deleted has passed (the setting DELETE_WINDOW).',
  'too_late vote': 'The poll is closed.',
}

/** What only the log can find wrong with a change: its field, and the words. */
const WRONG: Record<string, [field: string, message: string]> = {
  edit: ['message', 'message must be there, and content only where the message is custom'],
  vote: ['options', 'options must be options of the poll, and only one unless it allows multiple'],
  pin: ['pinned', 'pinned must not be more than 10 messages of a chatroom'],
}

/** What was just written, as the log would read it. */
export function stored({ actor, room, draft }: Entry, { seq, n, created_at, expires_at }: Written): Stored {
  const { type, message, attachment, payload, client_id, target_seq, reply_to, mentions } = draft
  const own = type === 'edit' ? {} : { message, payload }
  return {
    room,
    seq,
    n,
    type,
    ...own,
    attachment,
    client_id: client_id ?? null,
    sender: person(actor),
    created_at,
    expires_at,
    target_seq,
    reply_seq: reply_to,
    mentions: mentions?.map(({ id }) => id),
  }
}

/** For whoever is still in a log that the room has no longer. */
export const logReplaced = (): ChatError =>
  new ChatError('seq_unknown', 'This log was replaced by another: start again from the history.', {
    close: CloseCode.overloaded,
  })

const person = ({ id, username, displayName }: Actor) => ({ id, username, display_name: displayName })
