// Who may do what, and who is told what: every state × every route, command and frame, in the strictest of rooms and in a direct chat.
// All kinds of rooms with all combinations of the settings are test/faults/matrix.full.test.ts.
import { matrixSuite } from '../support/matrix/matrix.suite.js'
import { STRICT } from '../support/matrix/states.js'
import { sharedServer } from '../support/server.js'

await matrixSuite(await sharedServer(), [
  { kind: 'private', settings: STRICT },
  { kind: 'direct', of: 'member' },
  { kind: 'direct', of: 'blocked' },
])
