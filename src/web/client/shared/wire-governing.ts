// What travels about people, and about who may be in a room: what `wire.ts` has no need of.
import type { Chatroom, Message, User } from './wire'

/** Somebody, as far as they show themselves. */
export interface Profile extends User {
  about: string
  online: boolean
  last_seen: string | null
}

/** Where one is signed in. */
export interface Device {
  id: string
  created_at: string
  last_seen_at: string
  user_agent: string | null
  /** Whether it is the session that asks. */
  current: boolean
}

/** Somebody who asks to come in. */
export interface JoinRequest {
  user: User
  created_at: string
}

export interface Ban {
  user: User
  /** Null for ever. */
  until: string | null
  reason: string | null
  banned_by: User
  created_at: string
}

export interface Invite {
  code: string
  /** Where it is opened. */
  url: string
  uses: number
  /** Null for as many as the room takes. */
  max_uses: number | null
  /** Null for never. */
  expires_at: string | null
  created_by: User
}

/** What somebody with an invite sees of the room. */
export interface InvitePreview {
  chatroom: Pick<Chatroom, 'name' | 'description' | 'avatar_url' | 'member_count' | 'max_members'>
  created_by: User
}

/** What somebody says is wrong with a message. */
export interface Report {
  seq: number
  /** As it is now. */
  message: Message
  user: User
  reason: string
  created_at: string
}
