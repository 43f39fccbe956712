// A place in the order of everything that has happened, and how it is written down for others.
import { partsOfCursor, toCursor } from '../common/paging.js'

/** Up to where somebody has read. */
export interface Position {
  /** Of the last event. */
  position: number
  /** Where that is a range of entries of which some are left to read: the last `seq` of it that was; else 0. */
  seq: number
}

export const BEGINNING: Position = { position: 0, seq: 0 }

const WRITTEN = /^([\da-f]{1,16})\.(\d{1,15})\.(\d{1,15})$/

/** Opaque, and nothing in another history of the database. @param history as log_history() has it */
export const writePosition = (history: string, { position, seq }: Position): string =>
  toCursor(`${history}.${position}.${seq}`)

/** What a client gives back as `after`. @throws ChatError `validation_failed` for what does not come from us */
export function readPosition(text: string): Position & { history: string } {
  const [, history, position, seq] = partsOfCursor(text, WRITTEN, ['after', 'cursor'])
  return { history: history!, position: Number(position), seq: Number(seq) }
}

export const isBefore = (one: Position, other: Position): boolean =>
  one.position < other.position ||
  (one.position === other.position && (one.seq || Infinity) < (other.seq || Infinity))
