// python-socketio with its own reconnection, as Debian ships it.
import { describe } from 'vitest'
import { hasPython, PYTHON } from '../support/stock-clients.js'
import { comeBack } from './stock-clients.suite.js'

const installed = hasPython()

describe.skipIf(!installed)('Python', async () => {
  if (installed) await comeBack(PYTHON)
})
