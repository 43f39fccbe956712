// Times, days and spans of time as people read them, and names among other words.
import type { Presence } from './presence'

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' })
const DAY_AND_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' })
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
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

/** A day and a time; of today, the time alone. */
export function moment(date: Date, now = new Date()): string {
  return date.toDateString() === now.toDateString() ? time(date) : `${SHORT.format(date)}, ${time(date)}`
}

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

const SPANS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** Seconds in the largest unit that has them whole. */
export function duration(seconds: number): string {
  const [span, unit] = SPANS.find(([each]) => seconds >= each && seconds % each === 0) ?? SPANS[3]
  const number = Math.round(seconds / span)
  return `${number.toLocaleString('en')} ${unit}${number === 1 ? '' : 's'}`
}

/** A name that does not turn around the words beside it, whatever its direction. */
export const isolated = (name: string): string => `\u2068${name}\u2069`
