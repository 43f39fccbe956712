// What nodes tell each other. A hint, never the truth: it may lose, repeat or reorder, and nobody notices but by a delay.
import type { Observable } from 'rxjs'

export type BusEvent =
  /** These logs have grown: pairs of chatroom id and `last_seq`. */
  | { heads: [number, number][] }
  /** This chatroom was deleted. */
  | { deleted: number }
  /** This session has ended: its connections close, once the database has said so, too. */
  | { ended: string }
  /** The bus was away: anything may have been missed. Never sent, only received. */
  | { resumed: true }

export interface Bus {
  /** What other nodes said; of what this one did, some may come back. */
  readonly events: Observable<BusEvent>
  /** Tells every node that may care; never throws and never waits: what is lost, the periodic check finds. */
  publish(event: BusEvent): void
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

/** Characters of a session's id, and some to spare: what is longer was made up, to be remembered. */
const LONGEST_ID = 64

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isHead = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(isId)

/** Reads what came over the wire; undefined unless it is an event that a node sends: anybody may write to a channel. */
export function parseBusEvent(payload: string | undefined): BusEvent | undefined {
  let event: Record<string, unknown> | null
  try {
    event = JSON.parse(payload ?? '') as Record<string, unknown> | null
  } catch {
    return undefined
  }
  const { heads, deleted, ended } = event ?? {}
  if (Array.isArray(heads) && heads.every(isHead)) return { heads }
  if (isId(deleted)) return { deleted }
  return typeof ended === 'string' && ended.length <= LONGEST_ID ? { ended } : undefined
}
