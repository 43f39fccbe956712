// One node stands still and goes on later: the others do not wait for it, and what it had half-heard harms nobody.
import { afterAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { amount } from '../support/rounds.js'
import type { Talker } from '../support/talker.js'

const SECONDS = amount(30, 6)
const RATE = 240
const cluster = await startCluster({ nodes: 2, env: { PING_INTERVAL: '2', PING_TIMEOUT: '2' } })
afterAll(() => cluster.thaw(1))

describe(`a node, stopped for ${SECONDS} s and continued`, () => {
  it('harms neither the order nor anybody else', async () => {
    const load = await Load.on(cluster, { rate: RATE })
    await load.progresses(200, 30_000)
    const others = load.talkers.filter(({ tap }) => tap.url === cluster.nodes[0]!.url)
    const count = ({ acknowledged }: Talker) =>
      [...acknowledged.values()].reduce((sum, { size }) => sum + size, 0)
    const before = others.map(count)
    cluster.freeze(1)
    await pause(SECONDS * 1000)
    const said = others.map((talker, index) => count(talker) - before[index]!)
    const inFlight = others.map(({ unacknowledged }) => unacknowledged)
    cluster.thaw(1)
    await load.progresses(200, 5000)
    await load.finish()

    expect(others.length).toBeGreaterThan(0)
    const expected = (RATE / load.talkers.length) * SECONDS
    for (const each of said) expect(each).toBeGreaterThan(expected / 2)
    // What they have said and not had acknowledged is less than what they say in 5 s.
    for (const each of inFlight) expect(each).toBeLessThan((RATE / load.talkers.length) * 5)
    for (const { tap, slowest } of others) {
      expect(tap.refusals).toEqual([])
      expect(slowest).toBeLessThan(5000)
    }
  })
})
