// What travels, as the wire contract has it: the shapes of REST and of both socket doors.
export interface User {
  id: string
  username: string
  display_name: string
  created_at: string
}

export interface Session {
  access_token: string
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  refresh_token: string
  user: User
}

export type Role = 'owner' | 'admin' | 'member'

export interface Chatroom {
  name: string
  description: string
  max_members: number
  member_count: number
  last_seq: number
  /** Which log it has: another one after it was made anew, or the server came back with another history. */
  log: string
  /** The caller's; null for who has not entered. */
  role: Role | null
  settings?: { who_can_pin?: 'members' | 'admins' }
  created_by: User
  created_at: string
}

export interface Member {
  user: User
  role: Role
  joined_at: string
}

export type AttachmentType = 'image' | 'video' | 'audio' | 'document'

export interface Attachment {
  id: string
  type: AttachmentType
  filename: string
  mime_type: string
  /** Bytes. */
  size: number
  sha256: string
  /** A path of this server; reading it takes the token. */
  url: string
  /** Pixels. */
  width?: number
  height?: number
  /** Seconds. */
  duration?: number
  thumbnail_url?: string
  blurhash?: string
  /** A voice note. */
  voice?: boolean
  /** How loud it is from beginning to end, each 0 to 100. */
  waveform?: number[]
}

export interface Location {
  /** Degrees. */
  latitude: number
  longitude: number
  name?: string
}

/** As somebody is named in an entry. */
export type Person = Pick<User, 'id' | 'username' | 'display_name'>

export interface Contact {
  name: string
  username?: string
  phones?: string[]
  emails?: string[]
}

export interface Reaction {
  emoji: string
  count: number
  /** Usernames, of 20 at most. */
  users: string[]
}

export interface Votes {
  /** Its place among the options, from 0. */
  option: number
  count: number
  users: string[]
}

export interface Poll {
  question: string
  options: string[]
  multiple?: boolean
  closes_at?: string
  votes?: Votes[]
}

/** The message that another one answers. */
export interface Quote {
  seq: number
  sender: Person
  type: string
  /** Cut at 200 characters. */
  message?: string
  attachment?: Pick<Attachment, 'type' | 'filename'>
  deleted?: true
}

/** What may stand beside whatever is said, and what became of it. */
interface Said {
  reply_to?: Quote
  mentions?: Person[]
  mentions_all?: true
  forwarded?: true
  edited_at?: string
  reactions?: Reaction[]
  /** `seq` of the latest change that it shows. */
  changed_seq?: number
  /** Of one that was deleted. */
  deleted_by?: Person
}

/** What an entry has that changes another one. */
interface Change {
  target_seq?: number
  /** All of it as it is after the change. */
  target?: Message
  emoji?: string | null
  options?: number[]
}

export interface Message extends Said, Change {
  chatroom: string
  seq: number
  /** Of one that this client does not know, the `seq` counts and nothing is shown. */
  type: string
  message?: string | null
  attachment?: Attachment
  location?: Location
  contacts?: Contact[]
  poll?: Poll
  content?: unknown
  pinned?: boolean
  client_id: string | null
  sender: Person
  created_at: string
}

/** What this client says, through any door. */
export type Saying = { client_id?: string; reply_to?: number } & (
  { type: 'text'; message: string } | { type: 'attachment'; attachment: { id: string }; message?: string }
)

/** How it changes what was said. */
export type Changing = { client_id?: string; target_seq: number } & (
  | { type: 'edit'; message: string }
  | { type: 'delete' }
  | { type: 'reaction'; emoji: string | null }
  | { type: 'vote'; options: number[] }
  | { type: 'pin'; pinned: boolean }
)

export type Draft = Saying | Changing

export const isChanging = (draft: Draft): draft is Changing => 'target_seq' in draft

/** How the Socket.IO door answers an emit. */
export type Answer =
  | { ok: true; seq: number; created_at: string; client_id: string | null; duplicate: boolean }
  | { ok: false; error: WireError }

export interface FieldError {
  field: string
  message: string
}

export interface WireError {
  code: string
  detail: string
  errors?: FieldError[]
}

const SHOWN = [
  ...['text', 'attachment', 'location', 'contact', 'poll', 'custom', 'deleted'],
  ...['joined', 'left'],
]

/** Whether there is anything to show of it. */
export const isShown = ({ type }: Message): boolean => SHOWN.includes(type)

/** The name that people see. */
export const nameOf = ({ display_name, username }: Person): string => display_name || username
