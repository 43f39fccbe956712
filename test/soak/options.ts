// What a soak is told by its environment.

export interface Options {
  minutes: number
  seed: number
  /** Seconds in which everybody rests before each sample. */
  quiet: number
  /** Seconds of churn between two rests. */
  churn: number
  /** Whether it only shows that everything works, and judges no growth. */
  smoke: boolean
}

/** Housekeeping looks every 10 seconds, autovacuum every 5: after so many both have been. */
const LEAST_QUIET = 15
/** A round of churn and rest. */
const ROUND = 60
const SMOKE = { minutes: 0.2, quiet: 2, churn: 4 }

/** @throws Error in words for whoever typed it */
export function readOptions(env: NodeJS.ProcessEnv): Options {
  const seed = numberOf('SOAK_SEED', env['SOAK_SEED'], Date.now() % 1_000_000)
  if (env['SOAK_SMOKE'] === 'on') return { ...SMOKE, seed, smoke: true }
  const minutes = numberOf('SOAK_MINUTES', env['SOAK_MINUTES'], 60)
  const quiet = numberOf('SOAK_QUIET', env['SOAK_QUIET'], LEAST_QUIET)
  if (quiet < LEAST_QUIET || quiet > ROUND / 2)
    throw new Error(`SOAK_QUIET must be from ${LEAST_QUIET} to ${ROUND / 2} seconds`)
  return { minutes, seed, quiet, churn: ROUND - quiet, smoke: false }
}

function numberOf(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new Error(`${name} must be a number above 0`)
}
