// The shapes on the wire, written down from the contract and not from the source: the server is held to these.

export interface User {
  id: string
  username: string
  display_name: string
  avatar_url: string | null
  bot: boolean
  created_at: string
}

export interface UserList {
  users: User[]
  next_cursor: string | null
}

/** Somebody as others see them. */
export interface Profile extends User {
  about: string
  online: boolean
  last_seen: string | null
}

/** Oneself. */
export interface Me extends User {
  about: string
  privacy: { last_seen: string; read_receipts: boolean; direct: string }
}

export interface Device {
  id: string
  created_at: string
  last_seen_at: string
  user_agent: string | null
  current: boolean
}

export interface Session {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
  user: User
}

export type Role = 'owner' | 'admin' | 'member'

export interface RoomSettings {
  who_can_send: 'members' | 'admins'
  who_can_invite: 'members' | 'admins'
  who_can_pin: 'members' | 'admins'
  join: 'open' | 'approval'
  history: 'all' | 'since_joined'
  slow_mode: number
  disappear_after: number | null
}

export const DEFAULT_SETTINGS: RoomSettings = {
  who_can_send: 'members',
  who_can_invite: 'members',
  who_can_pin: 'members',
  join: 'open',
  history: 'all',
  slow_mode: 0,
  disappear_after: null,
}

export interface Chatroom {
  name: string
  kind: 'group' | 'direct'
  visibility: 'public' | 'private'
  description: string
  max_members: number
  member_count: number
  first_seq: number
  last_seq: number
  log: string
  avatar_url: string | null
  settings: RoomSettings
  metadata: Record<string, unknown>
  pinned: number[]
  role: Role | null
  /** Of a direct chat. */
  peer?: User
  /** For members; so is the next. */
  me?: Membership
  last_message?: Message | null
  created_by: User
  created_at: string
}

/** What a room is to one of its members. */
export interface Membership {
  read_seq: number
  delivered_seq: number
  unread: number
  unread_mentions: number
  muted_until: string | null
  archived: boolean
  favourite: boolean
}

export interface ChatroomList {
  chatrooms: Chatroom[]
  next_cursor: string | null
}

export interface Member {
  user: User
  role: Role
  joined_at: string
  /** Until when they are silenced. */
  muted_until: string | null
  online?: boolean
}

export interface MemberList {
  members: Member[]
  next_cursor: string | null
}

export interface RequestList {
  requests: { user: User; created_at: string }[]
  next_cursor: string | null
}

export interface BanList {
  bans: { user: User; until: string | null; reason: string | null; banned_by: User; created_at: string }[]
  next_cursor: string | null
}

export interface Invite {
  code: string
  url: string
  uses: number
  max_uses: number | null
  expires_at: string | null
  created_by: User
}

export interface InviteList {
  invites: Invite[]
  next_cursor: string | null
}

/** What whoever has an invite sees of the room. */
export interface Invitation {
  chatroom: Pick<Chatroom, 'name' | 'description' | 'member_count' | 'max_members'> & {
    avatar_url: string | null
  }
  created_by: User
}

export interface ReportList {
  reports: { seq: number; message: Message; user: User; reason: string; created_at: string }[]
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

/** Wherever an entry or a frame names somebody. */
export interface Person {
  id: string
  username: string
  display_name: string
}

/** What a message answers, as it is now. */
export interface Quote {
  seq: number
  sender: Person
  type: string
  message?: string
  attachment?: Pick<Attachment, 'type' | 'filename'>
  deleted?: true
}

export interface Reaction {
  emoji: string
  count: number
  users: string[]
}

export interface Votes {
  option: number
  count: number
  users: string[]
}

export interface Poll {
  question: string
  options: string[]
  multiple: boolean
  closes_at?: string
  votes?: Votes[]
}

export const SAID = ['text', 'attachment', 'location', 'contact', 'poll', 'custom'] as const
export const CHANGES = ['edit', 'delete', 'reaction', 'vote', 'pin'] as const

export const EVENTS = [
  'joined',
  'left',
  'removed',
  'banned',
  'unbanned',
  'muted',
  'unmuted',
  'role',
  'room',
] as const

/** An entry's `type`: what was said, what is left of it, what changes it, and what happened. */
export type EntryType =
  (typeof SAID)[number] | 'deleted' | 'expired' | (typeof CHANGES)[number] | (typeof EVENTS)[number]

export interface Message {
  chatroom: string
  seq: number
  n?: number
  type: EntryType
  message?: string | null
  attachment?: Attachment
  location?: { latitude: number; longitude: number; name?: string }
  contacts?: { name: string; username?: string; phones?: string[]; emails?: string[] }[]
  poll?: Poll
  content?: unknown
  client_id: string | null
  sender: Person
  created_at: string
  // Of what was said, and its state.
  reply_to?: Quote
  mentions?: Person[]
  mentions_all?: true
  metadata?: Record<string, unknown>
  forwarded?: true
  edited_at?: string
  expires_at?: string
  reactions?: Reaction[]
  pinned?: boolean
  changed_seq?: number
  deleted_by?: Person
  // Of a change.
  target_seq?: number
  target?: Message
  emoji?: string | null
  options?: number[]
  // Of an event.
  by?: Person
  user?: Person
  until?: string
  role?: Role
  changes?: Record<string, unknown>
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
  muted: 403,
  banned: 403,
  chatroom_not_found: 404,
  message_not_found: 404,
  attachment_not_found: 404,
  user_not_found: 404,
  invite_not_found: 404,
  not_found: 404,
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
