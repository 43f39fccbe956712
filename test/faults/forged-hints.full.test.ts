// Hints that somebody made up, on a Redis as the bus.
import { createClient } from '@redis/client'
import { afterAll } from 'vitest'
import { forgedHintsSuite } from '../support/forged-hints.suite.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { startServer } from '../support/server.js'

const redis = hasRedis() ? await startRedis() : undefined

if (redis) {
  const env = { FEED_CHECK_INTERVAL: '10m', REDIS_URL: redis.url }
  const one = await startServer({ env })
  const two = await startServer({ databaseUrl: one.databaseUrl, env })
  const somebody = createClient({ url: redis.url })
  await somebody.connect()
  afterAll(() => somebody.destroy())
  forgedHintsSuite('Redis', {
    nodes: [one, two],
    forge: (payload) => somebody.publish('chat:nodes', JSON.stringify(payload)),
  })
}
