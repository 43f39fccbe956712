// What has come of everything that was done: how often, how often put off, and what went wrong.

/** Of each life, complaints that are kept word for word. */
const MOST_KEPT = 5

export class Tally {
  readonly acts = new Map<string, number>()
  /** Answers `unavailable`: asked again, and then answered. */
  putOff = 0
  /** Connections that broke off without an answer. */
  broken = 0
  requests = 0
  failures = 0
  /** The first of them, by life. */
  readonly complaints: string[] = []
  private readonly kept = new Map<string, number>()

  did(life: string): void {
    this.acts.set(life, (this.acts.get(life) ?? 0) + 1)
  }

  failed(life: string, error: unknown): void {
    this.failures++
    const kept = (this.kept.get(life) ?? 0) + 1
    this.kept.set(life, kept)
    if (kept <= MOST_KEPT)
      this.complaints.push(`${life}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
