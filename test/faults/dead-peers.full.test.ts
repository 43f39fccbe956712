// Connections with nobody at the other end go, in time; those with somebody stay.
import { afterAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startCluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause, within } from '../support/inbox.js'
import { registered, roomWith, say } from '../support/people.js'
import type { RoomClient } from '../support/room-client.js'
import type { Server } from '../support/server.js'

const PING = { INTERVAL: 1000, TIMEOUT: 1000 }
/** Of a machine that has other things to do. */
const NOISE = 1000
const AUTH_LIMIT = 10_000

const env = { PING_INTERVAL: '1', PING_TIMEOUT: '1' }
const cluster = await startCluster({ nodes: 2, env, envOf: { 1: { PING_TIMEOUT: '2' } } })
const [node, patient] = cluster.nodes as [Server, Server]
/** Each has one socket, which the node ends or does not. */
const ONE_SOCKET = LIVE_DOORS.filter(({ name }) => !name.includes('polling'))
const relays = await Promise.all(ONE_SOCKET.map(() => HoldingRelay.to(node.url)))
afterAll(() => Promise.all(relays.map((relay) => relay.close())))

const ann = await registered(node)
const room = await roomWith(ann)

/** Whether the server has ended a connection. */
function endOf({ closed }: RoomClient): () => boolean {
  let ended = false
  void closed.then(() => (ended = true))
  return () => ended
}

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
  it.each(ONE_SOCKET.map((door, index) => [door.name, door, relays[index]!] as const))(
    'that is half-open goes within ping interval and timeout: %s',
    async (_, door, relay) => {
      const gone = endOf(await door.connect(relay, ann.token, room))
      await pause(1500)
      expect(gone()).toBe(false)
      relay.hold('everything')
      await within(PING.INTERVAL + PING.TIMEOUT + NOISE, 'the cut', relay.dropped())
    },
  )

  it('that answers stays', async () => {
    const connections = await Promise.all(
      ONE_SOCKET.flatMap((door) => [node, patient].map((each) => door.connect(each, ann.token, room))),
    )
    const ends = connections.map(endOf)
    await pause(6000)
    const { seq } = await say(ann, room, 'still there?')
    await Promise.all(connections.map((each) => each.waitFor((message) => message.seq === seq)))
    expect(ends.map((ended) => ended())).toEqual(ends.map(() => false))
    await Promise.all(connections.map((each) => each.close()))
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
