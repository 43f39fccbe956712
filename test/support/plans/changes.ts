// Statements whose plans are looked at. What changes what was said.
import { changing } from './world.js'

export const CHANGE_CASES = [
  // Each head twice, each membership twice, each target to judge and to change it; and the reaction that is counted.
  changing('reaction', 2 + 2 + 2 + 1, { emoji: '👍' }),
  // Once more to keep what it said.
  changing('edit', 2 + 2 + 4),
  changing('pin', 4 + 2 + 4, { pinned: true }),
  // What there is of all that others have added, what it is found by, and the head and the message for the pin.
  changing('delete', 5 + 2 + 15),
]
