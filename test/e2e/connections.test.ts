// How many connections one user, one address and one Socket.IO client may have, and that those who go make room.
import { Manager } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { pause, within } from '../support/inbox.js'
import { registered, roomWith } from '../support/people.js'
import { Refused, type RoomClient } from '../support/room-client.js'
import { startServer } from '../support/server.js'
import { refusalOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket, websocketDoor } from '../support/websocket.door.js'

const LIMIT = 3
const server = await startServer({
  env: {
    RATE_LIMITS: 'on',
    MAX_CONNECTIONS_PER_USER: String(LIMIT),
    MAX_CONNECTIONS_PER_ADDRESS: '20',
    MAX_ROOMS_PER_CONNECTION: '2',
    // Requests say where they come from; who says nothing comes from here.
    TRUST_PROXY: '1',
  },
})

const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  )

describe.each(LIVE_DOORS)('through $name', (door) => {
  it(`a user has ${LIMIT} connections at a time; whoever goes makes room`, async () => {
    const ann = await registered(server, 'ann')
    const room = await roomWith(ann)
    const connect = () => door.connect(server, ann.token, room)
    const open: RoomClient[] = []
    for (let nth = 0; nth < LIMIT; nth++) open.push(await connect())
    const refused = await failure(connect())
    expect(refused).toBeInstanceOf(Refused)
    expect((refused as Refused).code).toBe(door.name === 'plain WebSocket' ? 'rate_limited' : 'hung_up')
    expect([undefined, 4429]).toContain((refused as Refused).close)
    // Those that are open are not touched, and somebody else is not concerned.
    expect(await open[0]!.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true })
    const bob = await registered(server, 'bob')
    await (await door.connect(server, bob.token, await roomWith(bob))).close()
    await open.pop()!.close()
    const again = async () => {
      const client = await connect().catch(() => undefined)
      await client?.close()
      return client !== undefined
    }
    await expect.poll(again).toBe(true)
    await Promise.all(open.map((client) => client.close()))
  })

  it(`a user has ${LIMIT} connections, also when five times as many come at once`, async () => {
    const ann = await registered(server, 'ann')
    const room = await roomWith(ann)
    const attempts = Array.from({ length: 5 * LIMIT }, () => door.connect(server, ann.token, room))
    const settled = await Promise.allSettled(attempts)
    const clients = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(clients).toHaveLength(LIMIT)
    await Promise.all(clients.map((client) => client.close()))
    // Those that were refused have given back what they took.
    const again = async () => {
      const client = await door.connect(server, ann.token, room).catch(() => undefined)
      await client?.close()
      return client !== undefined
    }
    await expect.poll(again).toBe(true)
  })
})

it('an address has so many, whoever they are; another has its own', async () => {
  const ann = await registered(server, 'ann')
  const room = await roomWith(ann)
  const from = (address: string) =>
    new FrameSocket(server, `/send-message/${room}`, { headers: { 'x-forwarded-for': address } })
  const silent = Array.from({ length: 20 }, () => from('203.0.113.7'))
  await Promise.all(silent.map(({ opened }) => opened))
  const refused = from('203.0.113.7')
  expect(await refused.next('error')).toMatchObject({ code: 'rate_limited' })
  expect((await refused.closed).code).toBe(4429)
  const elsewhere = from('203.0.113.8')
  await elsewhere.opened
  elsewhere.send({ type: 'auth', token: ann.token })
  await elsewhere.next('ready')
  await elsewhere.close()
  // However they go.
  for (const { socket } of silent) socket.terminate()
  const later = async () => {
    const socket = from('203.0.113.7')
    await socket.opened
    socket.send({ type: 'auth', token: ann.token })
    const frame = await socket.frames.waitFor(({ type }) => type === 'ready' || type === 'error')
    socket.socket.terminate()
    return frame.type
  }
  await expect.poll(later).toBe('ready')
})

it('a Socket.IO client has so many rooms on one connection', async () => {
  const ann = await registered(server, 'ann')
  const rooms = await Promise.all([roomWith(ann), roomWith(ann), roomWith(ann)])
  const manager = new Manager(server.url, { transports: ['websocket'], reconnection: false })
  const open = (room: string) => manager.socket(`/send-message/${room}`, { auth: { token: ann.token } })
  for (const room of rooms.slice(0, 2))
    await new Promise<void>((resolve, reject) =>
      open(room)
        .once('ready', () => resolve())
        .once('connect_error', reject),
    )
  expect(await refusalOf(open(rooms[2]!))).toMatchObject({ code: 'rate_limited' })
  manager.engine.close()
})

it('a Socket.IO client has no more rooms on one connection when it asks for all at once', async () => {
  const ann = await registered(server, 'ann')
  const rooms = await Promise.all(Array.from({ length: 8 }, () => roomWith(ann)))
  const manager = new Manager(server.url, { transports: ['websocket'], reconnection: false })
  const answers = await Promise.all(
    rooms.map(
      (room) =>
        new Promise<string>((resolve) =>
          manager
            .socket(`/send-message/${room}`, { auth: { token: ann.token } })
            .once('ready', () => resolve('ready'))
            .once('connect_error', (error) => resolve((error as { data?: { code: string } }).data!.code)),
        ),
    ),
  )
  expect(answers.filter((answer) => answer === 'ready')).toHaveLength(2)
  expect(answers.filter((answer) => answer === 'rate_limited')).toHaveLength(6)
  manager.engine.close()
})

it('a room that a Socket.IO client leaves and opens again, however often and fast, disturbs no other and leaves nothing behind', async () => {
  const ann = await registered(server, 'ann')
  const [staying, going] = [await roomWith(ann), await roomWith(ann)]
  const manager = new Manager(server.url, { transports: ['websocket'], reconnection: false })
  const open = (room: string) => manager.socket(`/send-message/${room}`, { auth: { token: ann.token } })
  const ready = (socket: ReturnType<typeof open>) =>
    within(5000, 'ready', new Promise<void>((resolve) => socket.once('ready', () => resolve())))
  const ends: string[] = []
  const first = open(staying).on('disconnect', (reason) => ends.push(reason))
  await ready(first)
  const second = open(going)
  await ready(second)
  for (let times = 0; times < 40; times++) {
    second.disconnect().connect()
    await ready(second)
  }
  expect(ends).toEqual([])
  expect(await first.emitWithAck('message', { type: 'text', message: 'still here' })).toMatchObject({
    ok: true,
  })
  manager.engine.close()
  // What listens to a connection for a room goes with the room: Node warns when more listen than rooms are allowed.
  expect(server.output).not.toContain('MaxListenersExceededWarning')
})

it('a room that has no place waits for one, while the others on its connection go on', async () => {
  const ann = await registered(server, 'ann')
  const rooms = [await roomWith(ann), await roomWith(ann)]
  const elsewhere = await Promise.all([1, 2].map(() => websocketDoor.connect(server, ann.token, rooms[0]!)))
  const manager = new Manager(server.url, { transports: ['websocket'] })
  const heard: string[] = []
  const open = (room: string) => {
    const socket = manager.socket(`/send-message/${room}`, { auth: { token: ann.token } })
    for (const event of ['ready', 'disconnect', 'connect_error'] as const)
      socket.on(event, () => heard.push(`${event} ${rooms.indexOf(room)}`))
  }
  open(rooms[0]!)
  await expect.poll(() => heard).toEqual(['ready 0'])
  open(rooms[1]!)
  await pause(2500)
  expect(heard).toEqual(['ready 0'])
  await elsewhere[0]!.close()
  await expect.poll(() => heard).toEqual(['ready 0', 'ready 1'])
  await elsewhere[1]!.close()
  manager.reconnection(false)
  manager.engine.close()
})

it('a Socket.IO client that floods the namespace / loses its connection', async () => {
  const root = socketIo(server, '/')
  const end = new Promise((resolve) => root.once('disconnect', resolve))
  await new Promise<void>((resolve) => root.once('connect', resolve))
  for (let nth = 0; nth < 2000; nth++) root.emit('message', { type: 'text', message: 'again' })
  expect(await within(5000, 'the end', end)).toBe('transport close')
})
