// A worker is killed, again and again, while everybody talks and reads through every door: the promises are those of a node that is.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause, range, within } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { oneOf, random, seed } from '../support/random.js'
import { rounds } from '../support/rounds.js'
import { JAVASCRIPT } from '../support/stock-clients.js'
import { gone, startWorkers, workersOf } from '../support/workers.js'

const KILLS = rounds(20, 2)
/** Milliseconds until a stock client is back, with everything. */
const BACK_WITHIN = 30_000
/** Until a stuck worker is known as one. */
const STUCK_MS = 45_000
/** Until a silent one gets nothing new. */
const SILENT_MS = 5000
/** Over a connection of its own. */
const ALONE = { headers: { connection: 'close' } }
/** More than may wait where no worker is there at all. */
const STORM = 1200
/** Of one server with two workers; people of the SDK send and hear over plain WebSockets. */
const cluster = await startCluster({ nodes: 1, env: { WORKERS: '2', PING_INTERVAL: '2', PING_TIMEOUT: '2' } })
const server = cluster.nodes[0]!

describe(`kill -9 of a worker at ${KILLS} random moments (seed ${seed})`, () => {
  it('loses, doubles and reorders nothing', { timeout: 300_000 + KILLS * 15_000 }, async () => {
    const load = await Load.on(cluster, { lively: true })
    const readers = JAVASCRIPT.flatMap((kind, nth) =>
      [0, 1].map((other) => kind.start(server.url, load.talkers[2 * nth + other]!.person, [...load.rooms])),
    )
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500 + random() * 1000)
      process.kill(oneOf(workersOf(server)), 'SIGKILL')
      await load.progresses(200, 30_000)
      await expect.poll(() => workersOf(server), { timeout: 20_000 }).toHaveLength(2)
    }
    await load.finish()
    for (const room of load.rooms) {
      const all = range(1, load.headOf(room))
      for (const { name, heard } of readers) {
        const told = () => ({ name, heard: heard.get(room) })
        await expect.poll(told, { timeout: BACK_WITHIN }).toEqual({ name, heard: all })
      }
    }
    expect(readers.flatMap(({ refusals }) => refusals)).toEqual([])
    expect(load.endings.length).toBeGreaterThan(0)
  })
})

describe('a worker that is stuck', () => {
  it('is ended and replaced, and what was given to it goes to another', async () => {
    const target = await startWorkers()
    const stuck = workersOf(target)[0]!
    process.kill(stuck, 'SIGSTOP')
    // Enough that some are given to it.
    const asked = range(1, 20).map(async () => (await fetch(`${target.url}/health/live`)).status)
    // Those who come later find the other at once.
    await pause(SILENT_MS)
    for (let turn = 0; turn < 10; turn++)
      expect((await within(2000, 'an answer', fetch(`${target.url}/health/live`, ALONE))).status).toBe(200)
    await gone([stuck], STUCK_MS)
    await expect.poll(() => workersOf(target), { timeout: 20_000 }).toHaveLength(2)
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]))
  })

  it('is waited for by however many come, if it goes on', async () => {
    const target = await startWorkers()
    const workers = workersOf(target)
    for (const worker of workers) process.kill(worker, 'SIGSTOP')
    const storm = range(1, STORM).map(async () => (await fetch(`${target.url}/health/live`)).status)
    const answers = Promise.all(storm)
    await pause(1000)
    for (const worker of workers) process.kill(worker, 'SIGCONT')
    expect(new Set(await answers)).toEqual(new Set([200]))
  })

  it('is not waited for by a server that is told to end', async () => {
    const target = await startWorkers()
    const workers = workersOf(target)
    process.kill(workers[0]!, 'SIGSTOP')
    process.kill(target.pid, 'SIGTERM')
    expect((await within(10_000, 'its end', target.exited)).code).toBe(0)
    await gone(workers, 0)
  })

  it('is ended at once by a second signal', async () => {
    const target = await startWorkers()
    const workers = workersOf(target)
    process.kill(workers[0]!, 'SIGSTOP')
    process.kill(target.pid, 'SIGTERM')
    process.kill(target.pid, 'SIGINT')
    expect((await within(3000, 'its end', target.exited)).code).toBe(1)
    await gone(workers, 3000)
  })
})
