// What an inbox works with.
import type { Actor } from '../auth/actor.js'
import type { RateLimits } from '../common/rate-limits.js'
import type { ViewedRoom } from '../chatrooms/room-views.js'
import type { DataSource } from 'typeorm'
import type { MessagingService } from '../messaging/messaging.service.js'
import type { PresenceService } from '../presence/presence.service.js'
import type { TypingService } from '../presence/typing.service.js'
import type { MarksService } from '../receipts/marks.service.js'
import type { RoomFeeds } from '../room-feed/room-feeds.js'
import type { RoomLog } from '../room-log/room-log.js'

/** Somebody who may hear other rooms than they should. */
export interface Checked {
  check(): Promise<void>
}

export interface InboxServices {
  readonly messaging: MessagingService
  readonly feeds: RoomFeeds
  readonly log: RoomLog
  readonly limits: RateLimits
  readonly marks: MarksService
  readonly typing: TypingService
  readonly presence: PresenceService
  /** Reads for a user, when it is their turn. @throws ChatError as Reads.page */
  read<T>(actor: Actor, read: (source: DataSource) => Promise<T>): Promise<T>
  /** Those of these rooms that there are, as the user sees them, with what was said last. */
  views(actor: Actor, ids: readonly number[]): Promise<ViewedRoom[]>
  /** How the user's rooms differ from these. */
  changed(userId: string, known: readonly number[]): Promise<{ id: number; member: boolean }[]>
  /** What a session hears may not be what it should: it is checked, again and again until that works. */
  doubt(session: Checked): void
}
