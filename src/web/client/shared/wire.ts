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
}

export interface Location {
  /** Degrees. */
  latitude: number
  longitude: number
  name?: string
}

export type Sender = Pick<User, 'id' | 'username' | 'display_name'>

export interface Message {
  chatroom: string
  seq: number
  /** Of one that this client does not know, the `seq` counts and nothing is shown. */
  type: string
  message?: string | null
  attachment?: Attachment
  location?: Location
  client_id: string | null
  sender: Sender
  created_at: string
}

/** What this client sends, through any door. */
export type Draft =
  | { type: 'text'; message: string; client_id?: string }
  | { type: 'attachment'; attachment: { id: string }; message?: string; client_id?: string }

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

const SHOWN = ['text', 'attachment', 'location', 'joined', 'left']

/** Whether there is anything to show of it. */
export const isShown = ({ type }: Message): boolean => SHOWN.includes(type)

/** The name that people see. */
export const nameOf = ({ display_name, username }: Sender): string => display_name || username
