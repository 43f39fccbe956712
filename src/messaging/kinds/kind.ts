// What a kind of message is: all that the house has to know of it, in one object.
import type { AttachmentsService } from '../../attachments/attachments.service.js'
import type { Actor } from '../../auth/actor.js'
import type { HeldMemory } from '../../common/held-memory.js'
import type { Action } from '../../membership/policy.js'
import type { Draft, RoomRef } from '../../room-log/draft.js'
import type { DraftDto } from './draft.dto.js'
import type { ChangeView, SaidView } from './said.view.js'

/** Characters of a message or a caption; from the wire contract. */
export const LONGEST_MESSAGE = 4096

/** What somebody said, as it can be said again elsewhere. */
export type Source = Pick<Draft, 'type' | 'message' | 'attachment' | 'payload'>

/** Who says something where, and whom its preparation may ask. */
export interface Sending {
  actor: Actor
  room: RoomRef
  attachments: AttachmentsService
  memory: HeldMemory
  /**
   * For what is costly to prepare. The log decides again, under the room's lock.
   * @throws ChatError unless the actor may say this kind here now
   */
  assertAllowed(): Promise<unknown>
  /** What was said there, if the actor may read it now. @param chatroom its name */
  source(chatroom: string, seq: number): Promise<Source | undefined>
}

/** What of a draft is particular to its kind, as the log stores it. */
export type Prepared = Pick<Draft, 'message' | 'attachment' | 'payload' | 'same' | 'refusal'> & {
  /** What it is stored as, if that is not the name of its kind. */
  type?: string
  /** Takes back what the preparation has stored, if the log does not store the message. Never throws. */
  undo?: () => Promise<void>
}

/** A draft that works when it is sent as it is; if it refers to a message, in a new room whose first one (`seq` 2) fits. */
export interface DraftExample {
  /** What is particular about it, unless its name says so. */
  summary?: string
  value: object
}

export interface Kind<Dto extends DraftDto = DraftDto> {
  /** Its name on the wire, of a draft and of an entry. */
  readonly type: string
  /** How it is sent. */
  readonly draft: new () => Dto
  /** How everybody in the room sees it; none for what is stored as another kind. */
  readonly view?: new () => SaidView | ChangeView
  /** What in `policy.ts` one has to be allowed to do. */
  readonly action: Action
  /** What it is for, in the documents. */
  readonly title: string
  readonly summary: string
  /** By a name that no other kind's example has. */
  readonly examples: Readonly<Record<string, DraftExample>>
  /**
   * Makes of a checked draft what is stored, and says what makes two sends the same. What all that is said may have besides
   * (`SayDto`), and what a change changes, is none of its business.
   * @throws ChatError for what would be wrong at any time; what may only be so by now is a `refusal`
   */
  prepare(draft: Dto, sending: Sending): Prepared | Promise<Prepared>
}
