// What the functions that moderate a room answer.
import { ChatError, type ErrorCode } from '../common/errors.js'

/** What `remove_member` answers. */
export interface Removed {
  outcome: 'removed' | ErrorCode
  first: number | null
  last: number | null
  /** They had asked to be let in. */
  waited: boolean | null
}

/**
 * Why it was not done: who asked may do it in this room, as it was seen before, but not to everybody.
 * @param forbidden the words for `forbidden`
 */
export function refusal(code: ErrorCode, forbidden = 'Your role must be above theirs for this.'): ChatError {
  if (code === 'forbidden') return new ChatError(code, forbidden)
  if (code === 'user_not_found') return new ChatError(code, 'Nobody of this name is a member here.')
  return new ChatError(code)
}

/** What every route of theirs may answer. */
export const MODERATION_PROBLEMS = [
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'chatroom_not_found',
] as const
