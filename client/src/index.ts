// Whatever this package exports, but for the hooks: see react.ts.
export { ChatError, type FieldError, type WireError } from './chat-error.js'
export { createClient, lastSession, type Client, type ClientOptions } from './client.js'
export type { ConnectionState } from './connection.js'
export type { Drafts } from './drafts.js'
export type { Observable } from './observable.js'
export type { OwnOutbox, Sending } from './outbox.js'
export type { FileToSend, Outgoing } from './outgoing.js'
export type { WebSocketConstructor } from './platform.js'
export type { Reached } from './reach.js'
export type { Beside, Room } from './room.js'
export { login, register, type Credentials } from './session.js'
export { MemoryStore, indexedDBStore, type DatabaseStore, type Store } from './store/store.js'
export type { RoomTimeline, TimelineView } from './timeline.js'
export type { FileKind, UploadOptions, Uploads } from './uploads.js'
export { isChange, isEvent, isShown } from './types/wire.js'
export type {
  AnyDraft,
  Attachment,
  Ban,
  Chatroom,
  Device,
  Draft,
  Entry,
  FileDraft,
  Frame,
  Invite,
  JoinRequest,
  Marks,
  Me,
  Member,
  Membership,
  Message,
  Notice,
  Person,
  Presence,
  Privacy,
  Profile,
  Quote,
  Report,
  RoomSettings,
  Session,
  User,
} from './types/wire.js'
