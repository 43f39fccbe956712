// A node is killed, again and again, while everybody talks: nothing acknowledged is lost, nothing is there twice.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { oneOf, random, seed } from '../support/random.js'
import { rounds } from '../support/rounds.js'

const KILLS = rounds(20, 2)
const cluster = await startCluster({ nodes: 3, env: { PING_INTERVAL: '2', PING_TIMEOUT: '2' } })

describe(`kill -9 of a node at ${KILLS} random moments (seed ${seed})`, () => {
  it('loses, doubles and reorders nothing', { timeout: 300_000 + KILLS * 10_000 }, async () => {
    const load = await Load.on(cluster, { lively: true })
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500 + random() * 1000)
      // Where somebody is: nobody else would notice.
      const victim = cluster.urls.indexOf(oneOf(load.talkers).tap.url)
      await cluster.kill(victim)
      await load.progresses(200, 30_000)
      await cluster.revive(victim)
    }
    await load.finish()
    expect(load.endings.length).toBeGreaterThanOrEqual(KILLS)
  })
})
