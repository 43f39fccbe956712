// Comings and goings, and talk, where no hint ever gets to another node and none of them notices: each has a Redis of its own.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { InboxLoad } from '../support/inbox-load.js'
import { pause } from '../support/inbox.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { amount } from '../support/rounds.js'
import { comingsSuite } from './inbox-comings.suite.js'

/** FEED_CHECK_INTERVAL in seconds: how late anything may be without the bus. */
const CHECK = 1
/** On top of it, in milliseconds: the check's own question, and a machine that runs everything at once. */
const GRACE = 2000
const installed = hasRedis()

async function strangers() {
  const [one, two] = await Promise.all([startRedis(), startRedis()])
  const env = { FEED_CHECK_INTERVAL: String(CHECK) }
  return startCluster({ env, envOf: { 0: { REDIS_URL: one.url }, 1: { REDIS_URL: two.url } } })
}

describe.skipIf(!installed)('a silent bus', () => {
  if (!installed) return
  comingsSuite('which never hear of each other', strangers, {
    steps: amount(2000, 300),
    turns: amount(20, 4),
    within: CHECK * 1000 + GRACE,
  })

  it('costs nobody a message, nor a number', async () => {
    const cluster = await strangers()
    const load = await InboxLoad.on(cluster)
    await load.progresses(500, 10_000)
    await pause(amount(20_000, 5000))
    await load.finish()
    expect([load.refusals, load.endings]).toEqual([[], []])
  })
})
