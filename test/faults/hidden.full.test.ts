// What somebody may not know of is answered as what is not there is, and takes as long.
import { hiddenSuite } from '../support/hidden.suite.js'
import { startServer } from '../support/server.js'

await hiddenSuite(await startServer(), 60)
