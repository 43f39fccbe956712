// Who may do what, and who is told what: every state × every kind of room × every combination of the settings × every route, command
// and frame.
import { matrixSuite } from '../support/matrix/matrix.suite.js'
import { ALL_SETTINGS } from '../support/matrix/states.js'
import { startServer } from '../support/server.js'

// It takes longer than a token holds.
await matrixSuite(await startServer({ env: { ACCESS_TOKEN_TTL: '1d' } }), [
  ...ALL_SETTINGS.flatMap((settings) => [
    { kind: 'public' as const, settings },
    { kind: 'private' as const, settings },
  ]),
  { kind: 'direct', of: 'member' },
  { kind: 'direct', of: 'blocked' },
])
