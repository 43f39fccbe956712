// What the log is asked to store.
import { createHash } from 'node:crypto'
import type { Actor } from '../auth/actor.js'
import type { PersonView } from '../auth/user.view.js'
import type { ChatError } from '../common/errors.js'
import type { AttachmentView } from './attachment.view.js'

/** A chatroom as it was found: the database's key, the name on the wire, and which log it had. */
export interface RoomRef {
  id: number
  name: string
  /** Ids come again when the database comes back with another history: whoever reads or writes compares this one. */
  log: string
}

/** A checked message that is about to be said, or a change that is about to be made. */
export interface Draft {
  /** What it is stored as. */
  type: string
  /** What one has to be allowed to do for it, as the SQL function `may` knows it; `send` where it does not say. */
  action?: string
  /** Words: a text, or a caption. */
  message?: string
  attachment?: AttachmentView
  /** What is particular to its kind, in the shape of the wire: these fields become fields of the entry. */
  payload?: Record<string, unknown>
  /** What makes two sends with one `client_id` the same; undefined where nobody can tell any more. */
  same: unknown
  client_id?: string
  /** Why it cannot be stored, unless it was already, under its `client_id`. */
  refusal?: ChatError
  /** `seq` of what it changes: that makes it a change. */
  target_seq?: number
  /** `seq` of what it answers. */
  reply_to?: number
  mentions?: PersonView[]
  /** The room's last `seq`, if it is to be stored only after that. */
  if_last_seq?: number
}

/** Who says what, and where. */
export interface Entry {
  actor: Actor
  room: RoomRef
  draft: Draft
}

/** Fingerprint of what was sent, kept only where a `client_id` makes it comparable. */
export function digest({ draft: { same, client_id } }: Entry): Buffer | null {
  if (client_id === undefined || same === undefined) return null
  return createHash('sha256').update(JSON.stringify(same)).digest()
}
