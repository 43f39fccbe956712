// Durations counted by size, so that processes can add theirs up: exact to 1 %, whatever the number of samples.

/** Microseconds of the first bucket; each next one is 1 % wider. */
const SMALLEST = 10
const GROWTH = Math.log(1.01)
/** Up to 100 s. */
const BUCKETS = Math.ceil(Math.log(100e6 / SMALLEST) / GROWTH)

export class Histogram {
  constructor(readonly counts: number[] = Array.from({ length: BUCKETS }, () => 0)) {}

  /** @param us microseconds */
  add(us: number): void {
    const bucket = us <= SMALLEST ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(us / SMALLEST) / GROWTH))
    this.counts[bucket]!++
  }

  static sum(parts: number[][]): Histogram {
    const all = new Histogram()
    for (const part of parts) part.forEach((count, bucket) => (all.counts[bucket]! += count))
    return all
  }

  /** Milliseconds that `share` (0–1) of the samples stay within; NaN without samples. */
  quantile(share: number): number {
    const total = this.counts.reduce((sum, count) => sum + count, 0)
    let left = Math.ceil(total * share)
    const bucket = this.counts.findIndex((count) => (left -= count) <= 0 && total > 0)
    return bucket < 0 ? Number.NaN : (SMALLEST * Math.exp(GROWTH * bucket)) / 1000
  }
}
