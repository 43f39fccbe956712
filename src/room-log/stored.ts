// An entry of the log with all that its own row says: what others it refers to are is looked up by `completion.ts`.
import type { PersonView } from '../auth/user.view.js'
import type { AttachmentView } from './attachment.view.js'
import type { RoomRef } from './draft.js'

/** How many did the same to a message, and the ids of the first of them. */
interface Counted {
  count: number
  users: string[]
}

export interface Stored {
  room: RoomRef
  seq: number
  /** Of what was said: its place among that. */
  n: number | null
  type: string
  message?: string
  attachment?: AttachmentView
  /** What is particular to its kind: these fields become fields of the entry. */
  payload?: Record<string, unknown>
  client_id: string | null
  sender: PersonView
  /** Whom an event is about, if not its sender; of `joined`: who has brought them in. */
  user?: PersonView
  created_at: string
  /** When its time is over. */
  expires_at?: string
  target_seq?: number
  reply_seq?: number
  /** Ids. */
  mentions?: string[]
  /** What changes have made of it; none if there were none. */
  state?: State
}

/** What changes have made of a message. */
export interface State {
  changed_seq: number
  /** `seq` of the edit whose words it has. */
  edit_seq?: number
  edited_at?: string
  /** An id; its words are gone. */
  deleted_by?: string
  pinned?: boolean
  reactions?: (Counted & { emoji: string })[]
  votes?: (Counted & { option: number })[]
}
