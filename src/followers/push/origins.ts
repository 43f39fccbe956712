// How many browsers of one push service are sent to at a time: one that does not answer leaves room for the others.

/** While a push service does not answer, only so many find out whether it does again; for how long after the last that was in vain. */
const MOST_OF_SILENT = 4
const SILENT_MS = 60_000
/** Seconds after which a browser is looked at again whose push service has enough to do. */
const PAUSE = 1
const PAUSE_OF_SILENT = 20

interface Origin {
  atOnce: number
  /** By the clock of `performance.now()`: so long it is taken to be silent. */
  silentUntil: number
}

export class Origins {
  private readonly origins = new Map<string, Origin>()

  /** @param most of one that answers */
  constructor(private readonly most: number) {}

  /** @returns whether one more may be sent to now; then `end` is to be called */
  begin(name: string): boolean {
    const origin = this.origins.get(name) ?? { atOnce: 0, silentUntil: -Infinity }
    if (origin.atOnce >= (this.isSilent(origin) ? MOST_OF_SILENT : this.most)) return false
    origin.atOnce++
    this.origins.set(name, origin)
    return true
  }

  end(name: string, was: 'answers' | 'silent' | 'unknown'): void {
    const origin = this.origins.get(name)
    if (!origin) return
    origin.atOnce--
    if (was === 'silent') origin.silentUntil = performance.now() + SILENT_MS
    if (was === 'answers') origin.silentUntil = -Infinity
    for (const [each, { atOnce, silentUntil }] of this.origins)
      if (atOnce === 0 && silentUntil < performance.now()) this.origins.delete(each)
  }

  /** Seconds after which it is tried again. */
  pauseOf(name: string): number {
    const origin = this.origins.get(name)
    return origin && this.isSilent(origin) ? PAUSE_OF_SILENT * (0.5 + Math.random()) : PAUSE
  }

  private isSilent({ silentUntil }: Origin): boolean {
    return silentUntil > performance.now()
  }
}
