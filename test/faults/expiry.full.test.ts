// Everybody says, changes, reads and marks, at once and on two nodes, while what was said disappears: it is gone by every way from its
// moment on, counts for nothing, leaves no gap; and within a minute it is nowhere.
import { expect, it } from 'vitest'
import { ClockHands } from '../support/clock-hands.js'
import { Cluster } from '../support/cluster.js'
import { foundInDatabase } from '../support/dump.js'
import { EventReader } from '../support/events.js'
import { ExpiryHistory } from '../support/expiry-history.js'
import { crowd } from '../support/people.js'
import { seed } from '../support/random.js'
import { amount, full, rounds } from '../support/rounds.js'

const ROOMS = rounds(12, 1)
const ROUNDS_OF_ROOM = amount(60, 12)
/** By which something must have been seen before it was gone: else it is no wonder that it was not seen after that. */
const SEEN_BY = ['log', 'live', 'history', 'timeline', 'resumed', 'inbox', 'inboxes', 'events']

const cluster = await Cluster.shared()
const clocks = [await ClockHands.on(cluster.databaseUrl), await ClockHands.on(cluster.databaseUrl)] as const
const people = await crowd(cluster.nodes[0]!, 4)

it(
  `${ROOMS} × ${ROUNDS_OF_ROOM} rounds: what is over is gone by every way, and counts for nothing (seed ${seed})`,
  { timeout: 60_000 + ROOMS * 180_000 },
  async () => {
    const reader = await EventReader.now(cluster.nodes[0]!)
    for (let room = 0; room < ROOMS; room++) {
      const { cursor } = await reader.read({ limit: 1000 })
      const history = await ExpiryHistory.begin({ cluster, people, clocks, cursor, byNodes: full })
      const { problems, model, shown } = history.room
      for (let round = 0; round < ROUNDS_OF_ROOM && problems.length === 0; round++) await history.round()
      await history.end()
      expect(problems).toEqual([])
      if (!full) await clocks[1].takeExpired()
      const left = () => foundInDatabase(cluster.databaseUrl, [model.gone])
      await expect.poll(left, { timeout: 60_000, interval: 1000 }).toEqual([])
      await history.lookEverywhere()
      expect(problems).toEqual([])
      for (const way of [...SEEN_BY, 'exact counts']) expect(shown.get(way), way).toBeGreaterThan(0)
      await history.stop()
    }
  },
)
