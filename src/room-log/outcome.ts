// What became of what was to be written: the answer to its sender, and the entry as everybody sees it.
import type { Actor } from '../auth/actor.js'
import { ChatError, CloseCode, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import type { Written } from './batch.js'
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

export function toOutcome(written: Written, entry: Entry): Appended | ChatError {
  const { outcome, seq, created_at } = written
  if (outcome === 'appended') return { seq, created_at, duplicate: false, message: said(entry, written) }
  if (outcome === 'seq_unknown') return logReplaced()
  if (outcome !== 'duplicate') return new ChatError(outcome as ErrorCode)
  counts.duplicates++
  return { seq, created_at, duplicate: true }
}

function said({ actor, room, draft }: Entry, { seq, n, created_at }: Written): MessageView {
  return {
    chatroom: room.name,
    seq,
    n,
    type: draft.type,
    ...(draft.message !== undefined && { message: draft.message }),
    ...(draft.attachment && { attachment: draft.attachment }),
    ...draft.payload,
    client_id: draft.client_id ?? null,
    sender: person(actor),
    created_at,
  }
}

/** For whoever is still in a log that the room has no longer. */
export const logReplaced = (): ChatError =>
  new ChatError('seq_unknown', 'This log was replaced by another: start again from the history.', {
    close: CloseCode.overloaded,
  })

const person = ({ id, username, displayName }: Actor) => ({ id, username, display_name: displayName })

/** What has happened to the members of a room, as everybody in it sees it. */
export function event(
  type: 'joined' | 'left',
  actor: Actor,
  room: RoomRef,
  { seq, at }: { seq: number; at: Date },
): MessageView {
  return {
    chatroom: room.name,
    seq,
    type,
    client_id: null,
    sender: person(actor),
    created_at: at.toISOString(),
  }
}
