// Two server processes with Redis between them: as one service while it works, late by one check at most while it does not.
import { describe, expect, it, vi } from 'vitest'
import { awake } from '../support/awake.js'
import { LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs, within } from '../support/inbox.js'
import { crowd, leave, must, registered, roomWith, say, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import type { RoomClient } from '../support/room-client.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { startServer, type Server } from '../support/server.js'

/** FEED_CHECK_INTERVAL: how late a message may be without the bus. */
const CHECK_MS = 1000
/** On top of it: the check's own question, and a machine that runs everything at once. */
const GRACE_MS = 1500
/** Far below the check interval: only the bus is that fast. Of most messages, not of each, on a machine that does more. */
const FAST_MS = 300

interface Health {
  status: string
  dependencies: { database: string; bus: string }
}

const busOf = async (server: Server): Promise<string> =>
  ((await (await fetch(`${server.url}/health/ready`)).json()) as Health).dependencies.bus

const busBecomes = (server: Server, state: string, ms: number) =>
  vi.waitFor(async () => expect(await busOf(server)).toBe(state), { timeout: ms, interval: 50 })

/** A connection through each live door to each node. */
const everywhere = (nodes: Server[], person: Person, room: string): Promise<RoomClient[]> =>
  Promise.all(nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, person.token, room))))

const codes = (ms: number, clients: RoomClient[]): Promise<number[]> =>
  Promise.all(clients.map(({ closed }) => within(ms, 'the cut', closed).then(({ code }) => code)))

const closeAll = (clients: RoomClient[]) => Promise.all(clients.map((client) => client.close()))

/** Says something on `node`; answers how long the sender and then the slowest of the others waited, in ms. */
async function timed(node: Server, ann: Person, room: string, text: string, clients: RoomClient[]) {
  const start = awake()
  const body = { type: 'text', message: text }
  must(await api(node, ann.token).post(at('/send-message', room), body), 201)
  const acknowledged = awake() - start
  await Promise.all(clients.map((client) => client.waitFor(({ message }) => message === text)))
  return { acknowledged, received: awake() - start }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const redis = hasRedis() ? await startRedis() : undefined

describe.skipIf(!redis)('two nodes with Redis between them', async () => {
  if (!redis) return
  const env = { REDIS_URL: redis.url, FEED_CHECK_INTERVAL: `${CHECK_MS / 1000}` }
  const slowChecks = { REDIS_URL: redis.url, FEED_CHECK_INTERVAL: '10m' }
  const one = await startServer({ env })
  const two = await startServer({ env, databaseUrl: one.databaseUrl })
  const nodes = [one, two]
  // These two have nothing but the bus: the check comes too late for any test.
  const three = await startServer({ env: slowChecks })
  const four = await startServer({ env: slowChecks, databaseUrl: three.databaseUrl })
  const both = [three, four]

  it('hand on what is said, through Redis alone', async () => {
    expect(await Promise.all([one, two, three, four].map(busOf))).toEqual(['up', 'up', 'up', 'up'])
    const [ann, bob] = (await crowd(three, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const clients = await everywhere(both, bob, room)
    const times: number[] = []
    for (const word of range(1, 50))
      times.push((await timed(both[word % 2]!, ann, room, `word ${word}`, clients)).received)
    expect(median(times)).toBeLessThan(FAST_MS)
    for (const client of clients) expect(seqs(client.messages)).toEqual(range(3, 52))
    await closeAll(clients)
  })

  it('cut who has left, signed out or lost the room, within a second on both', async () => {
    const [ann, bob, cid] = (await crowd(three, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [bob, cid])
    const [anns, bobs, cids] = await Promise.all([ann, bob, cid].map((each) => everywhere(both, each, room)))
    await leave(bob, room)
    expect(new Set(await codes(1000, bobs!))).toEqual(new Set([4403]))
    must(await cid.api.post('/auth/logout'), 204)
    expect(new Set(await codes(1000, cids!))).toEqual(new Set([4401]))
    must(await ann.api.delete(at('/chatroom', room)), 204)
    expect(new Set(await codes(1000, anns!))).toEqual(new Set([4404]))
  })

  it('keep a room that only another deployment on the same Redis has deleted', async () => {
    const ann = await registered(three)
    const room = await roomWith(ann)
    const client = await LIVE_DOORS[0]!.connect(three, ann.token, room)
    for (const id of range(1, 20)) {
      await redis.command('SPUBLISH', `chat:room:${id}`, JSON.stringify({ deleted: [id] }))
      await redis.command('SPUBLISH', `chat:room:${id}`, JSON.stringify({ heads: [[id, 999_999]] }))
    }
    await say(ann, room, 'still here')
    await client.waitFor(({ message }) => message === 'still here')
    expect(seqs(client.messages)).toEqual([2])
    await client.close()
  })

  const OUTAGES = [
    {
      name: 'frozen',
      begin: async () => redis.freeze(),
      end: async () => redis.thaw(),
    },
    { name: 'killed', begin: () => redis.kill(), end: () => redis.start() },
  ]

  it.each(OUTAGES)(
    'acknowledge as ever while Redis is $name, are late by one check, and fast again after it',
    async ({ begin, end }) => {
      const [ann, bob, cid] = (await crowd(one, 3)) as [Person, Person, Person]
      const room = await roomWith(ann, [bob, cid])
      const [bobs, cids] = await Promise.all([bob, cid].map((each) => everywhere(nodes, each, room)))
      await begin()
      for (const word of range(1, 8)) {
        const { acknowledged, received } = await timed(nodes[word % 2]!, ann, room, `${word}`, bobs!)
        expect(acknowledged).toBeLessThan(3000)
        expect(received).toBeLessThan(CHECK_MS + GRACE_MS)
      }
      await Promise.all(nodes.map((node) => busBecomes(node, 'down', 5000)))
      const late = await everywhere(nodes, cid, room)
      must(await cid.api.post('/auth/logout'), 204)
      const cut = await codes(CHECK_MS + GRACE_MS, [...cids!, ...late])
      expect(new Set(cut)).toEqual(new Set([4401]))

      await end()
      await Promise.all(nodes.map((node) => busBecomes(node, 'up', 5000)))
      await pause(100)
      const times: number[] = []
      for (const word of range(9, 20))
        times.push((await timed(nodes[word % 2]!, ann, room, `${word}`, bobs!)).received)
      expect(median(times)).toBeLessThan(FAST_MS)
      for (const client of bobs!) expect(seqs(client.messages)).toEqual(range(4, 23))
      await closeAll(bobs!)
    },
  )

  it('start while Redis is away, say so, and find it when it comes', async () => {
    await redis.kill()
    const late = await startServer({ env, databaseUrl: one.databaseUrl })
    expect(await busOf(late)).toBe('down')
    expect(late.output).toContain('Redis is away')
    await redis.start()
    await busBecomes(late, 'up', 5000)
    await late.stop()
  })
})
