// What the log is asked to store.
import { createHash } from 'node:crypto'
import type { Actor } from '../auth/actor.js'
import type { AttachmentView } from './attachment.view.js'

/** A chatroom as it was found: the database's key, the name on the wire, and which log it had. */
export interface RoomRef {
  id: number
  name: string
  /** Ids come again when the database comes back with another history: whoever reads or writes compares this one. */
  log: string
}

/** A checked message that is about to be said. */
export interface Draft {
  type: 'text' | 'attachment'
  message?: string
  attachment?: AttachmentView
  client_id?: string
}

/** Who says what, and where. */
export interface Entry {
  actor: Actor
  room: RoomRef
  draft: Draft
}

/**
 * Fingerprint of a draft's content, kept only where a `client_id` makes it comparable. Of an attachment its bytes count, its
 * type and its name, whatever id each upload got, and whether it was uploaded before or came inside the message.
 */
export function digest({ draft: { type, message, attachment, client_id } }: Entry): Buffer | null {
  if (client_id === undefined) return null
  const file = attachment ? [attachment.type, attachment.filename, attachment.sha256] : null
  return createHash('sha256')
    .update(JSON.stringify([type, message ?? null, file]))
    .digest()
}
