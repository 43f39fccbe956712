// Everything breaks while people talk through the SDK: nothing is lost, said twice or out of its order, and everybody sees the same.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { random, seed } from '../support/random.js'
import { amount, rounds } from '../support/rounds.js'
import { SdkLoad } from '../support/sdk-load.js'

const KILLS = rounds(10, 2)
const RESTARTS = rounds(5, 1)
const CRASHES = rounds(5, 1)
const FROZEN_SECONDS = amount(15, 6)
/** Milliseconds in which a client has found another node: after a few tries it waits up to 15 s for the next. */
const BACK = 30_000

describe(`clients of the SDK (seed ${seed})`, () => {
  it(
    `whose nodes are killed ${KILLS} times at random moments`,
    { timeout: 120_000 + KILLS * 20_000 },
    async () => {
      const cluster = await startCluster({ nodes: 3, env: { PING_INTERVAL: '2', PING_TIMEOUT: '2' } })
      const load = await SdkLoad.on(cluster)
      for (let kill = 0; kill < KILLS; kill++) {
        await pause(500 + random() * 1000)
        const victim = Math.floor(random() * cluster.nodes.length)
        await cluster.kill(victim)
        await load.progresses(60, BACK)
        await cluster.revive(victim)
      }
      await load.finish()
      expect(load.sent).toBeGreaterThan(60 * KILLS)
    },
  )

  it(
    `over a rolling restart of two nodes, ${RESTARTS} times`,
    { timeout: 120_000 + RESTARTS * 60_000 },
    async () => {
      const cluster = await startCluster()
      const load = await SdkLoad.on(cluster)
      for (let restart = 0; restart < RESTARTS; restart++) {
        for (const index of cluster.nodes.keys()) {
          await load.progresses(60, BACK)
          await cluster.nodes[index]!.stop()
          await cluster.revive(index)
        }
      }
      await load.finish()
      expect(load.sent).toBeGreaterThan(100)
    },
  )
})

describe('clients of the SDK whose PostgreSQL', async () => {
  const postgres = await startOwnPostgres()
  const cluster = await startCluster({ databaseUrl: postgres.url })

  it(`crashes ${CRASHES} times`, { timeout: 120_000 + CRASHES * 40_000 }, async () => {
    const load = await SdkLoad.on(cluster)
    for (let crash = 0; crash < CRASHES; crash++) {
      await load.progresses(60, BACK)
      await postgres.crash()
      await pause(1000)
      await postgres.launch()
      await load.progresses(60, BACK)
    }
    await load.finish()
    expect(load.sent).toBeGreaterThan(100)
  })

  it(`answers nothing for ${FROZEN_SECONDS} s`, { timeout: 180_000 }, async () => {
    const load = await SdkLoad.on(cluster)
    await load.progresses(60, BACK)
    postgres.freeze()
    await pause(FROZEN_SECONDS * 1000)
    postgres.thaw()
    await load.progresses(60, BACK)
    await load.finish()
    expect(load.sent).toBeGreaterThan(100)
  })
})
