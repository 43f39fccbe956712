// Comings and goings over the PostgreSQL bus.
import { startCluster } from '../support/cluster.js'
import { amount } from '../support/rounds.js'
import { comingsSuite } from './inbox-comings.suite.js'

comingsSuite('which hear of each other', () => startCluster(), {
  steps: amount(5000, 250),
  turns: amount(100, 12),
  within: 5000,
})
