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
