// What travels, as the wire contract has it: the shapes of REST and of both socket doors.
export interface User {
  id: string
  username: string
  display_name: string
  /** Null for who has no picture. */
  avatar_url: string | null
  created_at: string
}

/** Who may see something of somebody. */
export type Audience = 'everyone' | 'shared_rooms' | 'nobody'

export interface Privacy {
  /** Who sees whether one is online, and when one was. */
  last_seen: Audience
  /** Whether others see how far one has read. Whoever hides a thing does not see others' either. */
  read_receipts: boolean
  /** Who may open a direct chat with one. */
  direct: Audience
}

export interface Me extends User {
  about: string
  privacy: Privacy
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

export type Who = 'members' | 'admins'

export interface RoomSettings {
  who_can_send: Who
  who_can_invite: Who
  who_can_pin: Who
  /** `approval`: who wants to enter waits until owner or admins let them in. */
  join: 'open' | 'approval'
  /** `since_joined`: nobody reads what was before they entered. */
  history: 'all' | 'since_joined'
  /** Seconds between two messages of a member. */
  slow_mode: number
  disappear_after: number | null
}

export interface Chatroom {
  name: string
  /** `direct`: the chat of two people. */
  kind: 'group' | 'direct'
  visibility: 'public' | 'private'
  description: string
  max_members: number
  member_count: number
  last_seq: number
  /** Which log it has: another one after it was made anew, or the server came back with another history. */
  log: string
  /** The caller's; null for who has not entered. */
  role: Role | null
  settings: RoomSettings
  avatar_url: string | null
  /** Of a direct chat: the other one. */
  peer?: User
  /** Of a member: what the room is to them. */
  me?: Membership
  /** For members: what was said last, as it is now. */
  last_message?: Message | null
  created_by: User
  created_at: string
}

export interface Membership {
  read_seq: number
  delivered_seq: number
  /** What others have said after `read_seq` and not deleted. */
  unread: number
  unread_mentions: number
  muted_until: string | null
  archived: boolean
  favourite: boolean
}

/** How far somebody is in a room; without `read` where they, or the reader, hide that. */
export interface Mark {
  user: Person
  read?: number
  delivered: number
}

/** One's own marks, and what they leave unread. */
export interface OwnMarks {
  read: number
  delivered: number
  unread: number
  unread_mentions: number
}

/** Who has a message: every member but its sender is in one of the three. */
export interface Receipts {
  read: Person[]
  delivered: Person[]
  pending: number
}

export interface Member {
  user: User
  role: Role
  joined_at: string
  /** Until when they are silenced. */
  muted_until: string | null
  /** As far as they let it be seen. */
  online?: boolean
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
  /** There unless its type is `expired`. */
  sender?: Person
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

/** What an entry has that tells what became of the room or of its members; `sender` is who did it. */
interface Event {
  /** Whom it is about. */
  user?: Person
  /** Of `joined`: who let them in. */
  by?: Person
  until?: string
  role?: Role
  /** What is different in the room now, named as there. */
  changes?: Partial<Omit<Chatroom, 'settings'>> & { settings?: Partial<RoomSettings> }
}

export interface Message extends Said, Change, Event {
  chatroom: string
  seq: number
  /** Of what was said: its number among that. */
  n?: number
  /** Of one that this client does not know, the `seq` counts and nothing is shown. */
  type: string
  message?: string | null
  attachment?: Attachment
  location?: Location
  contacts?: Contact[]
  poll?: Poll
  content?: unknown
  pinned?: boolean
  /** These two are there unless its type is `expired`: its time is over, and nothing else is left of it. */
  client_id?: string | null
  sender?: Person
  created_at: string
  /** From then on it is. */
  expires_at?: string
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

/** What the inbox says beside the entries of the rooms, which are Messages. */
export type Frame =
  | { type: 'ready'; user: User }
  | { type: 'synced'; rooms: number }
  | { type: 'room'; room: Chatroom }
  | { type: 'room_gone'; chatroom: string; code: string }
  /** What lies between the two does not come: it is read from the history, if it is needed. */
  | { type: 'gap'; chatroom: string; after_seq: number; before_seq: number }
  | { type: 'ack'; chatroom: string; client_id: string | null; seq: number }
  | ({ type: 'error'; chatroom?: string; client_id?: string | null; retry_after?: number } & WireError)
  | Notice

/** What is said once and not again: whoever misses it asks for how it is. */
export type Notice =
  | { type: 'marked'; chatroom: string; read: number; delivered: number; unread: number }
  | ({ type: 'marks'; chatroom: string; unread?: number; unread_mentions?: number } & Mark)
  | { type: 'typing'; chatroom: string; user: Person; active: boolean }
  | { type: 'presence'; user: Person; online: boolean; last_seen: string | null }
  /** To owner and admins: somebody asks to come in, or does so no more; so many wait. */
  | { type: 'requests'; chatroom: string; user: Person; pending: number }

export interface FieldError {
  field: string
  message: string
}

export interface WireError {
  code: string
  detail: string
  errors?: FieldError[]
}

const EVENTS = [
  ...['joined', 'left', 'removed', 'banned', 'unbanned'],
  ...['muted', 'unmuted', 'role', 'room'],
]
const SAID = ['text', 'attachment', 'location', 'contact', 'poll', 'custom', 'deleted', 'expired']

/** Whether it tells what became of the room or of its members. */
export const isEvent = ({ type }: Pick<Message, 'type'>): boolean => EVENTS.includes(type)

/** Whether there is anything to show of it. */
export const isShown = (entry: Message): boolean => SAID.includes(entry.type) || isEvent(entry)

/** Who has said what is gone: that is gone, too. */
export const NOBODY: Person = { id: '', username: '', display_name: '' }

/** Whether its time is over, also where it was read before that. */
export const isOver = ({ type, expires_at = '' }: Pick<Message, 'type' | 'expires_at'>): boolean =>
  type === 'expired' || Date.parse(expires_at) <= Date.now()

/** Whether nothing can be done with it any more: it was deleted, or its time is over. */
export const isGone = (message: Pick<Message, 'type' | 'expires_at'>): boolean =>
  message.type === 'deleted' || isOver(message)

/** The name that people see; none of whom nothing is known any more. */
export const nameOf = (person: Person | undefined): string => person?.display_name || person?.username || ''
