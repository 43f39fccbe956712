// Cuts and silences where no hint ever gets to another node, and none of them notices: each has a Redis of its own.
import { describe } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { cutsSuite } from './cuts.suite.js'

/** FEED_CHECK_INTERVAL in seconds: how late anything may be without the bus. */
const CHECK = 1
/** On top of it, in milliseconds: the check's own question. */
const GRACE = 500

describe.skipIf(!hasRedis())('a silent bus', () => {
  if (!hasRedis()) return
  cutsSuite(
    'which never hear of each other',
    async () => {
      const [one, two] = await Promise.all([startRedis(), startRedis()])
      const env = { FEED_CHECK_INTERVAL: String(CHECK) }
      return startCluster({ env, envOf: { 0: { REDIS_URL: one.url }, 1: { REDIS_URL: two.url } } })
    },
    { within: CHECK * 1000 + GRACE },
  )
})
