// An entry of a room's log as everybody in the room sees it, live, replayed or read from the history.
import { ApiProperty, getSchemaPath } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import type { AttachmentView } from './attachment.view.js'

/** The fields of every entry. */
export abstract class EntryView {
  @ApiProperty({ example: 'whatsapp_chatroom2' })
  chatroom: string

  /** 1, 2, 3, … in each chatroom, without a gap. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 42 })
  seq: number

  /** As the sender gave it. */
  @ApiProperty({ type: String, nullable: true, example: null })
  client_id: string | null

  @ApiProperty({ type: PersonView })
  sender: PersonView

  /** The database's clock at the commit. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

/** An entry of any kind, as the log hands it out. Which fields go with which `type` is known to who defines that. */
export interface MessageView extends Omit<EntryView, 'client_id' | 'sender'> {
  type: string
  /** These two are there unless its type is `expired`. */
  client_id?: string | null
  sender?: PersonView
  /** Of what was said: its place among that. */
  n?: number
  message?: string
  attachment?: AttachmentView
  /** Of what was said where messages disappear: from then on its type is `expired`. */
  expires_at?: string
  /** Whom an event is about, if not its sender. */
  user?: PersonView
  /** Who has done it; of `joined`: who has brought the sender in, if they did not come by themselves. */
  by?: PersonView
  /** Of a change: what it changes. */
  target_seq?: number
  target?: MessageView
  /** What is particular to its kind. */
  [field: string]: unknown
}

/** The unions in the documents, of all entries and of what was said: no class stands for them. */
export const MESSAGE = { $ref: getSchemaPath('Message') }
export const SAID_MESSAGE = { $ref: getSchemaPath('SaidMessage') }
