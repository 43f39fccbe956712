// The open loop: sends at times that were fixed beforehand, whether or not answers come.
import { nowUs } from './clock.js'

export interface Pace {
  /** Microseconds of the bench's clock. */
  firstAt: number
  gap: number
  count: number
  /** Waits for the exact moment by spinning: for measuring single milliseconds at low rates. */
  precise: boolean
}

/** A timer may be this late; a precise pacer spins over it. */
const SPIN_US = 1500
/** Sends in one turn, so that what arrives is read in between even when the pacer is behind. */
const MOST_AT_ONCE = 200

/**
 * Calls `send` with each scheduled time, in order, and waits for nobody: a late answer must not delay the next send.
 * @returns what stops it early
 */
export function pace({ firstAt, gap, count, precise }: Pace, send: (scheduled: number) => void): () => void {
  let next = 0
  const turn = () => {
    const now = nowUs()
    for (let sent = 0; next < count && firstAt + next * gap <= now && sent < MOST_AT_ONCE; sent++)
      send(firstAt + next++ * gap)
    if (next >= count) return
    const wait = firstAt + next * gap - nowUs()
    const spin = precise ? SPIN_US : 0
    if (wait <= spin) setImmediate(turn)
    else setTimeout(turn, Math.max(1, Math.floor((wait - spin) / 1000)))
  }
  turn()
  return () => {
    next = count
  }
}
