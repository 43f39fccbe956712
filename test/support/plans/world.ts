// What the cases of statements are about: so many rooms, people and messages, and how they are called.
import { APPEND } from '../../../src/room-log/batch.js'
import { range } from '../inbox.js'

export const ROOMS = 100
export const MESSAGES_OF_ROOM = 200
export const USERS = 1000
/** Of the first user, of this day. */
export const ENDED_SESSIONS = 5000
/** Of users and sessions: below and above every other. */
export const NO_ID = '00000000-0000-0000-0000-000000000000'
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
/** Above every id. */
export const NEWEST = Number.MAX_SAFE_INTEGER

/** `user` has the session of the same id. */
export const user = (n: number) => `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`
/** Rooms that are asked for, and a member of each: the last of them. */
export const ASKED = range(1, 10)
export const MEMBERS = ASKED.map((n) => user(USERS - 10 + n))

/** What the rooms below are made with; a statement that is asked for another log answers nothing. */
export const INCARNATION = 'incarnation-1'
export const LOG = Symbol('the log of each room')
export const HISTORY = Symbol('of the database')

export const each = <T>(value: T): T[] => ASKED.map(() => value)

/** One message to each room that is asked for: a text, or a change of its entry 1. */
export function appendTo(clientIds: string[] | null, type?: string, payload?: object): unknown[] {
  return [
    ...[
      ASKED,
      each(LOG),
      each(1),
      type ? each(0) : null,
      type ? each(null) : null,
      ASKED,
      each(0),
      type ? each(0) : null,
      MEMBERS,
    ],
    ...[type ? each(type) : null, type ? each('edit') : null, each('x')],
    ...[payload ? each(JSON.stringify(payload)) : null, null, clientIds, clientIds && each(Buffer.alloc(32))],
    ...[null, type ? each(1) : null, null, null, null, null, [1e9, 1e9], false],
  ]
}

/** A change of each room's entry 1. */
export const changing = (type: string, reads: number, payload?: object) => ({
  statement: { ...APPEND, name: `append_${type}` },
  values: appendTo(null, type, payload),
  rows: 1,
  reads: reads * 10,
})

/** What a search compares: words that begin so, of anybody and any type, ever. */
export const matchingWord = (word: string) => [[`% ${word}%`], [], null, null, '-infinity', 11]

/** A browser of the user of that number. */
export const browser = (n: number) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex')

export const unprepared = (name: string, text: string) => ({ name, text, kept: false })

/** Somebody who is erased, and says and is nothing in any other case. */
export const ERASED = user(900)
/** Of a room, so many of the first entries are of another year; of two others, so many messages are over, and all of one will be. */
export const [OLD_ROOM, OLD] = [60, 100]
export const [OVER_ROOMS, OVER, LATER_ROOM] = [[61, 62], 5, 63]
/** Webhooks, and rooms of each that wait for their next attempt; the first is none. */
export const [WEBHOOKS, BEHIND] = [3, 5]
