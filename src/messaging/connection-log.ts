// One line for each connection, when it is over, and its part of the counts; nothing while it lives.
import type { Actor } from '../auth/actor.js'
import type { CloseCode, ErrorCode } from '../common/errors.js'
import { log } from '../common/log.js'
import { counts, countOne, type LiveDoor } from '../common/measures.js'
import type { Connection } from './connection.js'
import type { SendQueue } from './send-queue.js'

/** Connections that the server is closing, and why: only they cost anything. */
const cuts = new WeakMap<object, CloseCode>()

/** To be told by a connection that the server closes it. */
export function noteCut(connection: object, code: CloseCode): void {
  if (cuts.has(connection)) return
  cuts.set(connection, code)
  countOne(counts.cuts, code)
}

/** A connection that was let in. */
interface Admitted {
  connection: Connection
  actor: Actor
  /** Where the address is one. */
  room?: string
  address: string
  queue: SendQueue
}

/**
 * Counts a connection that was let in.
 * @returns what writes its line, to be called once it is gone, with the other side's reason and how many messages it was handed
 */
export function logConnection(admitted: Admitted) {
  const { door } = admitted.connection
  const since = performance.now()
  counts.connections[door]++
  counts.admitted[door]++
  return (reason: string | number, delivered: number): void => {
    counts.connections[door]--
    const { connection, actor, room, address, queue } = admitted
    const ms = Math.round(performance.now() - since)
    const facts = { door, room, user_id: actor.id, session_id: actor.sessionId, address, ms }
    // What the server closed it with, or else what the client or the network did.
    const code = cuts.get(connection) ?? reason
    log().info({ ...facts, code, sent: queue.taken, delivered }, 'connection')
  }
}

/** Counts and writes down one that was not let in. */
export function logRefusal(
  door: LiveDoor,
  address: string,
  { code }: { code: ErrorCode | 'unsupported_protocol' },
): void {
  countOne(counts.refused, code)
  log().info({ door, address, code }, 'connection refused')
}
