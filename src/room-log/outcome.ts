// What became of what was to be written: the answer to its sender, and the message as everybody sees it.
import type { Actor } from '../auth/actor.js'
import { ChatError, CloseCode, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { Entry, RoomRef } from './draft.js'
import type { MessageView } from './message.view.js'

/** What became of a draft. */
export interface Appended {
  seq: number
  /** ISO 8601 UTC. */
  created_at: string
  /** The same `client_id` with the same content had been stored before: nothing was stored now. */
  duplicate: boolean
  /** The stored message, unless it is a duplicate. */
  message?: MessageView
}

/** A row of what `append_messages` answers. */
export interface AppendRow {
  outcome: 'appended' | 'duplicate' | ErrorCode
  seq: number
  created_at: Date
}

export function toOutcome({ outcome, seq, created_at }: AppendRow, entry: Entry): Appended | ChatError {
  if (outcome === 'appended') return appended(entry, seq, created_at.toISOString())
  if (outcome === 'seq_unknown') return logReplaced()
  if (outcome !== 'duplicate') return new ChatError(outcome)
  counts.duplicates++
  return { seq, created_at: created_at.toISOString(), duplicate: true }
}

export function appended({ actor, room, draft }: Entry, seq: number, created_at: string): Appended {
  const message = {
    chatroom: room.name,
    seq,
    type: draft.type,
    ...(draft.message !== undefined && { message: draft.message }),
    ...(draft.attachment && { attachment: draft.attachment }),
    ...draft.payload,
    client_id: draft.client_id ?? null,
    sender: sender(actor),
    created_at,
  } as MessageView
  return { seq, created_at, duplicate: false, message }
}

/** For whoever is still in a log that the room has no longer. */
export const logReplaced = (): ChatError =>
  new ChatError('seq_unknown', 'This log was replaced by another: start again from the history.', {
    close: CloseCode.overloaded,
  })

const sender = ({ id, username, displayName }: Actor) => ({ id, username, display_name: displayName })

export function event(
  type: 'joined' | 'left',
  actor: Actor,
  room: RoomRef,
  seq: number,
  at: Date,
): MessageView {
  return {
    chatroom: room.name,
    seq,
    type,
    client_id: null,
    sender: sender(actor),
    created_at: at.toISOString(),
  }
}
