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

/** Why it was not done: who asked may do it in this room, as it was seen before, but not to everybody. */
export const refusal = (code: ErrorCode): ChatError =>
  new ChatError(code, code === 'forbidden' ? 'Your role must be above theirs for this.' : undefined)

/** What every route of theirs may answer. */
export const MODERATION_PROBLEMS = [
  'validation_failed',
  'unauthenticated',
  'forbidden',
  'chatroom_not_found',
] as const
