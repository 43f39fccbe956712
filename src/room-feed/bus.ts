// What nodes tell each other. A hint, never the truth: it may lose, repeat or reorder, and nobody notices but by a delay.
import type { Observable } from 'rxjs'

export type BusEvent =
  /** These logs have grown: pairs of chatroom id and `last_seq`. */
  | { heads: [number, number][] }
  /** This chatroom was deleted. */
  | { deleted: number }
  /** This session has ended: its connections close. */
  | { ended: string }
  /** The bus was away: anything may have been missed. Never sent, only received. */
  | { resumed: true }

export interface Bus {
  /** What other nodes said, and what this one did. */
  readonly events: Observable<BusEvent>
  /** Tells every node; never throws and never waits: what is lost, the periodic check finds. */
  publish(event: BusEvent): void
  /** From when this resolves, hints about the room arrive. */
  watch(roomId: number): Promise<void>
  unwatch(roomId: number): void
  /** Whether hints arrive at the moment. */
  readonly connected: boolean
}

/** Nest's injection token for the Bus. */
export const BUS = Symbol('BUS')
