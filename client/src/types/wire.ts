// The names of what travels, taken from the documents of the server: what is generated beside it says how each looks.
import type { components as Sockets } from './asyncapi.js'
import type { components as Rest } from './openapi.js'

type Schemas = Rest['schemas']
type Frames = Sockets['schemas']

export type Session = Schemas['Session']
export type User = Schemas['User']
export type Me = Schemas['Me']
export type Person = Schemas['Person']
export type Chatroom = Schemas['Chatroom']
export type Membership = Schemas['Membership']
export type Member = Schemas['Member']
export type Attachment = Schemas['Attachment']
export type Quote = Schemas['Quote']
export type Ban = Schemas['Ban']
export type Device = Schemas['Device']
export type Invite = Schemas['Invite']
export type JoinRequest = Schemas['JoinRequest']
export type Privacy = Schemas['Privacy']
export type Profile = Schemas['Profile']
export type Report = Schemas['Report']
export type RoomSettings = Schemas['RoomSettings']

/** An entry of a room's log: what was said, what changes that, who came and went. Servers may have more kinds than these. */
export type Message = Schemas['Message']

/** What can be sent to a room. */
export type Draft = Schemas['Draft']

/** What goes with a file that is sent beside it. */
export type FileDraft = Omit<Schemas['AttachmentDraft'], 'attachment'>

/** What the inbox says, beside the entries of the rooms. */
export type Frame =
  | Frames['InboxReadyFrame']
  | Frames['SyncedFrame']
  | Frames['RoomFrame']
  | Frames['RoomGoneFrame']
  | Frames['GapFrame']
  | Frames['InboxAckFrame']
  | Frames['ErrorFrame']
  | Notice

/** What is said once and not again: whoever misses it asks for how it is. */
export type Notice =
  | Frames['InboxMarkedFrame']
  | Frames['MarksFrame']
  | Frames['TypingFrame']
  | Frames['PresenceFrame']
  | Frames['RequestsFrame']

export type Marks = Frames['MarksFrame']
export type Presence = Pick<Frames['PresenceFrame'], 'online' | 'last_seen'>

type KeysOf<U> = U extends unknown ? keyof U : never
type Field<U, K extends PropertyKey> = U extends unknown ? (K extends keyof U ? U[K] : never) : never

/** Every field that some entry has: for who handles kinds that are not known yet. */
export type Entry = { type: string } & Pick<Message, 'chatroom' | 'seq' | 'created_at'> & {
    [K in Exclude<KeysOf<Message>, 'type' | 'chatroom' | 'seq' | 'created_at'>]?: Field<Message, K>
  }

/** Likewise of a draft, to look at what is on its way. */
export type AnyDraft = { type: string } & { [K in Exclude<KeysOf<Draft>, 'type'>]?: Field<Draft, K> }

const EVENT = /^(joined|left|removed|(un)?banned|(un)?muted|role|room)$/
const SAID = /^(text|attachment|location|contact|poll|custom|deleted|expired)$/

/** Whether it tells what became of the room or of its members. */
export const isEvent = ({ type }: { type: string }): boolean => EVENT.test(type)

/** Whether there is anything to show of it, as far as this client knows. */
export const isShown = (entry: { type: string }): boolean => SAID.test(entry.type) || isEvent(entry)

/** Whether it changes another message. */
export const isChange = (entry: object): boolean =>
  (entry as { target_seq?: number }).target_seq !== undefined

/** Who may read what came before them, where an entry changes that. */
export const historyOf = ({ changes }: Entry): string | undefined =>
  (changes as Partial<Chatroom> | undefined)?.settings?.history

/** Whether it is about a message that it names by its `seq`, which may be another one in another log. */
export const refers = (draft: AnyDraft): boolean => isChange(draft) || draft.reply_to !== undefined
