// With Redis as the bus.
import { describe } from 'vitest'
import { hasRedis, startRedis } from '../support/redis.js'
import { unheardSuite } from './commit-unheard.suite.js'

const redis = hasRedis() ? await startRedis() : undefined

describe.skipIf(!redis)('with a Redis', () => {
  if (redis) unheardSuite('Redis', redis.url)
})
