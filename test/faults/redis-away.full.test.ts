// Redis goes, forgets and hangs up, under load: sends are acknowledged as ever, and nobody misses or repeats anything.
import { describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js'
import { amount, rounds } from '../support/rounds.js'

/** FEED_CHECK_INTERVAL, in milliseconds: how late a message may be without the bus. */
const CHECK_MS = 2000
/** On top of it: the check's own question, and a machine that runs everything at once. */
const GRACE_MS = 1500
const SECONDS = amount(20, 4)
const CUTS = rounds(20, 3)

/** Everybody in every room gets what is acknowledged now, one check later at most. */
const nobodyIsLate = (load: Load): Promise<unknown> =>
  Promise.all(
    load.rooms.flatMap((room) => {
      const head = load.headOf(room)
      return load.in(room).map((talker) => talker.reaches(room, head, CHECK_MS + GRACE_MS))
    }),
  )

async function underLoad(cluster: Cluster, fault: (load: Load) => Promise<void>): Promise<Load> {
  const load = await Load.on(cluster)
  await load.progresses(200, 30_000)
  await fault(load)
  await load.progresses(200, 5000)
  await load.finish()
  return load
}

const FAULTS: [string, (redis: TestRedis, load: Load) => Promise<void>][] = [
  [
    `stopped for ${SECONDS} s and started again`,
    async (redis, load) => {
      await redis.kill()
      for (const end = performance.now() + SECONDS * 1000; performance.now() < end; await pause(500)) {
        await nobodyIsLate(load)
      }
      await redis.start()
    },
  ],
  [
    'emptied with FLUSHALL',
    async (redis, load) => {
      await redis.command('FLUSHALL')
      await nobodyIsLate(load)
    },
  ],
  [
    `cutting its pub/sub connections ${CUTS} times`,
    async (redis, load) => {
      for (let cut = 0; cut < CUTS; cut++) {
        await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub')
        await pause(200)
        await nobodyIsLate(load)
      }
    },
  ],
]

const redis = hasRedis() ? await startRedis() : undefined

describe.skipIf(!redis)('Redis', async () => {
  if (!redis) return
  const env = { REDIS_URL: redis.url, FEED_CHECK_INTERVAL: String(CHECK_MS / 1000) }
  const cluster = await startCluster({ nodes: 2, env })

  it.each(FAULTS)('%s costs nobody a message', { timeout: 300_000 }, async (_, fault) => {
    const load = await underLoad(cluster, (each) => fault(redis, each))
    expect(load.refusals).toEqual([])
    expect(load.slowest).toBeLessThan(5000)
  })
})
