// The shapes on the wire, written down from the contract and not from the source: the server is held to these.

export interface User {
  id: string
  username: string
  display_name: string
  created_at: string
}

export interface Session {
  access_token: string
  token_type: 'Bearer'
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
  log: string
  pinned: number[]
  role: Role | null
  created_by: User
  created_at: string
}

export interface ChatroomList {
  chatrooms: Chatroom[]
  next_cursor: string | null
}

export interface Member {
  user: User
  role: Role
  joined_at: string
}

export interface MemberList {
  members: Member[]
  next_cursor: string | null
}

export interface Attachment {
  id: string
  type: 'image' | 'video' | 'audio' | 'document'
  filename: string
  mime_type: string
  size: number
  sha256: string
  url: string
  width?: number
  height?: number
  duration?: number
  thumbnail_url?: string
  blurhash?: string
  voice?: true
  waveform?: number[]
}

export interface Message {
  chatroom: string
  seq: number
  n?: number
  type:
    | ('text' | 'attachment' | 'location' | 'contact' | 'poll' | 'custom' | 'deleted')
    | ('edit' | 'delete' | 'reaction' | 'vote' | 'pin')
    | ('joined' | 'left')
  message?: string | null
  target_seq?: number
  attachment?: Attachment
  location?: { latitude: number; longitude: number; name?: string }
  client_id: string | null
  sender: { id: string; username: string; display_name: string }
  created_at: string
}

export interface MessagePage {
  log: string
  messages: Message[]
  has_more: boolean
}

export interface FieldError {
  field: string
  message: string
}

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  errors?: FieldError[]
  request_id: string
}

/** The contract's table, as far as its sections are built: code → HTTP status. */
export const STATUS_OF = {
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_a_member: 403,
  chatroom_not_found: 404,
  message_not_found: 404,
  attachment_not_found: 404,
  chatroom_exists: 409,
  username_taken: 409,
  chatroom_full: 409,
  client_id_reused: 409,
  seq_unknown: 409,
  conflict: 409,
  too_late: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const

export type Code = keyof typeof STATUS_OF

/** What a door answers to something sent, in one form for all of them. */
export type SendAnswer =
  | { ok: true; seq: number; created_at: string; client_id: string | null; duplicate: boolean }
  | { ok: false; error: { code: string; detail: string; errors?: FieldError[]; retry_after?: number } }
