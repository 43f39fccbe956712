// What travels, as the SDK has it, under the names that this page uses, and a few questions about it.
import type {
  AnyDraft,
  Chatroom as WireChatroom,
  Draft,
  Entry,
  Me,
  Member,
  Person,
  Quote,
} from 'whatsapp-api-client'

export type {
  Attachment,
  Draft,
  Me,
  Member,
  Membership,
  Person,
  Presence,
  Quote,
  Session,
  User,
} from 'whatsapp-api-client'

/** What was said, or became of a room: every field that some kind has. */
export type Message = Entry
/** A room; what was said last in it is any message. */
export type Chatroom = Omit<WireChatroom, 'last_message'> & { last_message?: Message | null }
export type Role = Member['role']
export type RoomSettings = Chatroom['settings']
export type Privacy = Me['privacy']
export type Audience = Privacy['last_seen']
export type Contact = NonNullable<Message['contacts']>[number]
export type Location = NonNullable<Message['location']>
export type Reaction = NonNullable<Message['reactions']>[number]
export type Poll = NonNullable<Message['poll']>
export type AttachmentType = NonNullable<Message['attachment']>['type']
/** Whatever can be said or changed, as far as this page knows. */
export type Saying = Draft

export { isEvent, isShown } from 'whatsapp-api-client'

/** Whether it changes a message that was said before. */
export const isChanging = (draft: AnyDraft): draft is AnyDraft & { target_seq: number } =>
  draft.target_seq !== undefined

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

/** How a message is quoted by what answers it. */
export function quoteOf({ seq, type, sender, message, attachment }: Message): Quote {
  return {
    seq,
    type,
    ...(sender && { sender }),
    ...(message && { message }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
  }
}
