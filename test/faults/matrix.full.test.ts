// Who may do what, and who is told what: every state × every kind of room × every combination of the settings × every route, command
// and frame. In a few rounds: some of the combinations, which the seed chooses.
import { matrixSuite } from '../support/matrix/matrix.suite.js'
import { ALL_SETTINGS } from '../support/matrix/states.js'
import { seed } from '../support/random.js'
import { rounds } from '../support/rounds.js'
import { startServer } from '../support/server.js'

const COMBINATIONS = ALL_SETTINGS.length
const chosen = Array.from(
  { length: rounds(COMBINATIONS, 1) },
  (_, nth) => ALL_SETTINGS[(seed + 5 * nth) % COMBINATIONS]!,
)

// It takes longer than a token holds.
await matrixSuite(await startServer({ env: { ACCESS_TOKEN_TTL: '1d' } }), [
  ...chosen.flatMap((settings) => [
    { kind: 'public' as const, settings },
    { kind: 'private' as const, settings },
  ]),
  { kind: 'direct', of: 'member' },
  { kind: 'direct', of: 'blocked' },
])
