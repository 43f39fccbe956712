// What somebody may not know of is answered as what is not there is. How long that takes is test/faults/hidden.full.test.ts.
import { hiddenSuite } from '../support/hidden.suite.js'
import { sharedServer } from '../support/server.js'

await hiddenSuite(await sharedServer(), 0)
