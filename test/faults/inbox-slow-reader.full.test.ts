// An inbox that is not read: what may be lost is, what may not is not, and beyond a bound it is cut and comes back.
import { afterAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { InboxClient } from '../support/inbox-client.js'
import { INBOX_DOORS, type InboxDoor } from '../support/inbox-lines.js'
import { range } from '../support/inbox.js'
import { crowd, roomWith, type Person } from '../support/people.js'

const MIB = 1024 * 1024
/** Bytes that may wait for a patient node's reader: more than twice what two kernels hold for a connection. */
const PATIENT = 32 * MIB
/** On the wire, six bytes each. */
const WORDS = '\u0001'.repeat(4000)
const MESSAGE_BYTES = 6 * WORDS.length
/** Typing and marks after all of it: each of another state, so that none is dropped for coming too often. */
const NOTICES = 20

const cluster = await startCluster({
  // Pings would end it, too: this is about what waits to be written.
  env: { PING_INTERVAL: '300', LOG_LEVEL: 'info' },
  envOf: { 0: { MAX_SOCKET_QUEUE_BYTES: String(PATIENT) }, 1: { MAX_SOCKET_QUEUE_BYTES: '65536' } },
})
const relays = await Promise.all(cluster.urls.map((url) => HoldingRelay.to(url)))
afterAll(() => Promise.all(relays.map((relay) => relay.close())))

/** Two who talk in a room, of whom one listens as well, and one who stops listening to a node. */
async function scene(node: 0 | 1, door: InboxDoor) {
  const people = (await crowd(cluster.nodes[0]!, 3)) as [Person, Person, Person]
  const room = await roomWith(people[0], people.slice(1))
  const url = cluster.urls[node]!
  const [talker, listener] = people.slice(0, 2).map((person) => {
    return new InboxClient({
      urls: [url],
      person,
      door: 'websocket',
      window: 50,
      limit: 500,
      silence: 120_000,
    })
  }) as [InboxClient, InboxClient]
  const slow = new InboxClient({ urls: [relays[node]!.url], person: people[2], door, silence: 600_000 })
  await Promise.all([talker, listener, slow].map((client) => client.synced()))
  const say = (bytes: number, name: string) =>
    Promise.all(
      range(1, Math.ceil(bytes / MESSAGE_BYTES)).map((nth) => talker.say(room, WORDS, `${name}-${nth}`)),
    )
  /** Somebody types and stops, again and again, each time until the one who listens is told. */
  const type = async (): Promise<void> => {
    for (const nth of range(1, NOTICES)) {
      const before = listener.heard('typing', room).length
      talker.tell('typing', { chatroom: room, active: nth % 2 === 1 })
      await expect.poll(() => listener.heard('typing', room).length, { interval: 2 }).toBe(before + 1)
    }
  }
  /** How often a client was told that somebody has read a seq. */
  const told = (client: InboxClient, seq: number) =>
    client.heard('marks', room).filter(({ read }) => read === seq).length
  const stop = () => [talker, listener, slow].forEach((client) => client.stop())
  return { room, talker, listener, slow, say, type, told, stop }
}

describe.each(INBOX_DOORS)('an inbox that is not read, by %s', (door) => {
  it('loses typing and marks while much waits, and no message', async () => {
    const { room, talker, listener, slow, say, type, told, stop } = await scene(0, door)
    await type()
    await expect.poll(() => slow.heard('typing', room).length).toBe(NOTICES)
    relays[0]!.stall()
    // Whatever the kernels hold, between half and all of what may wait does.
    const [last] = (await say(0.93 * PATIENT, 'm')).slice(-1)
    await listener.reaches(room, last!.seq)
    await type()
    expect(await listener.ask('mark', { chatroom: room, read: last!.seq })).toMatchObject({ ok: true })
    await expect.poll(() => told(talker, last!.seq)).toBe(1)
    relays[0]!.read()
    await slow.reaches(room, last!.seq, 60_000)
    // Whatever was told before this is here.
    const again = await say(1, 'again')
    await slow.reaches(room, again[0]!.seq)
    expect([slow.heard('typing', room).length, told(slow, last!.seq)]).toEqual([NOTICES, 0])
    expect([slow.endings, slow.problems]).toEqual([[], []])
    await type()
    await expect.poll(() => slow.heard('typing', room).length).toBe(2 * NOTICES)
    stop()
  })

  it('is cut beyond a bound, and comes back to all of it', async () => {
    const { room, slow, say, stop } = await scene(1, door)
    relays[1]!.stall()
    const [last] = (await say(20 * MIB, 'm')).slice(-1)
    relays[1]!.read()
    await slow.synced(2, 30_000)
    await slow.reaches(room, last!.seq, 60_000)
    expect([1013, 1006, 0]).toContain(slow.endings[0])
    expect(slow.problems).toEqual([])
    expect([...slow.rooms.get(room)!.entries.keys()].toSorted((a, b) => a - b)).toEqual(range(4, last!.seq))
    stop()
  })
})
