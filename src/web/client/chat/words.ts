// Times, days, sizes and names as people read them.
import {
  isEvent,
  nameOf,
  type Chatroom,
  type Location,
  type Message,
  type Person,
  type Quote,
} from '../shared/wire'
import { eventInWords } from './events'
import { isolated } from './times'

const UNITS = ['B', 'kB', 'MB', 'GB']

export function size(bytes: number): string {
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < UNITS.length - 1; unit++) value /= 1000
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`

/** A message in one line, for who listens. */
export function spoken(entry: Message): string {
  const { sender, message, attachment, location, poll } = entry
  const name = nameOf(sender)
  if (isEvent(entry)) return eventInWords(entry)
  const parts = [
    attachment && `${attachment.type} ${attachment.filename}`,
    location && `location ${placeOf(location)}`,
    poll && `poll ${poll.question}`,
    message,
  ].filter(Boolean)
  return `${name}: ${parts.join(', ') || kindInWords(entry)}`
}

const KINDS: Record<string, string> = {
  deleted: 'This message was deleted',
  expired: 'This message has disappeared',
  location: 'Location',
  contact: 'Contact',
  poll: 'Poll',
  custom: 'A message for another app',
}

/** What it is, of a message without words. */
export const kindInWords = ({ type, attachment }: Pick<Quote, 'type' | 'attachment'>): string =>
  attachment?.filename ?? KINDS[type] ?? 'Message'

export const placeOf = ({ latitude, longitude, name }: Location): string =>
  name ?? `${latitude}, ${longitude}`

/** Who is typing, where more than one may be. */
export function typingWords(who: readonly Person[]): string {
  const names = who.slice(0, 2).map((each) => isolated(nameOf(each)))
  if (who.length === 1) return `${names[0]} is typing…`
  return who.length === 2 ? `${names.join(' and ')} are typing…` : `${who.length} people are typing…`
}

/** One or two letters that stand for a name, in any script. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u)
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '')
  return letters.join('').toLocaleUpperCase()
}

/** The name of a room; of a direct chat, that of the other one. */
export function titleOf({ name, peer }: Pick<Chatroom, 'name' | 'peer'>): string {
  if (peer) return nameOf(peer)
  // Given by the server, and no word to anybody.
  return name.startsWith('direct.') ? 'Chat' : name
}

/** Always the same of eight colours for the same id. */
export function hue(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997
  return sum % 8
}

/** Emoji, with their skins, flags and joiners. */
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0F)+$/u

/** Whether a text is nothing but up to three emoji, which then speak for themselves. */
export const isEmoji = (text: string): boolean =>
  EMOJI.test(text) && [...new Intl.Segmenter().segment(text)].length <= 3
