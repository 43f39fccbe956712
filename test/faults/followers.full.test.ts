// Nodes are killed and PostgreSQL crashes while everybody talks, and somebody's backend reads the event feed: nothing is missed, nothing is
// there twice, and each room comes in its order.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.js'
import { EventReader } from '../support/events.js'
import { pause, range } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { random, seed } from '../support/random.js'
import { rounds } from '../support/rounds.js'

const KILLS = rounds(20, 3)
const CRASHES = rounds(5, 1)
/** For the next look at all rooms, after the last of it was said. */
const LATEST = 30_000

/** Reads on, on whichever node answers, from the place up to which it has the events. */
class Backend {
  refusals = 0
  private stopping = false
  private readonly done: Promise<void>

  private constructor(
    private readonly cluster: Cluster,
    private readonly reader: EventReader,
  ) {
    this.done = this.follow()
  }

  static async of(cluster: Cluster): Promise<Backend> {
    return new Backend(cluster, await EventReader.now(cluster.nodes[0]!))
  }

  seqsOf(room: string): number[] {
    return this.reader.events.flatMap(({ data }) => (data.chatroom === room ? (data.seq ?? []) : []))
  }

  get ids(): string[] {
    return this.reader.events.map(({ id }) => id)
  }

  /** Reads what is left to read. */
  async finish(heads: Map<string, number>): Promise<void> {
    const left = () => [...heads].some(([room, head]) => !this.seqsOf(room).includes(head))
    for (const end = performance.now() + LATEST; left() && performance.now() < end; await pause(100));
    this.stopping = true
    await this.done
  }

  private async follow(): Promise<void> {
    for (let turn = 0; !this.stopping;) {
      this.reader.turnTo(this.cluster.nodes[turn % this.cluster.nodes.length]!)
      try {
        await this.reader.read({ limit: 200, wait: 1 })
      } catch {
        this.refusals++
        turn++
        await pause(50)
      }
    }
  }
}

/** Everything is in the events once, room by room in the order of its log. */
async function expectAllFollowed(cluster: Cluster, load: Load, backend: Backend): Promise<void> {
  const database = new Client(cluster.databaseUrl)
  await database.connect()
  const { rows } = await database.query<{ name: string; last_seq: string }>(
    'SELECT c.name, h.last_seq FROM chatrooms c JOIN chatroom_heads h ON h.chatroom_id = c.id WHERE c.name = ANY ($1)',
    [load.rooms],
  )
  await database.end()
  expect(rows).toHaveLength(load.rooms.length)
  const heads = new Map(rows.map(({ name, last_seq }) => [name, Number(last_seq)]))
  await backend.finish(heads)
  for (const [room, head] of heads) expect(backend.seqsOf(room)).toEqual(range(1, head))
  expect(new Set(backend.ids).size).toBe(backend.ids.length)
}

describe(`kill -9 of a node at ${KILLS} random moments (seed ${seed})`, () => {
  it('keeps nothing from who follows', { timeout: 300_000 + KILLS * 10_000 }, async () => {
    const cluster = await startCluster()
    const backend = await Backend.of(cluster)
    const load = await Load.on(cluster, { lively: true })
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500 + random() * 1000)
      const victim = kill % 2
      await cluster.kill(victim)
      await load.progresses(200, 30_000)
      await cluster.revive(victim)
    }
    await load.finish()
    await expectAllFollowed(cluster, load, backend)
    expect(backend.refusals).toBeGreaterThan(0)
  })
})

describe(`PostgreSQL, restarted in immediate mode ${CRASHES} times`, () => {
  it('keeps nothing from who follows', { timeout: 300_000 + CRASHES * 20_000 }, async () => {
    const postgres = await startOwnPostgres()
    const cluster = await startCluster({ databaseUrl: postgres.url })
    const backend = await Backend.of(cluster)
    const load = await Load.on(cluster, { lively: true })
    for (let crash = 0; crash < CRASHES; crash++) {
      await load.progresses(200, 30_000)
      await postgres.crash()
      await pause(1000)
      await postgres.launch()
      await load.progresses(100, 30_000)
    }
    await load.finish()
    await expectAllFollowed(cluster, load, backend)
    expect(backend.refusals).toBeGreaterThan(0)
    // What does not work is said once, not with every attempt.
    for (const { output } of cluster.nodes)
      expect(output.match(/Events are not collected/g)?.length ?? 0).toBeLessThanOrEqual(2 * CRASHES)
  })
})
