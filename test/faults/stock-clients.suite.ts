// Stock clients of Socket.IO lose their connection, whatever the reason: each comes back by itself, misses nothing and storms not.
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { startCluster } from '../support/cluster.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause, range } from '../support/inbox.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { crowd, enter, registered, roomWith, say, type Person } from '../support/people.js'
import { sayAll } from '../support/pipelined.js'
import type { Server } from '../support/server.js'
import { missing, type StockClient, type StockKind } from '../support/stock-clients.js'
import { whenDone } from '../support/when-done.js'
import { websocketDoor } from '../support/websocket.door.js'

/** Milliseconds until everybody is back, with everything. */
const BACK_WITHIN = 10_000
const AWAY_MS = 6000
/** Six bytes each on the wire: a few megabytes of it are more than what the kernel holds for a connection. */
const WORDS = '\u0001'.repeat(4000)
/** How often one client is refused a room in 10 s, in each of its two, if it waits a second and more in between. */
const CALM = 20

export async function comeBack(kinds: StockKind[]): Promise<void> {
  const postgres = await startOwnPostgres()
  const cluster = await startCluster({
    databaseUrl: postgres.url,
    // Each connection that ends, or is refused, has a line.
    env: { MAX_SOCKET_QUEUE_BYTES: '65536', LOG_LEVEL: 'info' },
    envOf: { 1: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_USER: '4' } },
  })
  const small = cluster.nodes[1]!
  const node = () => cluster.nodes[0]!

  /** Rooms with a client of each kind in them, who have heard what was said so far. */
  async function scene(url = node().url, roomCount = 2) {
    const ann = await registered(node())
    const rooms = await Promise.all(range(1, roomCount).map(() => roomWith(ann)))
    const people = await crowd(node(), kinds.length)
    for (const person of people) for (const room of rooms) await enter(person, room)
    const begin = () => kinds.map((kind, index) => kind.start(url, people[index]!, rooms))
    const clients = begin()
    await allIn(ann, rooms, clients)
    return { ann, rooms, clients, begin }
  }

  /** Everybody has everything, also what is said now. */
  async function allIn(ann: Person, rooms: string[], clients: StockClient[]): Promise<void> {
    const start = awake()
    const heads: [string, number][] = []
    for (const room of rooms) heads.push([room, (await say(ann, room, 'now')).seq])
    const left = () =>
      clients.flatMap((client) =>
        heads.flatMap(([room, head]) => {
          const seqs = missing(client, room, head)
          return seqs.length > 0 ? [`${client.name}: ${seqs.length} from ${seqs[0]}`] : []
        }),
      )
    const timeout = BACK_WITHIN - (awake() - start)
    await expect.poll(left, { timeout, interval: 50 }).toEqual([])
    expect(clients.flatMap(({ refusals }) => refusals)).toEqual([])
  }

  const refusalsOf = (server: Server) => server.output.split(' connection refused ').length - 1
  const stop = (clients: StockClient[]) => clients.forEach((client) => client.stop())

  describe('a stock client comes back by itself, misses nothing and does not storm', () => {
    it.each(['SIGTERM', 'SIGKILL'] as const)(
      'when its node is ended by %s and started anew',
      async (signal) => {
        const all = await scene()
        if (signal === 'SIGTERM') await node().stop()
        else await node().kill()
        await cluster.revive(0)
        await allIn(all.ann, all.rooms, all.clients)
        const told = signal === 'SIGTERM' ? all.rooms.map(() => 1001) : []
        for (const { closings, name } of all.clients)
          expect({ name, closings }).toEqual({ name, closings: told })
        for (const { entries, name } of all.clients) expect({ name, entries }).toEqual({ name, entries: 2 })
        stop(all.clients)
      },
    )

    it(`when it comes while the database is away for ${AWAY_MS / 1000} s`, async () => {
      const { ann, rooms, clients, begin } = await scene()
      await postgres.crash()
      await pause(500)
      const before = refusalsOf(node())
      const late = begin()
      await pause(AWAY_MS)
      await postgres.launch()
      await expect.poll(() => fetch(`${node().url}/health/ready`).then(({ status }) => status)).toBe(200)
      await allIn(ann, rooms, [...clients, ...late])
      const refused = refusalsOf(node()) - before
      expect(refused).toBeGreaterThanOrEqual(kinds.length)
      expect(refused).toBeLessThan(CALM * kinds.length)
      stop([...clients, ...late])
    })

    it('when it reads too slowly', async () => {
      const relay = await HoldingRelay.to(node().url)
      whenDone(() => relay.close())
      // One room: a client in Python asks for what it missed in all of them from the same seq.
      const all = await scene(relay.url, 1)
      relay.stall()
      const [room] = all.rooms as [string]
      const writer = await websocketDoor.connect(node(), all.ann.token, room)
      await sayAll(writer, range(1, 400), WORDS)
      await writer.close()
      await pause(1000)
      relay.read()
      await allIn(all.ann, all.rooms, all.clients)
      for (const { entries, name } of all.clients)
        expect({ name, again: entries > 1 }).toEqual({ name, again: true })
      stop(all.clients)
    })

    it('when its places are taken, as soon as they are not', async () => {
      const ann = await registered(node())
      const rooms = [await roomWith(ann), await roomWith(ann)]
      for (const kind of kinds) {
        const taken = await Promise.all(
          range(1, 4).map(() => websocketDoor.connect(small, ann.token, rooms[0]!)),
        )
        const client = kind.start(small.url, ann, rooms)
        await pause(4000)
        expect({ name: client.name, entries: client.entries, refusals: client.refusals }).toEqual({
          name: client.name,
          entries: 0,
          refusals: [],
        })
        await Promise.all(taken.map((each) => each.close()))
        await allIn(ann, rooms, [client])
        client.stop()
        await pause(500)
      }
    })
  })
}
