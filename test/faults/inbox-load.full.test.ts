// Everything breaks while people talk through their inboxes: nothing is lost, doubled or missing, and what is unread is right.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { InboxLoad } from '../support/inbox-load.js'
import { pause } from '../support/inbox.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { random, seed } from '../support/random.js'
import { amount, rounds } from '../support/rounds.js'

const KILLS = rounds(20, 2)
const RESTARTS = rounds(5, 1)
const CRASHES = rounds(5, 1)
const FROZEN_SECONDS = amount(15, 6)
/** Milliseconds: a refusal takes less, and so does getting back to work. */
const LIMIT = 5000

describe(`inboxes whose nodes are killed ${KILLS} times at random moments (seed ${seed})`, () => {
  it('lose, double and miss nothing', { timeout: 300_000 + KILLS * 10_000 }, async () => {
    const cluster = await startCluster({ nodes: 3, env: { PING_INTERVAL: '2', PING_TIMEOUT: '2' } })
    const load = await InboxLoad.on(cluster)
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500 + random() * 1000)
      const victim = Math.floor(random() * cluster.nodes.length)
      await cluster.kill(victim)
      await load.progresses(200, 30_000)
      await cluster.revive(victim)
    }
    await load.finish()
    expect(load.endings.length).toBeGreaterThanOrEqual(KILLS)
  })
})

describe(`inboxes over a rolling restart of two nodes, ${RESTARTS} times`, () => {
  it('notice nothing but a reconnect', { timeout: 300_000 + RESTARTS * 40_000 }, async () => {
    const cluster = await startCluster()
    const load = await InboxLoad.on(cluster)
    for (let restart = 0; restart < RESTARTS; restart++) {
      for (const index of cluster.nodes.keys()) {
        await load.progresses(200, 30_000)
        await cluster.nodes[index]!.stop()
        await cluster.revive(index)
      }
    }
    await load.progresses(200, 30_000)
    await load.finish()
    expect(load.slowest).toBeLessThan(LIMIT)
    expect(load.endings.length).toBeGreaterThan(RESTARTS)
    expect(new Set(load.endings)).toEqual(new Set([1001]))
  })
})

describe('inboxes whose PostgreSQL', async () => {
  const postgres = await startOwnPostgres()
  const cluster = await startCluster({ databaseUrl: postgres.url })

  it(`crashes ${CRASHES} times lose nothing`, { timeout: 300_000 + CRASHES * 20_000 }, async () => {
    const load = await InboxLoad.on(cluster)
    for (let crash = 0; crash < CRASHES; crash++) {
      await load.progresses(200, 30_000)
      await postgres.crash()
      await pause(1000)
      await postgres.launch()
      await load.progresses(100, LIMIT)
    }
    await load.finish()
    expect(load.refusals.length).toBeGreaterThan(0)
    expect(Math.max(...load.refusals)).toBeLessThan(LIMIT)
  })

  it(`answers nothing for ${FROZEN_SECONDS} s come back to all of it`, async () => {
    const load = await InboxLoad.on(cluster)
    await load.progresses(200, 30_000)
    postgres.freeze()
    await pause((FROZEN_SECONDS * 1000) / 2)
    // Who comes while it is away, too.
    for (const [, client] of load.clients.slice(0, 4)) client.bounce()
    await pause((FROZEN_SECONDS * 1000) / 2)
    postgres.thaw()
    await load.progresses(100, LIMIT)
    await load.finish()
    expect(Math.max(...load.refusals)).toBeLessThan(LIMIT)
  })
})
