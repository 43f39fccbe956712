// Times, days, sizes and names as people read them.
import { nameOf, type Location, type Message, type Person, type Quote } from '../shared/wire'
import type { Presence } from './presence'

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' })
const DAY_AND_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' })
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

export const time = (date: Date): string => TIME.format(date)
export const exactTime = (date: Date): string => EXACT.format(date)

export function day(date: Date, now = new Date()): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  if (date >= midnight) return 'Today'
  if (date >= yesterday) return 'Yesterday'
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR).format(date)
}

const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'long' })
const SHORT_DATE = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: '2-digit', year: '2-digit' })

/** When something was, in as few letters as say it. */
export function shortTime(date: Date, now = new Date()): string {
  const weekAgo = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 6)
  const name = day(date, now)
  if (name === 'Today') return time(date)
  if (name === 'Yesterday') return name
  return (date >= weekAgo ? WEEKDAY : SHORT_DATE).format(date)
}

/** Whether somebody is there, or when they were, as far as they let it be seen. */
export function whenSeen(presence: Presence | undefined): string {
  if (presence?.online) return 'online'
  if (!presence?.last_seen) return ''
  const date = new Date(presence.last_seen)
  const name = day(date)
  return `last seen ${name === 'Today' || name === 'Yesterday' ? name.toLowerCase() : `on ${name}`} at ${time(date)}`
}

/** Seconds as a player shows them. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

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
  const { type, sender, message, attachment, location, poll } = entry
  const name = nameOf(sender)
  if (type === 'joined') return `${name} joined`
  if (type === 'left') return `${name} left`
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

/** A name that does not turn around the words beside it, whatever its direction. */
export const isolated = (name: string): string => `\u2068${name}\u2069`

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
