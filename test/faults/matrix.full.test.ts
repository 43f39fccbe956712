// Who may do what, and who is told what: every state × every kind of room × every combination of the settings × every route, command
// and frame.
import { matrixSuite } from '../support/matrix/matrix.suite.js'
import { ALL_SETTINGS } from '../support/matrix/states.js'
import { startServer } from '../support/server.js'

await matrixSuite(await startServer(), [
  ...ALL_SETTINGS.flatMap((settings) => [
    { kind: 'public' as const, settings },
    { kind: 'private' as const, settings },
  ]),
  { kind: 'direct', of: 'member' },
  { kind: 'direct', of: 'blocked' },
])
