// That somebody was let into a room, and what takes them out of it.
import type { ErrorCode } from '../common/errors.js'
import type { MessageView } from '../room-log/message.view.js'

/** What was seen when somebody was let into a room. */
export interface Admitted {
  /** The room's `last_seq` then, or any `seq` at which they were a member. */
  seq: number
  /** `seq` of their latest entering. */
  joinedSeq: number
  /** Whether the room hides from each member what was before that. */
  hidesPast: boolean
}

/** Entries that take somebody out of a room, and what they are told then. */
const TAKING_OUT: Record<string, { code: ErrorCode; detail: string }> = {
  left: { code: 'not_a_member', detail: 'You have left this chatroom.' },
  removed: { code: 'not_a_member', detail: 'You were removed from this chatroom.' },
  banned: { code: 'banned', detail: 'You are banned from this chatroom.' },
}

/** The id of whom an entry takes out of the room, whoever did it; undefined for all other entries. */
export const takesOut = ({ type, sender, user }: MessageView): string | undefined =>
  type in TAKING_OUT ? (user ?? sender)?.id : undefined

/** Why somebody is out after an entry that takes them out. */
export const reasonOf = ({ type }: MessageView): ErrorCode => TAKING_OUT[type]!.code

export const detailOf = ({ type }: MessageView): string => TAKING_OUT[type]!.detail
