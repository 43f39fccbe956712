// What time it is on the server: a device's own clock may be hours off, and what disappears at a time does so by the server's.

/** Milliseconds that a clock may be off before that counts: the header has whole seconds, and answers take their time. */
const TOLERANCE_MS = 3000
/** The longest that a timer can be set. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export class Clock {
  private offset = 0

  /** Takes what the server calls now: the `Date` of an answer, or when it stored what was just acknowledged. */
  heard(time: string | null | undefined): void {
    const offset = Date.parse(time ?? '') - Date.now()
    if (Number.isNaN(offset)) return
    this.offset = Math.abs(offset) > TOLERANCE_MS ? offset : 0
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offset
  }

  /** Calls back at that time, or sooner where that is far away. */
  at(time: number, back: () => void): ReturnType<typeof setTimeout> {
    return setTimeout(back, Math.min(time - this.now(), LONGEST_TIMER_MS))
  }
}
