// Who is online when nodes and the bus fail; Redis is the bus.
import { describe } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { presenceSuite } from '../support/presence.suite.js'
import { hasRedis, startRedis } from '../support/redis.js'

const redis = hasRedis() ? await startRedis() : undefined

describe.skipIf(!redis)('Redis', async () => {
  if (!redis) return
  const cluster = await startCluster({ nodes: 3, env: { REDIS_URL: redis.url } })
  presenceSuite('Redis', {
    cluster,
    leave: () => redis.kill(),
    comeBack: () => redis.start(),
    forge: (payload) => redis.command('PUBLISH', 'chat:nodes', JSON.stringify(payload)),
  })
})
