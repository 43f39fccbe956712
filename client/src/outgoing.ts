// Something that was said or changed here and is on its way: what is known of it, and what becomes of it when its log is gone.
import { ChatError, type WireError } from './chat-error.js'
import { refers, type AnyDraft, type Attachment } from './types/wire.js'
import type { FileKind } from './uploads.js'

/** Where it is put away, in the order in which it was said. */
export const PLACE = 'outbox/'

/** A file that goes ahead of its message. */
export interface FileToSend extends FileKind {
  blob: Blob
  filename: string
}

/** Why something waits, and until when. */
export interface Paused {
  readonly error: WireError
  /** Milliseconds since 1970 on this machine's clock. */
  readonly retryAt: number
  /** How often it was tried. */
  readonly tries: number
}

/** What names something that was sent: a `client_id` is one's own in a room alone. */
export interface Sent {
  readonly client_id: string
  readonly chatroom: string
}

/** Something said or changed here that has not come back yet as an entry of its room. */
export interface Outgoing extends Sent {
  readonly draft: AnyDraft
  /** When it was said: milliseconds since 1970 on this machine's clock. */
  readonly since: number
  readonly file?: FileToSend | undefined
  /** The share of the file that has gone, 0 to 1. */
  readonly share?: number
  /** The file, once it has arrived. */
  readonly attachment?: Attachment | undefined
  /** Set when it was acknowledged: it is on disk, and the entry itself is on its way here. */
  readonly seq?: number
  /**
   * Set when it was refused: it waits for `retry` or `drop`. Beside the server's codes: `seq_unknown`, the room was made anew since,
   * for other people perhaps; `history_replaced`, the server came back with an older history, in which the message that this is
   * about may be another one.
   */
  readonly error?: WireError | undefined
  /** Set while the server does not take it just now, and what is said after it waits, too: `retry` does not wait. */
  readonly paused?: Paused | undefined
  /** Set when the store had no room for it: it does not outlive this page. */
  readonly unsaved?: true
  /** In which order all of it was said. */
  readonly order: number
  /** Whether its file has gone twice, since the server had let go of it. */
  readonly again?: true
  /** The log that it was written for, and when that room was made. */
  readonly log?: string | undefined
  readonly made?: string | undefined
}

export const keyOf = ({ order, client_id }: Outgoing): string => `${PLACE}${order}/${client_id}`

/** The two of them as one text: no name of a room has a line's end. */
export const idOf = ({ chatroom, client_id }: Sent): string => `${chatroom}\n${client_id}`

/** Milliseconds that it still has to wait. */
export const waitOf = (item: Outgoing | undefined): number => (item?.paused?.retryAt ?? 0) - Date.now()

/** What it says: of what says the same there is one. */
export const textOf = ({ draft, file }: Outgoing): string =>
  JSON.stringify([draft, file?.filename, file?.blob.size])

export const isPending = ({ seq, error }: Outgoing): boolean => seq === undefined && error === undefined

/** Whether its file has to go before it can. */
export const goesFirst = ({ file, attachment }: Outgoing): unknown => file && !attachment

/** Which log it is written for. */
export const positionIn = (room: { log: string; created_at: string } | undefined) => ({
  log: room?.log,
  made: room?.created_at,
})

/**
 * What was written for a log that the room has no more. In the same room it is said again, with its `client_id`: stored once,
 * whatever of the old log is in the new; but what refers to a message by its `seq` might refer to another one there. That, and
 * whatever is for another room of the same name, goes only if its author wants it.
 */
export function leftBehind({ draft, made }: Outgoing, now: { created_at: string }): ChatError | undefined {
  if (made !== now.created_at) return ChatError.own('seq_unknown')
  return refers(draft) ? ChatError.own('history_replaced') : undefined
}
