// Chance that a seed gives again.

export class Chance {
  constructor(private state: number) {}

  /** From 0 up to 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  below(end: number): number {
    return Math.floor(this.next() * end)
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }

  /** So many different ones. */
  some<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices]
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0]!)
  }

  /** Words, the first of a vocabulary more often than the last. */
  words(count: number): string {
    const word = () => `w${Math.floor(Math.exp(this.next() * Math.log(20_000))).toString(36)}x`
    return Array.from({ length: count }, word).join(' ')
  }
}
