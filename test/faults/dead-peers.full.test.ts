// Connections with nobody at the other end go, in time; those with somebody stay.
import { afterAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startCluster } from '../support/cluster.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause, within } from '../support/inbox.js'
import { LINE_DOORS } from '../support/lines.js'
import { registered, roomWith, say } from '../support/people.js'
import { ReferenceClient } from '../support/reference-client.js'
import type { Server } from '../support/server.js'

const PING = { INTERVAL: 1000, TIMEOUT: 1000 }
/** Of a machine that has other things to do. */
const NOISE = 1000
const AUTH_LIMIT = 10_000

const env = { PING_INTERVAL: '1', PING_TIMEOUT: '1' }
const cluster = await startCluster({ nodes: 2, env, envOf: { 1: { PING_TIMEOUT: '2' } } })
const [node, patient] = cluster.nodes as [Server, Server]
const relays = await Promise.all(LINE_DOORS.map(() => HoldingRelay.to(node.url)))
afterAll(() => Promise.all(relays.map((relay) => relay.close())))

const ann = await registered(node)
const room = await roomWith(ann)
const client = (url: string, door: (typeof LINE_DOORS)[number]) =>
  new ReferenceClient({ urls: [url], token: ann.token, room, door, silence: 60_000 })

/** Resolves with the close code and the milliseconds until it came. */
function lifeOf(socket: WebSocket): Promise<{ code: number; after: number }> {
  const start = performance.now()
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.once('close', (code) => resolve({ code, after: performance.now() - start }))
  })
}

/** Between 10 s and a little more. */
const inTime = (after: number) => after > AUTH_LIMIT - 500 && after < AUTH_LIMIT + 3 * NOISE

describe.concurrent('a connection', () => {
  it.each(LINE_DOORS.map((door, index) => [door, relays[index]!] as const))(
    'that is half-open goes within ping interval and timeout: %s',
    async (door, relay) => {
      const gone = client(relay.url, door)
      await gone.reaches(1, 5000)
      await pause(1500)
      expect(gone.endings).toEqual([])
      relay.hold('everything')
      await within(PING.INTERVAL + PING.TIMEOUT + NOISE, 'the cut', relay.dropped())
      await gone.stop()
    },
  )

  it('that answers stays', async () => {
    const alive = LINE_DOORS.flatMap((door) => [client(node.url, door), client(patient.url, door)])
    await pause(6000)
    const { seq } = await say(ann, room, 'still there?')
    await Promise.all(alive.map((each) => each.reaches(seq, 5000)))
    for (const { endings, problems } of alive)
      expect({ endings, problems }).toEqual({ endings: [], problems: [] })
    await Promise.all(alive.map((each) => each.stop()))
  })

  it('that never says who it is goes after 10 s: plain WebSocket', async () => {
    const { code, after } = await lifeOf(new WebSocket(`${node.wsUrl}/send-message/${room}`))
    expect(code).toBe(4408)
    expect(after).toSatisfy(inTime)
  })

  it('that never says who it is goes after 10 s: Socket.IO', async () => {
    const socket = new WebSocket(`${node.wsUrl}/socket.io/?EIO=4&transport=websocket`)
    // Engine.IO's ping and pong: it is alive, and says nothing else.
    socket.on('message', (data) => (data as Buffer).toString() === '2' && socket.send('3'))
    expect((await lifeOf(socket)).after).toSatisfy(inTime)
  })
})
