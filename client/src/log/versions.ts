// Which of two versions of a message is the later one, and how a message is quoted by those that answer it.
import type { Entry, Quote } from '../types/wire.js'

/** Characters of a message that a quote shows; from the wire contract. */
const QUOTED = 200

/** When its time is over, nothing comes after that. */
const latenessOf = ({ type, changed_seq = 0 }: Entry): number => (type === 'expired' ? Infinity : changed_seq)

/** The one that shows the later change; of two that show the same, the first. */
export const newer = (one: Entry, other: Entry | undefined): Entry =>
  other && latenessOf(other) > latenessOf(one) ? other : one

/** What a quote says of a message as it is now. */
export const quoteOf = ({ seq, sender, type, message, attachment }: Entry): Quote =>
  ({
    seq,
    ...(sender && { sender }),
    type,
    ...(type === 'deleted' && { deleted: true }),
    // Characters, not halves of them.
    ...(message && { message: [...message].slice(0, QUOTED).join('') }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
  }) as Quote

export const quoting = (entry: Entry, quoted: Entry): Entry => ({ ...entry, reply_to: quoteOf(quoted) })

/** What is left of a message whose time is over. */
export const expired = ({ chatroom, seq, n, created_at }: Entry): Entry => ({
  chatroom,
  seq,
  n,
  type: 'expired',
  created_at,
})
