// How much somebody may do at a time: so much a second, and a burst of what they have saved up.

interface Spent {
  /** When all of it will have come back, in the time of `performance.now()`. */
  wholeAt: number
  /** How often they were refused since it was last whole. */
  refused: number
}

/** What a key that has spent its allowance is told. */
export interface Refusal {
  /** Milliseconds until one more is allowed. */
  wait: number
  /** The how many-th refusal it is since the allowance was last whole. */
  refused: number
}

/**
 * A bucket of `burst` that fills evenly within `seconds`, for every key. Not the limiter of the library: that answers by promise and
 * starts a timer per key, which is too much for every single message.
 */
export class Allowance {
  /** Milliseconds in which one comes back, and all of them. */
  private readonly one: number
  private readonly all: number
  /** Who spent in this period and in the one before. Whoever is in neither has their burst whole again, and is forgotten. */
  private recent = new Map<string, Spent>()
  private earlier = new Map<string, Spent>()
  private periodEnds = 0

  constructor(burst: number, seconds: number) {
    this.all = seconds * 1000
    this.one = this.all / burst
  }

  /** Takes one from `key`, or says why not. */
  take(key: string): Refusal | undefined {
    const now = performance.now()
    const spent = this.spentBy(key, now)
    if (spent.wholeAt <= now) Object.assign(spent, { wholeAt: now, refused: 0 })
    const wait = spent.wholeAt + this.one - now - this.all
    // Thousands of additions are not exact to the last digit.
    if (wait > 1e-3) return { wait, refused: ++spent.refused }
    spent.wholeAt += this.one
    return undefined
  }

  private spentBy(key: string, now: number): Spent {
    if (now >= this.periodEnds) {
      this.earlier = now < this.periodEnds + this.all ? this.recent : new Map<string, Spent>()
      this.recent = new Map()
      this.periodEnds = now + this.all
    }
    const known = this.recent.get(key)
    if (known) return known
    const spent = this.earlier.get(key) ?? { wholeAt: 0, refused: 0 }
    this.recent.set(key, spent)
    return spent
  }
}
