// What a browser is told in a push: how much of a room is unread and, unless PUSH_CONTENT is off, who has said what.
import type { PersonView } from '../../auth/user.view.js'
import type { MessageView } from '../../room-log/message.view.js'

/** Bytes: push services take 4096 of them encrypted, some of the older ones fewer. */
const MOST_BYTES = 3000
/** Characters of a message that a notification could show. */
const MOST_CHARACTERS = 1000

/** See docs/push.md. */
export interface PushPayload {
  chatroom: string
  /** All that is unread in it; 0: what was pushed of it before is to be taken away. */
  unread: number
  /** Of the newest message. */
  seq?: number
  type?: string
  sender?: PersonView
  /** Its words, cut where they are long. */
  message?: string
  attachment?: { type: string; filename: string }
  /** It mentions whom it is pushed to. */
  mentioned?: true
}

/** @param view the newest message; undefined for a push without words */
export function payloadOf(
  chatroom: string,
  unread: number,
  view?: MessageView,
  mentioned = false,
): PushPayload {
  if (unread === 0 || !view) return { chatroom, unread }
  const { seq, type, sender, attachment } = view
  const message = wordsOf(view)
  return {
    chatroom,
    unread,
    seq,
    type,
    sender,
    ...(message !== undefined && { message }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
    ...(mentioned && { mentioned }),
  }
}

/** As it is sent. */
export function toText(payload: PushPayload): string {
  const { message } = payload
  if (message === undefined) return JSON.stringify(payload)
  const characters = [...message]
  for (let most = MOST_CHARACTERS; ; most = Math.floor(most / 2)) {
    const cut = characters.length > most ? `${characters.slice(0, most).join('')}…` : message
    const text = JSON.stringify({ ...payload, message: cut })
    if (Buffer.byteLength(text) <= MOST_BYTES || most === 0) return text
  }
}

/** The text, the caption, what a custom message has for who does not understand it, or a poll's question. */
const wordsOf = ({ message, poll }: MessageView): string | undefined =>
  message ?? (poll as { question: string } | undefined)?.question
