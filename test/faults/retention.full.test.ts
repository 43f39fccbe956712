// Days are taken away while people talk, come back, sync, read and search on two nodes: every answer says where the room begins, nothing
// before that comes back, and all that comes after is there without a gap.
import { expect, it } from 'vitest'
import { ClockHands } from '../support/clock-hands.js'
import { startCluster } from '../support/cluster.js'
import { foundInDatabase } from '../support/dump.js'
import { pause } from '../support/inbox.js'
import { mark } from '../support/marks.js'
import { crowd, logOf, unique } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { RetentionLoad } from '../support/retention-load.js'
import { rounds } from '../support/rounds.js'
import { unreadIn } from '../support/unread-model.js'

const TURNS = rounds(20, 4)
/** A slow machine comes to fewer of them in each. */
const MOST_TURNS = TURNS + 30
const ROOMS = 3
const [TALKERS, READERS] = [4, 8]
/** By which a beginning must have been met: else it is no wonder that it was right. */
const MET_BY = ['resume', 'sync', 'history', 'timeline', 'room', 'list', 'search', 'gone']

it(
  `days taken away ${TURNS} times beside a load are gone for everybody, and nothing else is (seed ${seed})`,
  { timeout: 60_000 + MOST_TURNS * 60_000 },
  async () => {
    const cluster = await startCluster({ env: { RETENTION_DAYS: '3' } })
    const clock = await ClockHands.on(cluster.databaseUrl)
    const people = await crowd(cluster.nodes[0]!, 4)
    const stem = unique('word').replace('-', '')
    const load = await RetentionLoad.begin(cluster, people, clock, stem, ROOMS)
    const running = load.run(TALKERS, READERS)
    const isMet = () => MET_BY.every((way) => load.met.has(way))
    for (
      let turn = 0;
      (turn < TURNS || !isMet()) && turn < MOST_TURNS && load.problems.length === 0;
      turn++
    ) {
      await pause(1000 + random() * 2000)
      await load.takeDays(oneOf(load.rooms))
    }
    load.over = true
    await running
    await load.expectWholeStreams()
    expect(load.problems).toEqual([])
    expect([...load.met.keys()]).toEqual(expect.arrayContaining(MET_BY))

    for (const { name, first, head, words } of load.rooms) {
      const log = await logOf(people[0]!, name)
      expect(log.map(({ seq }) => seq)).toEqual(
        Array.from({ length: head - first + 1 }, (_, nth) => first + nth),
      )
      const left = [...words].filter(([seq]) => seq >= first)
      expect(log.filter(({ type }) => type === 'text').map(({ seq, message }) => [seq, message])).toEqual(
        left.toSorted(([one], [other]) => one - other),
      )
      for (const person of people) {
        const { read, unread, unread_mentions } = await mark(person, name, { unread_from: 1 })
        expect(read).toBeGreaterThanOrEqual(first - 1)
        expect({ unread, unread_mentions }).toEqual(unreadIn(log, person, read))
      }
      const gone = [...words].filter(([seq]) => seq < first).map(([, word]) => word)
      if (gone.length === 0) continue
      const sample = Array.from({ length: 20 }, () => oneOf(gone))
      await expect
        .poll(() => foundInDatabase(cluster.databaseUrl, sample), { timeout: 60_000, interval: 1000 })
        .toEqual([])
    }
    await load.stop()
  },
)
