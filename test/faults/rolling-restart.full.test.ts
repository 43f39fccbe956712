// Both nodes are restarted in turn under load, as for a new version: nobody misses anything or waits for long.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { Load } from '../support/load.js'
import { rounds } from '../support/rounds.js'

const RESTARTS = rounds(5, 1)
/** Milliseconds until a message is acknowledged, whatever happens meanwhile. */
const LIMIT = 5000
const cluster = await startCluster()

describe(`a rolling restart of two nodes, ${RESTARTS} times`, () => {
  it('is not noticed but by a reconnect', { timeout: 300_000 + RESTARTS * 40_000 }, async () => {
    const load = await Load.on(cluster)
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
