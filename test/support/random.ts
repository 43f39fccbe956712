// Chance that can be repeated: TEST_SEED gives the same run again.

/** Print it in the name of every test that uses `random`. */
export const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000)

let state = seed

/** A number from 0 up to 1 (mulberry32). */
export function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

export const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!

/**
 * Names in an order by chance, each exactly as often as its weight before any of them has its next turn: a short run does the seldom
 * things too, whatever the seed.
 */
export function deckOf<Name extends string>(weights: Readonly<Record<Name, number>>): () => Name {
  const whole = Object.entries<number>(weights).flatMap(([name, times]) =>
    Array.from({ length: times }, () => name as Name),
  )
  let left: Name[] = []
  return () => {
    if (left.length === 0) left = [...whole]
    return left.splice(Math.floor(random() * left.length), 1)[0]!
  }
}
