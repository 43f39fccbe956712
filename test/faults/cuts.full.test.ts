// Cuts and silences where nodes hear of each other by PostgreSQL alone: the check comes too late for any of this.
import { startCluster } from '../support/cluster.js'
import { cutsSuite } from './cuts.suite.js'

cutsSuite('which hear of each other', () => startCluster({ env: { FEED_CHECK_INTERVAL: '10m' } }), {
  within: 1000,
})
