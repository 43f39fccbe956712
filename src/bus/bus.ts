// What nodes tell each other: hints, never the truth. They may get lost, repeated or reordered, and nobody notices but by a delay.
import type { Observable } from 'rxjs'

/** How one hint of a kind looks: anybody may write to a channel. And whose nodes it is for: a room's, or all of them. */
interface Kind<Hint> {
  isOne: (value: unknown) => value is Hint
  room?: (hint: Hint) => number
}

const kind = <Hint>(isOne: Kind<Hint>['isOne'], room?: Kind<Hint>['room']): Kind<Hint> => ({ isOne, room })

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isHead = (value: unknown): value is [roomId: number, seq: number] =>
  Array.isArray(value) && value.length === 2 && value.every(isId)

/** A user's id. */
export const isUserId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** A session's id, with some characters to spare: what is longer was made up, to be remembered. */
const isSessionId = (value: unknown): value is string => typeof value === 'string' && value.length <= 64

/** What a node calls itself, anew with each start: see presence/gossip.ts. */
const isNodeId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{12}$/.test(value)

/** Somebody's marks in a room have moved: `delivered`, and perhaps `read`, or `read` alone. */
export type MovedMark = [roomId: number, userId: string, reached: 0 | 1]

/** Something about somebody in a room. */
const isOfMember = (value: unknown): value is [roomId: number, userId: string, what: 0 | 1] =>
  Array.isArray(value) &&
  value.length === 3 &&
  isId(value[0]) &&
  isUserId(value[1]) &&
  (value[2] === 0 || value[2] === 1)

/** Somebody in a room. */
const isMember = (value: unknown): value is [roomId: number, userId: string] =>
  Array.isArray(value) && value.length === 2 && isId(value[0]) && isUserId(value[1])

const isPresence = (value: unknown): value is [nodeId: string, userId: string] =>
  Array.isArray(value) && value.length === 2 && isNodeId(value[0]) && isUserId(value[1])

const isAlive = (value: unknown): value is [nodeId: string, count: number, digest: number] =>
  Array.isArray(value) && value.length === 3 && isNodeId(value[0]) && isId(value[1]) && isId(value[2])

/** A node asks all others: the question's id, the node's, what it is about, and more. */
const isQuestion = (
  value: unknown,
): value is [id: string, nodeId: string, topic: string, ...(string | number)[]] =>
  Array.isArray(value) &&
  value.length >= 3 &&
  value.length <= 8 &&
  value.every((each) => typeof each === 'string' || Number.isSafeInteger(each)) &&
  isNodeId(value[0]) &&
  isNodeId(value[1]) &&
  typeof value[2] === 'string'

/** A node answers that question: whoever has asked looks at what it says. */
const isAnswer = (value: unknown): value is [id: string, nodeId: string, answer: unknown] =>
  Array.isArray(value) && value.length === 3 && isNodeId(value[0]) && isNodeId(value[1])

/** Every kind of hint. */
export const KINDS = {
  /** A log has grown: the chatroom's id and its `last_seq`. */
  heads: kind(isHead, ([roomId]) => roomId),
  /** The chatroom with this id was deleted. */
  deleted: kind(isId, (roomId) => roomId),
  /** The session with this id has ended. */
  ended: kind(isSessionId),
  /** Something has changed about the user with this id that their own connections have to learn: see User.version. */
  people: kind(isUserId),
  /** Somebody has begun to type in a chatroom, goes on, or has stopped. */
  typing: kind(isOfMember, ([roomId]) => roomId),
  /** Somebody has a connection to that node, or none any more: see presence/roster.ts. */
  online: kind(isPresence),
  offline: kind(isPresence),
  /** The node with this id lives, and how many have a connection to it; the digest is of who they are. */
  alive: kind(isAlive),
  /** Somebody lacks who is connected to the node with this id: it is to name them all. */
  roll: kind(isNodeId),
  /** The node with this id has stopped: nobody is connected to it any more. */
  stopped: kind(isNodeId),
  /** Somebody asks to be let into a chatroom, or does so no more. */
  requests: kind(isMember, ([roomId]) => roomId),
  /** A member's marks have moved. */
  marks: kind(isOfMember, ([roomId]) => roomId),
  /** What a node asks of all others, and what they answer: see questions.ts. */
  questions: kind(isQuestion),
  answers: kind(isAnswer),
}

type Kinds = typeof KINDS

/** Hints by their kind, as they travel together. */
export type Hints = { [Name in keyof Kinds]?: Kinds[Name] extends Kind<infer Hint> ? Hint[] : never }

export interface Bus {
  /** What other nodes said; of what this one did, some may come back. */
  readonly hints: Observable<Hints>
  /** The bus is there, for the first time or again: anything may have been missed until now. */
  readonly resumed: Observable<void>
  /**
   * Tells every node that may care, together with all else that is said in this turn of the event loop. Never throws and
   * never waits: what is lost, the periodic checks find.
   */
  publish(hints: Hints): void
  /**
   * From when this resolves, hints about the room arrive; while the bus is away it resolves at once and `resumed` follows.
   * Each call undoes the `unwatch` before it, and the other way round, however fast they follow each other.
   */
  watch(roomId: number): Promise<void>
  unwatch(roomId: number): void
  /** Whether hints arrive at the moment. */
  readonly connected: boolean
}

/** Nest's injection token for the Bus. */
export const BUS = Symbol('BUS')

/** Bytes of one payload: PostgreSQL takes less than 8000. */
export const MAX_PAYLOAD_BYTES = 7999

/** Reads what came over the wire: the kinds that this node knows. Undefined unless some of it is what a node sends. */
export function readHints(payload = ''): Hints | undefined {
  if (payload.length > MAX_PAYLOAD_BYTES) return undefined
  let given: Record<string, unknown> | null
  try {
    given = JSON.parse(payload) as Record<string, unknown> | null
  } catch {
    return undefined
  }
  const known = Object.entries(KINDS).flatMap(([name, { isOne }]) => {
    const hints = given?.[name]
    return Array.isArray(hints) && hints.every(isOne) ? [[name, hints]] : []
  })
  return known.length > 0 ? (Object.fromEntries(known) as Hints) : undefined
}
