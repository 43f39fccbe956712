// Every way in which what was said in a room can be read.
import { BareInbox } from './bare-inbox.js'
import { LIVE_DOORS } from './doors.js'
import { INBOX_DOORS } from './inbox-lines.js'
import { logOf, type Person } from './people.js'
import { oneOf, random } from './random.js'
import { Refused } from './room-client.js'
import { at, type Answer } from './rest.js'
import type { Server } from './server.js'
import type { Message } from './wire.js'

/** Who reads, where, and what they may know of the room. */
export interface Look {
  node: Server
  person: Person
  room: string
  /** Of what was said there. */
  seq: number
  /** Some entry that is known, the last of them, and the id of a file. */
  after: number
  head: number
  file: string | undefined
  /** A word with which others begin. */
  word: string
}

/** What may be answered: the reader may have left, the message be gone, and another export be going on. */
const READ_IN_VAIN = [403, 404, 409, 429]

function readable({ status, body }: Answer<unknown>): unknown {
  if (status !== 200 && !READ_IN_VAIN.includes(status)) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return Buffer.isBuffer(body) ? String(body) : body
}

const get =
  (path: (look: Look) => string) =>
  async (look: Look): Promise<unknown> =>
    readable(await look.person.api.get(path(look)))

const ofRoom = (rest: string) => get(({ room }) => at('/chatroom', room, rest))
const ofMessage = (rest: string) => get(({ room, seq }) => at('/chatroom', room, `/messages/${seq}${rest}`))

/** @throws Error where entries do not follow each other */
export function followEachOther(entries: readonly Pick<Message, 'seq'>[]): void {
  for (const [nth, { seq }] of entries.entries())
    if (seq !== entries[0]!.seq + nth) throw new Error(`${seq} stands where ${entries[0]!.seq + nth} must`)
}

/** A connection that comes back with what it had. */
async function resumed({ node, person, room, after, head }: Look): Promise<unknown> {
  try {
    const client = await oneOf(LIVE_DOORS).connect(node, person.token, room, { after_seq: after })
    const reached = head > after ? client.waitFor(({ seq }) => seq >= head, 5000) : undefined
    // Whoever leaves meanwhile is told no more.
    await Promise.race([reached, client.closed])
    const entries = client.messages.filter(({ seq }) => seq !== undefined)
    await client.close().catch(() => undefined)
    followEachOther(entries)
    return [client.ready, entries]
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

async function inbox({ node, person, room, after }: Look): Promise<unknown> {
  const line = await BareInbox.open(node, person, oneOf(INBOX_DOORS))
  try {
    const limit = oneOf([3, 50, 500])
    await line.ask('sync', { after: random() < 0.3 ? {} : { [room]: after }, limit })
    return line.frames.items
  } finally {
    line.stop()
  }
}

const found = async ({ person, word, room }: Look): Promise<unknown> =>
  readable(await person.api.get('/search', { q: word, limit: 50, ...(random() < 0.5 && { chatroom: room }) }))

async function history({ person, room, after }: Look): Promise<unknown> {
  try {
    const entries = await logOf(person, room, after)
    followEachOther(entries)
    return entries
  } catch (error) {
    // They are not in the room.
    if (/got 40[34]/.test(String(error))) return []
    throw error
  }
}

export const WAYS = {
  history,
  'newest page': ofRoom('/messages?limit=20'),
  timeline: ofRoom('/timeline?limit=100'),
  'timeline around': get(({ room, seq }) => at('/chatroom', room, `/timeline?around_seq=${seq}`)),
  message: ofMessage(''),
  reactions: ofMessage('/reactions'),
  votes: ofMessage('/votes'),
  versions: ofMessage('/versions'),
  receipts: ofMessage('/receipts'),
  media: ofRoom('/media'),
  starred: get(() => '/starred'),
  reports: ofRoom('/reports'),
  chatroom: ofRoom(''),
  chatrooms: get(() => '/list-chatroom?mine=true'),
  inboxes: get(() => '/inbox'),
  file: get(({ file }) => (file ? at('/attachments', file) : '/starred')),
  export: get(() => '/auth/me/export'),
  search: found,
  resumed,
  inbox,
}

export type Way = keyof typeof WAYS
export const ALL_WAYS = Object.keys(WAYS) as Way[]
/** What is not there of what is gone. */
export const DETAILS: readonly Way[] = ['reactions', 'votes', 'versions', 'receipts']
/** Where not even a ghost stands in its place. */
export const LISTS: readonly Way[] = ['media', 'starred', 'search', 'export']
