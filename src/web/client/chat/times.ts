// Times, days and spans of time as people read them, and names among other words.
import type { Presence } from '../shared/wire'
import { today } from './clock'

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

export const time = (date: Date): string => TIME.format(date)
export const exactTime = (date: Date): string => EXACT.format(date)

/** How many days ago it was, by the reader's calendar. */
function daysAgo(date: Date, now: Date): number {
  const midnight = (each: Date) => Date.UTC(each.getFullYear(), each.getMonth(), each.getDate())
  return Math.round((midnight(now) - midnight(date)) / 86_400_000)
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** The name of a day, in the reader's language: that of today and yesterday, or its date. */
export function day(date: Date, now = today.value): string {
  const ago = daysAgo(date, now)
  if (ago === 0 || ago === 1) return capital(RELATIVE.format(-ago, 'day'))
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR).format(date)
}

const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const SHORT_DATE = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: '2-digit', year: '2-digit' })

/** A day and a time; of today, the time alone. */
export function moment(date: Date, now = new Date()): string {
  return date.toDateString() === now.toDateString() ? time(date) : `${SHORT.format(date)}, ${time(date)}`
}

/** When something was, in as few letters as say it. */
export function shortTime(date: Date, now = today.value): string {
  const ago = daysAgo(date, now)
  if (ago <= 0) return time(date)
  if (ago === 1) return day(date, now)
  return (ago < 7 ? WEEKDAY : SHORT_DATE).format(date)
}

/** Whether somebody is there, or when they were, as far as they let it be seen. */
export function whenSeen(presence: Presence | undefined): string {
  if (presence?.online) return 'online'
  if (!presence?.last_seen) return ''
  const date = new Date(presence.last_seen)
  const name = day(date)
  return `last seen ${daysAgo(date, today.value) < 2 ? name.toLocaleLowerCase() : `on ${name}`} at ${time(date)}`
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
