// The words in which the chats of the demo are written: scenes of lines, each said or done by somebody in a room.
import type { FileName } from './files/files.js'

/** When a scene begins: so many days ago at a time of the day, or so many minutes ago. */
export type When = { day: number; at: string } | { ago: number }

/** What a line does. Whatever is about a message names it by its label; without one, it is the last that was said. */
export type Act =
  | { does: 'say'; body: Record<string, unknown>; file?: FileName; forward?: { room: string; of: string } }
  | { does: 'change'; body: Record<string, unknown> }
  | { does: 'star' }
  | { does: 'report'; reason: string }
  | { does: 'ask' | 'enter' | 'leave' }
  | { does: 'add'; whom: string }
  | { does: 'role'; whom: string; role: string }
  | { does: 'room'; changes: Record<string, unknown>; picture?: FileName }

export interface Line {
  by: string
  act: Act
  /** What it can be named by in its scene; for who forwards it, in its room. */
  as?: string
  /** Label of the message that it is about: that it answers, or changes. */
  of?: string
  /** Minutes before it, where that is not how long it takes to write. */
  pause?: number
}

export interface Scene {
  room: string
  when: When
  lines: readonly Line[]
}

/** A room, and who is in it from its beginning. */
export interface RoomScript {
  name: string
  /** Begins it, and owns it; of a direct chat the one who opens it. */
  owner: string
  /** The others, whom the owner adds. Of a direct chat, the other one. */
  members: readonly string[]
  direct?: true
  /** Days ago. */
  since: number
  description?: string
  visibility?: 'public' | 'private'
  max_members?: number
  settings?: Record<string, unknown>
  admins?: readonly string[]
  picture?: FileName
  /** How many of the messages of others are new to whom. All others have read everything. */
  unread?: Readonly<Record<string, number>>
  /** Whom nothing has reached for days. */
  away?: readonly string[]
  /** How the one who looks has it in the list. */
  kept?: { muted_until?: string; archived?: boolean; favourite?: boolean }
}

interface Beside {
  as?: string
  /** Label of what it answers. */
  re?: string
  pause?: number
  metadata?: Record<string, unknown>
}

const said = (
  by: string,
  body: Record<string, unknown>,
  { as, re, pause, metadata }: Beside = {},
  file?: FileName,
): Line => ({
  by,
  act: { does: 'say', body: { ...body, ...(metadata && { metadata }) }, ...(file && { file }) },
  ...(as && { as }),
  ...(re && { of: re }),
  ...(pause !== undefined && { pause }),
})

const changed = (by: string, body: Record<string, unknown>, of?: string): Line => ({
  by,
  act: { does: 'change', body },
  ...(of && { of }),
})

/** Whoever is named with an @ in it is mentioned. */
export const text = (by: string, message: string, beside?: Beside): Line =>
  said(by, { type: 'text', message }, beside)

export const file = (by: string, name: FileName, caption?: string, beside?: Beside): Line =>
  said(by, { type: 'attachment', ...(caption && { message: caption }) }, beside, name)

export const place = (by: string, location: Record<string, unknown>, beside?: Beside): Line =>
  said(by, { type: 'location', location }, beside)

export const card = (by: string, contact: Record<string, unknown>, beside?: Beside): Line =>
  said(by, { type: 'contact', contacts: [contact] }, beside)

export const poll = (
  by: string,
  question: string,
  options: readonly string[],
  { multiple = false, ...beside }: Beside & { multiple?: boolean } = {},
): Line => said(by, { type: 'poll', poll: { question, options, multiple } }, beside)

/** @param of label of the message there */
export const forward = (by: string, room: string, of: string): Line => ({
  by,
  act: { does: 'say', body: { type: 'forward' }, forward: { room, of } },
})

export const react = (by: string, emoji: string, of?: string): Line =>
  changed(by, { type: 'reaction', emoji }, of)
export const edit = (by: string, message: string, of?: string): Line =>
  changed(by, { type: 'edit', message }, of)
export const unsay = (by: string, of?: string): Line => changed(by, { type: 'delete' }, of)
export const vote = (by: string, options: readonly number[], of?: string): Line =>
  changed(by, { type: 'vote', options }, of)
export const pin = (by: string, of?: string): Line => changed(by, { type: 'pin', pinned: true }, of)

export const star = (by: string, of?: string): Line => ({ by, act: { does: 'star' }, ...(of && { of }) })
export const report = (by: string, reason: string, of?: string): Line => ({
  by,
  act: { does: 'report', reason },
  ...(of && { of }),
})
export const enter = (by: string): Line => ({ by, act: { does: 'enter' } })
export const ask = (by: string): Line => ({ by, act: { does: 'ask' } })
export const leave = (by: string): Line => ({ by, act: { does: 'leave' } })
export const add = (by: string, whom: string): Line => ({ by, act: { does: 'add', whom } })
export const appoint = (by: string, whom: string, role: string): Line => ({
  by,
  act: { does: 'role', whom, role },
})
export const govern = (by: string, changes: Record<string, unknown>): Line => ({
  by,
  act: { does: 'room', changes },
})

export const on = (day: number, at: string): When => ({ day, at })
export const ago = (minutes: number): When => ({ ago: minutes })

export const scene = (room: string, when: When, ...lines: readonly Line[]): Scene => ({ room, when, lines })
