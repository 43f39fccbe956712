// Somebody stops reading in a busy room: the server does not grow, cuts them, and they come back to all that they missed.
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { entrySeqs, pause, range, seqs, within } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { crowd, enter, registered, roomWith, type Person } from '../support/people.js'
import { sayAll } from '../support/pipelined.js'
import { amount } from '../support/rounds.js'
import { Talker } from '../support/talker.js'

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

async function mostMemoryIn(seconds: number): Promise<number> {
  let most = 0
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(100))
    most = Math.max(most, memory())
  return most
}

/** Each reads over one socket, which can be cut. */
const ONE_SOCKET = LIVE_DOORS.filter(({ name }) => !name.includes('polling'))

describe(`readers who stop reading for ${SECONDS} s`, () => {
  it('cost the server nothing and lose nothing', { timeout: 240_000 }, async () => {
    const load = await Load.on(cluster, { rooms: 1, people: 4, startAt: 0, rate: 80, words: WORDS })
    const room = load.rooms[0]!
    const [reader, other] = (await crowd(node, 2)) as [Person, Person]
    for (const person of [reader, other]) await enter(person, room)
    const readers = await Promise.all(
      ONE_SOCKET.map((door) => door.connect(relay, reader.token, room, { after_seq: 0 })),
    )
    const talker = await Talker.in([room], other, { url: node.url, urls: [relay.url] })
    await load.progresses(200, 30_000)

    const before = await mostMemoryIn(SECONDS / 2)
    relay.stall()
    // At least that much, however slow the machine: 12 MB for each of them.
    const [during] = await Promise.all([mostMemoryIn(SECONDS), load.progresses(1000, 120_000)])
    expect(during - before).toBeLessThan(20 * MEGABYTE)
    relay.read()
    await load.progresses(200, 30_000)
    const head = load.headOf(room)
    for (const [nth, door] of ONE_SOCKET.entries()) {
      const { closed, messages } = readers[nth]!
      expect([1013, 1006, 0]).toContain((await within(10_000, 'the cut', closed)).code)
      const last = entrySeqs(messages).at(-1)!
      const again = await door.connect(relay, reader.token, room, { after_seq: last })
      await again.waitFor(({ seq }) => seq >= head)
      const heard = entrySeqs([...messages, ...again.messages])
      expect(heard).toEqual(range(1, heard.length))
      await again.close()
    }
    await talker.reaches(room, head, 30_000)
    expect([1013, 1006, 0]).toContain(talker.tap.endings[0])
    expect(talker.tap.problems).toEqual([])
    await talker.stop()
    await load.finish()
  })
})

describe('a reader who has missed far more than may wait', () => {
  it.each(ONE_SOCKET)('gets it all through one connection: $name', async (door) => {
    const ann = await registered(node)
    const room = await roomWith(ann)
    const writer = await door.connect(node, ann.token, room)
    await sayAll(writer, range(1, 300), WORDS)
    const reader = await door.connect(cluster.nodes[1]!, ann.token, room, { after_seq: 0 })
    await reader.waitFor(({ seq }) => seq === 301, 20_000)
    expect({ seqs: seqs(reader.messages), errors: reader.errors }).toEqual({
      seqs: range(1, 301),
      errors: [],
    })
    await Promise.all([writer.close(), reader.close()])
  })
})
