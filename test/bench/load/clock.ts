// One clock for all processes of a bench: microseconds of the machine's monotonic time.

/** `performance.now()` counts from the start of its process, on the same clock as `hrtime`. */
const offset = offsetNow()

function offsetNow(): number {
  // The first call loads what it needs, which may take a millisecond.
  performance.now()
  return Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000
}

/** Microseconds; comparable between processes of one machine. */
export const nowUs = (): number => performance.now() * 1000 + offset

/** Waits until that time of `nowUs`, a millisecond or so late. */
export async function sleepUntil(at: number): Promise<void> {
  for (let wait = at - nowUs(); wait > 0; wait = at - nowUs())
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, wait / 1000)))
}
