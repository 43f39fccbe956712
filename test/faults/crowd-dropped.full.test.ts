// A node takes a crowd of connections with it: all come back through the other one and miss nothing.
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { amount } from '../support/rounds.js'

const IN_A_ROOM = 20
const ROOMS = amount(50, 10)
const LIMIT = 30_000
const cluster = await startCluster()

describe(`${ROOMS * IN_A_ROOM} clients, dropped at once`, () => {
  it('are all back, resumed and complete within 30 s', { timeout: 300_000 }, async () => {
    const load = await Load.on(cluster, { rooms: ROOMS, peopleOfEach: IN_A_ROOM, startAt: 0 })
    await load.progresses(400, 30_000)
    const taps = load.talkers.map(({ tap }) => tap)
    expect(taps.every(({ connected }) => connected)).toBe(true)
    const start = awake()
    await cluster.kill(0)
    while (!taps.every(({ connected, endings }) => connected && endings.length > 0)) {
      expect(awake() - start).toBeLessThan(LIMIT)
      await pause(50)
    }
    await load.finish()
    expect(awake() - start).toBeLessThan(LIMIT)
    for (const { endings } of taps) expect(endings).toHaveLength(1)
  })
})
