// What a kind of message is: all that the house has to know of it, in one object; and what all kinds have in common.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsOptional } from 'class-validator'
import type { AttachmentsService } from '../../attachments/attachments.service.js'
import type { Actor } from '../../auth/actor.js'
import type { HeldMemory } from '../../common/held-memory.js'
import { hasLength, HasLength } from '../../common/lengths.js'
import { IsLogWord, LOG_WORD } from '../../common/log-word.js'
import type { Action } from '../../membership/policy.js'
import type { Draft, RoomRef } from '../../room-log/draft.js'
import { EntryView } from '../../room-log/message.view.js'

/** Characters of a message or a caption; from the wire contract. */
export const LONGEST_MESSAGE = 4096
const LONGEST_CLIENT_ID = 64

/** The fields of every draft. */
export abstract class DraftDto {
  /** Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: LONGEST_CLIENT_ID,
    example: 'optional-1',
  })
  @IsOptional()
  @HasLength(1, LONGEST_CLIENT_ID)
  client_id?: string

  /** The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
  @ApiPropertyOptional({ ...LOG_WORD, nullable: true })
  @IsLogWord()
  log?: string
}

/** The fields of every entry that somebody has said. */
export abstract class SaidView extends EntryView {
  /** 1, 2, 3, … among what was said in the chatroom: for counting. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 40 })
  n: number
}

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
}

/** What of a draft is particular to its kind, as the log stores it. */
export type Prepared = Omit<Draft, 'type' | 'action' | 'client_id'> & {
  /** Takes back what the preparation has stored, if the log does not store the message. Never throws. */
  undo?: () => Promise<void>
}

/** A draft that works when it is sent as it is. */
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
  /** How everybody in the room sees it. */
  readonly view: new () => SaidView
  /** What in `policy.ts` one has to be allowed to do. */
  readonly action: Action
  /** What it is for, in the documents. */
  readonly title: string
  readonly summary: string
  /** By a name that no other kind's example has. */
  readonly examples: Readonly<Record<string, DraftExample>>
  /**
   * Makes of a checked draft what is stored, and says what makes two sends the same.
   * @throws ChatError
   */
  prepare(draft: Dto, sending: Sending): Prepared | Promise<Prepared>
}

/** Whether `value` is text that both class-validator and PostgreSQL take: the same checks, for a short way. */
export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && hasLength(value, 1, longest) && !value.includes('\0') && value.isWellFormed()

export const isClientId = (value: unknown): value is string => isText(value, LONGEST_CLIENT_ID)
