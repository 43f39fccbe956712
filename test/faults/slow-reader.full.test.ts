// Somebody stops reading in a busy room: the server does not grow, cuts them, and they come back to all that they missed.
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause, range } from '../support/inbox.js'
import { LINE_DOORS } from '../support/lines.js'
import { Load } from '../support/load.js'
import { enter, registered, roomWith } from '../support/people.js'
import { ReferenceClient } from '../support/reference-client.js'
import { amount } from '../support/rounds.js'

const SECONDS = amount(60, 8)
const MEGABYTE = 1024
/** Six bytes each on the wire: a few seconds of it are more than what the kernel holds for a connection. */
const WORDS = '\u0001'.repeat(2000)

/** Clears away garbage twice a second, so that the memory of the process is what it holds on to. */
const TIDY = `import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  setFlagsFromString('--expose-gc')
  setInterval(runInNewContext('gc'), 500).unref()`

const cluster = await startCluster({
  nodes: 2,
  env: {
    // Pings would end it too, later: this is about the bound on what waits to be written.
    PING_INTERVAL: '200',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TIDY)}`,
  },
  envOf: { 1: { MAX_SOCKET_QUEUE_BYTES: '65536' } },
})
const node = cluster.nodes[0]!
const relay = await HoldingRelay.to(node.url)
afterAll(() => relay.close())

/** Kilobytes of memory that the server process has. */
const memory = (): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'))![1])

/** Over so many seconds, or until somebody of `readers` has come back: what they catch up with passes through memory too. */
async function mostMemoryIn(seconds: number, readers: ReferenceClient[]): Promise<number> {
  let most = 0
  const away = () => readers.every(({ endings }) => endings.length === 0)
  for (const end = performance.now() + seconds * 1000; performance.now() < end && away(); await pause(100))
    most = Math.max(most, memory())
  return most
}

describe(`readers who stop reading for ${SECONDS} s`, () => {
  it('cost the server nothing and lose nothing', { timeout: 240_000 }, async () => {
    const load = await Load.on(cluster, {
      rooms: 1,
      clientsPerRoom: 2,
      startAt: 0,
      rate: 210,
      window: 32,
      words: WORDS,
    })
    const room = [...load.rooms.keys()][0]!
    const reader = await registered(node)
    await enter(reader, room)
    const readers = LINE_DOORS.map(
      (door) => new ReferenceClient({ urls: [relay.url], token: reader.token, room, door, silence: 120_000 }),
    )
    load.rooms.get(room)!.push(...readers)
    await load.progresses(200, 10_000)

    const before = await mostMemoryIn(SECONDS / 2, readers)
    relay.stall()
    // At least that much, however slow the machine: 12 MB for each of them.
    const [during] = await Promise.all([mostMemoryIn(SECONDS, readers), load.progresses(1000, 120_000)])
    relay.read()
    expect(during - before).toBeLessThan(20 * MEGABYTE)
    await load.progresses(200, 10_000)
    await load.finish()
    for (const { endings } of readers) {
      expect(endings.length).toBeGreaterThan(0)
      expect([1013, 1006, 0]).toContain(endings[0])
    }
  })
})

describe('a reader who has missed far more than may wait', () => {
  it.each(LINE_DOORS)('gets it all through one connection: %s', async (door) => {
    const ann = await registered(node)
    const room = await roomWith(ann)
    const writer = new ReferenceClient({ urls: [node.url], token: ann.token, room, door, window: 50 })
    await Promise.all(range(1, 300).map((number) => writer.say(`${number} ${WORDS}`, `w-${number}`)))
    const reader = new ReferenceClient({ urls: [cluster.nodes[1]!.url], token: ann.token, room, door })
    await reader.reaches(301, 20_000)
    expect({ endings: reader.endings, problems: reader.problems }).toEqual({ endings: [], problems: [] })
    await Promise.all([writer, reader].map((client) => client.stop()))
  })
})
