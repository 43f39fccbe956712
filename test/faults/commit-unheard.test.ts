// With PostgreSQL as the bus.
import { unheardSuite } from './commit-unheard.suite.js'

unheardSuite('PostgreSQL')
