// What a client asks for with `sync`: the last `seq` that it has of each room.
import { chatroomName } from '../common/chatroom-name.js'
import { ChatError } from '../common/errors.js'
import { isLogWord } from '../common/log-word.js'

/** From the wire contract. */
const MOST_ROOMS = 10_000
const LIMIT = { usual: 50, most: 500 }
/** Above every `seq`. */
const HIGHEST = 10 ** 15

/** How far a client is in one room. */
export interface Known {
  seq: number
  log?: string
}

export interface Sync {
  /** By the names of rooms. */
  after: Map<string, Known>
  /** How many entries of each room are told, at the most. */
  limit: number
}

const wrong = (field: string, message: string) =>
  new ChatError('validation_failed', `${field} ${message}.`, {
    errors: [{ field, message: `${field} ${message}` }],
  })

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)

const isSeq = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < HIGHEST

/** @throws ChatError `validation_failed` */
export function parseSync(body: unknown): Sync {
  if (!isFields(body)) throw wrong('The body', 'must be a JSON object')
  const { type, after, limit, ...others } = body
  if (type !== undefined && type !== 'sync') throw wrong('type', 'must be sync')
  if (Object.keys(others).length > 0)
    throw new ChatError('validation_failed', 'sync takes after and limit, and nothing else.')
  return { after: parseAfter(after ?? {}), limit: parseLimit(limit ?? LIMIT.usual) }
}

function parseLimit(limit: unknown): number {
  if (Number.isSafeInteger(limit) && Number(limit) >= 1 && Number(limit) <= LIMIT.most) return Number(limit)
  throw wrong('limit', `must be a whole number from 1 to ${LIMIT.most}`)
}

function parseAfter(after: unknown): Map<string, Known> {
  if (!isFields(after))
    throw wrong('after', 'must be an object: the last seq that you have, by the names of rooms')
  const names = Object.keys(after)
  if (names.length > MOST_ROOMS) throw wrong('after', `must not have more than ${MOST_ROOMS} rooms`)
  return new Map(names.map((name) => [nameIn(name), parseKnown(after[name])]))
}

function nameIn(name: string): string {
  try {
    return chatroomName(name)
  } catch {
    throw wrong('after', 'must have names of chatrooms only')
  }
}

function parseKnown(value: unknown): Known {
  if (isSeq(value)) return { seq: value }
  if (isFields(value)) {
    const { seq, log, ...others } = value
    const isLog = log === undefined || log === null || isLogWord(log)
    if (isSeq(seq) && isLog && Object.keys(others).length === 0)
      return { seq, ...(typeof log === 'string' && { log }) }
  }
  throw wrong('after', 'must give each room a seq, or an object of seq and log')
}
