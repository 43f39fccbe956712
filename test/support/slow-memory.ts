// How many test files two cores can do with at once: what waits for most of its time on one machine is busy all the time on another.
import { performance } from 'node:perf_hooks'

const WORDS = 1 << 20
const STEPS = 200_000
/** Nanoseconds for a number out of 4 MB, read where the one before says: 5 to 30 on machines of their own, 170 on a crowded host. */
const SLOW = 60

/** Whether memory is so slow here that test files of which more than three run at once only wait for each other. */
export function isMemorySlow(): boolean {
  const next = new Int32Array(WORDS)
  // A step of odd length comes by every word; one as long as this is nowhere near the last.
  for (let at = 0; at < WORDS; at++) next[at] = (at + 654_321) % WORDS
  const begun = performance.now()
  let at = 0
  for (let step = 0; step < STEPS; step++) at = next[at]!
  const took = performance.now() - begun
  // Where it has come to is asked for too: what nobody needs might not be computed.
  return at >= 0 && (took * 1e6) / STEPS > SLOW
}
