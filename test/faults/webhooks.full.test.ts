// Nodes are killed and frozen while everybody talks, and what happens is sent to a webhook that refuses some of it: nothing is missed,
// and each room comes in its order.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.js'
import { pause, range } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { registered, roomWith, say } from '../support/people.js'
import { random, seed } from '../support/random.js'
import { hook, Receiver, type Webhook } from '../support/receiver.js'
import { full, rounds } from '../support/rounds.js'
import { whenDone } from '../support/when-done.js'

const env = { WEBHOOK_PRIVATE_ADDRESSES: 'on' }
const KILLS = rounds(10, 2)
/** Part of the deliveries that are refused. */
const REFUSED = 0.01
/** No node's end delays anything for longer. */
const TAKEN_OVER = 10_000
/** For what is left, after the last of it was said. */
const LATEST = 60_000

async function moodyReceiver(): Promise<Receiver> {
  const receiver = await Receiver.start()
  receiver.behave = () => (random() < REFUSED ? 503 : 204)
  return receiver
}

async function connected(cluster: Cluster): Promise<Client> {
  const database = new Client(cluster.databaseUrl)
  await database.connect()
  whenDone(() => database.end())
  return database
}

/** Whatever waits for its next attempt has an hour behind it, again and again. */
function hurry(database: Client, { id }: Webhook): void {
  const later = `UPDATE webhook_rooms SET due_at = due_at - interval '1 hour' WHERE webhook_id = $1 AND due_at > now()`
  const clock = setInterval(() => void database.query(later, [id]).catch(() => undefined), 500)
  whenDone(() => clearInterval(clock))
}

async function headsOf(database: Client, load: Load): Promise<Map<string, number>> {
  const { rows } = await database.query<{ name: string; last_seq: string }>(
    'SELECT c.name, h.last_seq FROM chatrooms c JOIN chatroom_heads h ON h.chatroom_id = c.id WHERE c.name = ANY ($1)',
    [load.rooms],
  )
  expect(rows).toHaveLength(load.rooms.length)
  return new Map(rows.map(({ name, last_seq }) => [name, Number(last_seq)]))
}

/**
 * Everything was taken once or more, none before what comes before it.
 * @param takeovers how often another node may have begun again where the one before had noted that it was
 */
async function expectAllTaken(
  database: Client,
  load: Load,
  receiver: Receiver,
  takeovers: number,
): Promise<void> {
  const seqsOf = (room: string) =>
    receiver.taken.flatMap(({ data }) => (data.chatroom === room ? (data.seq ?? []) : []))
  for (const [room, head] of await headsOf(database, load)) {
    await receiver.until(() => seqsOf(room).includes(head), LATEST)
    const seqs = seqsOf(room)
    let reached = 0
    const early: number[] = []
    for (const seq of seqs) {
      if (seq > reached + 1) early.push(seq)
      reached = Math.max(reached, seq)
    }
    expect(early).toEqual([])
    expect([...new Set(seqs)].toSorted((a, b) => a - b)).toEqual(range(1, head))
    const again = seqs.filter((seq, index) => index > 0 && seq <= seqs[index - 1]!)
    expect(again.length).toBeLessThanOrEqual(takeovers)
  }
}

describe(`kill -9 of a node at ${KILLS} random moments (seed ${seed})`, () => {
  it('keeps nothing from a webhook', { timeout: 300_000 + KILLS * 20_000 }, async () => {
    const cluster = await startCluster({ env })
    const [database, receiver] = [await connected(cluster), await moodyReceiver()]
    hurry(database, await hook(cluster.nodes[0]!, receiver.url, { events: ['message.*', 'member.*'] }))
    const load = await Load.on(cluster, { lively: true, rooms: 4, people: 4, rate: 100 })
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(500 + random() * 1000)
      const victim = kill % 2
      const before = receiver.taken.length
      await cluster.kill(victim)
      await receiver.until(() => receiver.taken.length > before + 10, TAKEN_OVER)
      await cluster.revive(victim)
    }
    await load.hush()
    expect(load.acknowledged).toBeGreaterThan(200)
    await expectAllTaken(database, load, receiver, KILLS)
  })
})

describe(`a node that is frozen (seed ${seed})`, () => {
  it('delivers nothing late when it comes back', { timeout: 300_000 }, async () => {
    const cluster = await startCluster({ env })
    const [database, receiver] = [await connected(cluster), await moodyReceiver()]
    hurry(database, await hook(cluster.nodes[0]!, receiver.url, { events: ['message.*', 'member.*'] }))
    const load = await Load.on(cluster, { rooms: 4, people: 4, rate: 100 })
    for (const victim of full ? [0, 1] : [0]) {
      await load.progresses(100, 30_000)
      const before = receiver.taken.length
      cluster.freeze(victim)
      await receiver.until(() => receiver.taken.length > before + 10, TAKEN_OVER)
      await pause(2 * TAKEN_OVER)
      cluster.thaw(victim)
      await pause(3000)
    }
    await load.hush()
    expect(load.acknowledged).toBeGreaterThan(200)
    await expectAllTaken(database, load, receiver, 2)
  })
})

describe('a node that ends', () => {
  it('hands over at once, and nothing comes twice', { timeout: 300_000 }, async () => {
    const cluster = await startCluster({ env })
    const [database, receiver] = [await connected(cluster), await Receiver.start()]
    await hook(cluster.nodes[0]!, receiver.url, { events: ['message.*', 'member.*'] })
    const load = await Load.on(cluster, { rooms: 4, people: 4, rate: 100 })
    for (const victim of [0, 1]) {
      await load.progresses(100, 30_000)
      await cluster.nodes[victim]!.stop()
      const before = receiver.taken.length
      // Whoever was there comes to another node before they say more.
      await load.progresses(20, 30_000)
      await receiver.until(() => receiver.taken.length > before + 10, 4000)
      await cluster.revive(victim)
    }
    await load.hush()
    expect(load.acknowledged).toBeGreaterThan(200)
    await expectAllTaken(database, load, receiver, 0)
  })
  it('hands over what waits behind one room, and nothing of the others again', async () => {
    const cluster = await startCluster({ env })
    const receiver = await Receiver.start()
    const ann = await registered(cluster.nodes[0]!)
    const [slow, quick] = [await roomWith(ann), await roomWith(ann)]
    await hook(cluster.nodes[0]!, receiver.url, { events: ['message.*'] })
    const answers: (() => void)[] = []
    receiver.behave = ({ event }) =>
      event.data.chatroom === slow && answers.length === 0
        ? new Promise((resolve) => answers.push(() => resolve(204)))
        : 204
    for (const room of [slow, slow, slow, quick, quick]) await say(ann, room, 'x')
    await receiver.until(() => receiver.of(quick).length === 2 && answers.length === 1)
    const ended = cluster.nodes.map((node) => node.stop())
    await pause(500)
    answers[0]!()
    await Promise.all(ended)
    for (const index of cluster.nodes.keys()) await cluster.revive(index)
    await receiver.until(() => receiver.of(slow).length === 3)
    await say(ann, quick, 'the last one')
    await receiver.until(() => receiver.of(quick).includes(4))
    expect(receiver.all.map(({ event: { data } }) => `${data.chatroom} ${data.seq}`).toSorted()).toEqual(
      [...[2, 3, 4].map((seq) => `${slow} ${seq}`), ...[2, 3, 4].map((seq) => `${quick} ${seq}`)].toSorted(),
    )
  })
})
