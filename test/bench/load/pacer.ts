// The open loop: sends at times that were fixed beforehand, whether or not answers come.
import { nowUs } from './clock.js'

export interface Pace {
  /** Microseconds of the bench's clock. */
  firstAt: number
  gap: number
  count: number
}

/** A timer may be this late. The rest is slept over in naps, which end on time, and between which arrives what has come. */
const TIMER_US = 1200
const NAP_US = 150
/** At shorter gaps timers are good enough, and naps would take the processor from those who are measured. */
const NAPS_FROM_GAP_US = 2000
const nobody = new Int32Array(new SharedArrayBuffer(4))
/** Sends in one turn, so that what arrives is read in between even when the pacer is behind. */
const MOST_AT_ONCE = 200

/**
 * Calls `send` with each scheduled time, in order, and waits for nobody: a late answer must not delay the next send.
 * @returns what stops it early
 */
export function pace({ firstAt, gap, count }: Pace, send: (scheduled: number) => void): () => void {
  const early = gap >= NAPS_FROM_GAP_US ? TIMER_US : 0
  let next = 0
  const turn = () => {
    const now = nowUs()
    for (let sent = 0; next < count && firstAt + next * gap <= now && sent < MOST_AT_ONCE; sent++)
      send(firstAt + next++ * gap)
    if (next >= count) return
    const wait = firstAt + next * gap - nowUs()
    if (wait > early) return void setTimeout(turn, Math.max(1, Math.floor((wait - early) / 1000)))
    if (wait > 0) Atomics.wait(nobody, 0, 0, Math.min(wait, NAP_US) / 1000)
    setImmediate(turn)
  }
  turn()
  return () => {
    next = count
  }
}
