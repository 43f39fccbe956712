// Time as this process lives it. While the whole machine stands still, or this process does not come to its timers, hardly any
// passes: a limit that is counted so is one of what is tested, and not of the machine that the tests share.
import { performance } from 'node:perf_hooks'

/** Milliseconds from one look at the clock to the next, and how late a look may be before the rest does not count. */
const TICK = 10
const LATE = 2 * TICK

// What fakes time in a test does not fake this.
const now = performance.now.bind(performance)
let counted = 0
let looked = now()

const sinceLook = (): number => Math.min(now() - looked, LATE)

setInterval(() => {
  counted += sinceLook()
  looked = now()
}, TICK).unref()

/** Milliseconds that this process has been awake, from no moment in particular. */
export const awake = (): number => counted + sinceLook()

/** Milliseconds awake until `work` is done, and what it came to. */
export async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = awake()
  return { value: await work, ms: awake() - start }
}

/** Rings after so many milliseconds awake, unless what it returns is called before. */
export function alarm(ms: number, ring: () => void): () => void {
  const end = awake() + ms
  const look = () => {
    const left = end - awake()
    if (left > 0) timer = setTimeout(look, left)
    else ring()
  }
  let timer = setTimeout(look, ms)
  return () => clearTimeout(timer)
}
