// More than anybody has to say: frames, events and connects without end, after which others chat as before.
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { within } from '../support/inbox.js'
import { registered, roomWith } from '../support/people.js'
import { EnginePackets } from '../support/raw-socket.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'

const MESSAGES = 1000
const server = await startServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_MESSAGES: String(MESSAGES) } })
const bystander = await bystanderIn(server)
const ann = await registered(server, 'ann')
const room = await roomWith(ann)
const text = JSON.stringify({ type: 'text', message: 'x' })

/** Sends until the other side has had enough, and lets it speak now and then. */
async function flood(send: () => void, closed: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  void closed.then(() => over.abort())
  for (let sent = 0; !over.signal.aborted && sent < 100 * MESSAGES; sent += 100) {
    for (let index = 0; index < 100; index++) send()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await within(30_000, 'the end of a flood', closed)
}

async function person() {
  const bob = await registered(server, 'bob')
  return { token: bob.token, nsp: `/send-message/${await roomWith(bob)}` }
}

describe('a flood', () => {
  it.each([
    ['messages', text, undefined],
    ['messages that are none', '{"type":"kick"}', 'validation_failed'],
    ['text that is no JSON', 'hello', 'validation_failed'],
    ['bytes', Buffer.from('{}'), 'validation_failed'],
  ])('of %s closes a plain WebSocket with 4429', async (_, frame, code) => {
    const { token, nsp } = await person()
    const socket = new FrameSocket(server, nsp, { token })
    await socket.next('ready')
    await flood(() => socket.send(frame), socket.closed)
    await expectServed(bystander)
    expect((await socket.closed).code).toBe(4429)
    if (code) expect(await socket.next('error')).toMatchObject({ code })
    expect(await socket.frames.waitFor((each) => each.code === 'rate_limited')).toBeDefined()
  })

  it.each([
    ['messages', `["message",${text}]`, undefined],
    ['unknown events', '["delete_everything",{}]', 'validation_failed'],
    ['events of the server’s own', '["ready"]', 'validation_failed'],
  ])('of %s closes Socket.IO with 4429', async (_, event, code) => {
    const { token, nsp } = await person()
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`40${nsp},${JSON.stringify({ token })}`)
    await engine.next(`42${nsp},["ready"`)
    const cut = engine.next(`42${nsp},["closing",{"code":4429`, 30_000)
    await flood(() => engine.send(`42${nsp},${event}`), cut)
    await expectServed(bystander)
    if (code) expect(await engine.next(`42${nsp},["error_message"`)).toContain(`"code":"${code}"`)
    engine.close()
  })

  it.each([
    ['rooms that are not there', '/send-message/nowhere'],
    ['rooms of others', `/send-message/${room}`],
    ['what is no room', '/admin'],
  ])('of connects to %s closes the connection', async (_, nsp) => {
    const { token, nsp: own } = await person()
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`40${own},${JSON.stringify({ token })}`)
    await engine.next(`42${own},["ready"`)
    const connect = `40${nsp},${JSON.stringify({ token })}`
    await flood(() => engine.send(connect), engine.closed)
    await expectServed(bystander)
    expect(engine.packets.filter((packet) => packet.startsWith('44')).length).toBeLessThanOrEqual(1000)
  })
})

it('two hundred rooms that are refused, all at once and twice, are no flood', async () => {
  const engine = new EnginePackets(server)
  await engine.next('0{')
  for (let index = 0; index < 400; index++) engine.send(`40/send-message/room${index % 200},{"token":"old"}`)
  const { token, nsp } = await person()
  engine.send(`40${nsp},${JSON.stringify({ token })}`)
  await engine.next(`42${nsp},["ready"`)
  expect(engine.packets.filter((packet) => packet.startsWith('44'))).toHaveLength(400)
  engine.close()
})
