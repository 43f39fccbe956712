// Frames and packets that no honest client sends, connections that say nothing, and uploads that never end.
import { readdirSync, readFileSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { within } from '../support/inbox.js'
import { liveHeap, WITH_LIVE_HEAP } from '../support/live-heap.js'
import { registered, roomWith } from '../support/people.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import { bystanderIn, expectServed, type Bystander } from '../support/bystander.js'
import {
  closeCode,
  EnginePackets,
  frame,
  handMade,
  handMadeSocketIo,
  tcp,
  untilClosed,
} from '../support/raw-socket.js'

/** All of it, as `.ci/run` does, or what fits into `npm test`. */
const FULL = process.env['HOSTILE'] === 'full'
const SILENT = FULL ? 1000 : 100
const ABORTED = FULL ? 1000 : 60
const CONNECTS = FULL ? 50_000 : 1000
/** Connections that come and go before memory is looked at. */
const WARM_UP = FULL ? 10_000 : 1000
const AT_ONCE = 50
/** Bytes that the heap may have grown by, whoever they belong to: a connection itself has 6 to 16 kB. */
const LEFT_BEHIND = 4 * 1024 * 1024

const server = await startServer()
const ann = await registered(server, 'ann')
const room = await roomWith(ann)
const nsp = `/send-message/${room}`
let bystander: Bystander
beforeAll(async () => {
  bystander = await bystanderIn(server)
})

const message = (text: string) => JSON.stringify({ type: 'text', message: text })

describe.each([
  ['a plain WebSocket', handMade],
  ['Socket.IO', handMadeSocketIo],
])('%s', (_, connect) => {
  it.each([
    ['unmasked', frame(message('x'), { masked: false }), 1002],
    ['of a reserved kind', frame('x', { opcode: 3 }), 1002],
    ['with reserved bits', frame(message('x'), { rsv: 4 }), 1002],
    ['that goes on with nothing', frame('x', { opcode: 0 }), 1002],
    ['that is no text', frame(Buffer.from([0xff, 0xfe, 0xfd])), 1007],
    ['said to have a gigabyte', frame('x', { length: 1n << 30n }), 1009],
    ['said to have more than numbers hold', frame('x', { length: 1n << 62n }), 1009],
    ['of control, in parts', frame('', { opcode: 9, fin: false }), 1002],
    ['of control, too long', frame('x'.repeat(200), { opcode: 9 }), 1002],
  ])('with a frame %s is closed with a code that says so', async (__, bytes, code) => {
    const socket = await connect(server, room, ann.token)
    const end = untilClosed(socket)
    socket.write(bytes)
    expect(closeCode(await end)).toBe(code)
  })

  it('of very many parts is closed', async () => {
    const socket = await connect(server, room, ann.token)
    const end = untilClosed(socket)
    socket.write(frame('{', { fin: false }))
    for (let part = 0; part < 20_000; part++) socket.write(frame(' ', { opcode: 0, fin: false }))
    expect(closeCode(await end)).toBe(1008)
  })

  it('that breaks off in the middle of a frame is forgotten', async () => {
    const socket = await connect(server, room, ann.token)
    socket.write(frame(message('never whole')).subarray(0, 20))
    socket.destroy()
    expect(await untilClosed(socket)).toEqual(Buffer.alloc(0))
  })
})

describe('a plain WebSocket', () => {
  it('may send a message in parts, with a ping between them', async () => {
    const listener = new FrameSocket(server, nsp, { token: ann.token })
    await listener.next('ready')
    const socket = await handMade(server, room, ann.token)
    const text = message('in three parts')
    socket.write(frame(text.slice(0, 5), { fin: false }))
    socket.write(frame('still there?', { opcode: 9 }))
    socket.write(frame(text.slice(5, 20), { opcode: 0, fin: false }))
    socket.write(frame(text.slice(20), { opcode: 0 }))
    expect(await listener.frames.waitFor((each) => each['message'] === 'in three parts')).toBeDefined()
    socket.destroy()
    await listener.close()
  })

  it('of nobody known may not send much', async () => {
    const socket = new FrameSocket(server, nsp)
    await socket.opened
    socket.send({ type: 'auth', token: 'x'.repeat(100_000) })
    expect((await within(5000, 'the end', socket.closed)).code).toBe(1009)
  })
})

describe('a Socket.IO connection', () => {
  const connected = async () => {
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`40${nsp},${JSON.stringify({ token: ann.token })}`)
    await engine.next(`42${nsp},["ready"`)
    return engine
  }

  it('that sends before it has connected to a room is heard by nobody, and closed', async () => {
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`42${nsp},0["message",${message('too early')}]`)
    await within(15_000, 'the end of the connection', engine.closed)
    expect(engine.packets.some((packet) => packet.startsWith('43'))).toBe(false)
  })

  it('of nobody known may not send much, over WebSocket or by polling', async () => {
    const connect = `40${nsp},${JSON.stringify({ token: 'x'.repeat(100_000) })}`
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(connect)
    expect(await within(5000, 'the end of the connection', engine.closed)).toBe('closed')
    const polling = `${server.url}/socket.io/?EIO=4&transport=polling`
    const opened = await (await fetch(polling)).text()
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
    const answer = await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: connect })
    expect(answer.status).toBe(413)
  })

  it.each([
    ['an unknown event', '["delete_everything",{}]'],
    ['an event of the server’s own', '["ready",{"chatroom":"x"}]'],
    ['an event without a body', '["message"]'],
    ['a body that is a list', '["message",[1,2,3]]'],
    ['a body that is null', '["message",null]'],
    ['an event that is a number', '[7]'],
  ])('is answered when it sends %s', async (_, data) => {
    const engine = await connected()
    engine.send(`42${nsp},5${data}`)
    expect(await engine.next(`43${nsp},5`)).toMatch(/"ok":false,"error":\{"code":"validation_failed"/)
    engine.close()
  })

  it.each([
    ['a reserved event', `42${nsp},["disconnect"]`],
    ['an event that is an object', `42${nsp},[{"a":1}]`],
    ['an event that is no list', `42${nsp},{"a":1}`],
    ['an unknown packet', `49${nsp},[]`],
    ['broken JSON', `42${nsp},["message",{`],
    ['attachments that never were announced', Buffer.from('surprise')],
    ['too many attachments', `45999999-${nsp},["message",{"_placeholder":true,"num":0}]`],
    ['no number of attachments', `45-${nsp},["message",{}]`],
  ])('is closed when it sends %s', async (_, packet) => {
    const engine = await connected()
    engine.send(packet)
    expect(await within(15_000, 'the end of the connection', engine.closed)).toBe('closed')
  })

  it.each([5, -1, 1.5, '0', 1e9])(
    'is closed for a placeholder of a part that is not there: %s',
    async (num) => {
      const engine = await connected()
      const content = { _placeholder: true, num }
      const body = { type: 'attachment', attachment: { type: 'document', filename: 'f', content } }
      engine.send(`451-${nsp},0${JSON.stringify(['message', body])}`)
      engine.send(Buffer.from('the only part'))
      const refused = engine.next(`43${nsp},0`).then((answer) => expect(answer).toMatch(/"ok":false/))
      await within(
        15_000,
        'a refusal or the end',
        Promise.race([engine.closed, refused.catch(() => engine.closed)]),
      )
      engine.close()
    },
  )

  it('may acknowledge what was never asked, and nothing happens', async () => {
    const engine = await connected()
    engine.send(`43${nsp},12345["me too"]`)
    engine.send(`42${nsp},6["message",${message('after a wrong acknowledgement')}]`)
    expect(await engine.next(`43${nsp},6`)).toMatch(/"ok":true/)
    engine.close()
  })
})

it('after all these the others are served as before', async () => {
  await expectServed(bystander)
})

it(`${SILENT} connections that say nothing are ended in time, and cost the others nothing`, async () => {
  const upgraded = Array.from({ length: SILENT / 2 }, () => new FrameSocket(server, nsp))
  const silent = Array.from({ length: SILENT / 2 }, () => untilClosed(tcp(server), 30_000))
  await Promise.all(upgraded.map(({ opened }) => opened))
  await expectServed(bystander)
  const codes = await Promise.all(upgraded.map(({ closed }) => within(30_000, '4408', closed)))
  expect(new Set(codes.map(({ code }) => code))).toEqual(new Set([4408]))
  await Promise.all(silent)
})

it('upgrades that are refused leave nothing open, though the other side never hangs up', async () => {
  const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length
  const before = descriptors()
  const upgrade = (path: string, rest = '') =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${rest}\r\n`
  const refused = [
    upgrade('/nowhere'),
    upgrade(nsp, 'Origin: https://evil.example\r\n'),
    upgrade(nsp, 'Sec-WebSocket-Version: 99\r\n'),
    upgrade('/socket.io/?EIO=9&transport=websocket'),
    'CONNECT /nowhere HTTP/1.1\r\nHost: a\r\n\r\n',
  ]
  const sockets = refused.flatMap((request) =>
    Array.from({ length: 20 }, () => {
      const socket = dial({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
      socket.on('error', () => undefined).resume()
      socket.write(request)
      return socket
    }),
  )
  const goodbyes = sockets.map((socket) => new Promise((resolve) => socket.once('end', resolve)))
  await within(5000, 'a goodbye to each', Promise.all(goodbyes))
  await expect.poll(descriptors).toBeLessThanOrEqual(before + 10)
  for (const socket of sockets) socket.destroy()
})

it(`${ABORTED} uploads that end half-way leave no file, no row and no descriptor`, async () => {
  const database = new Client(server.databaseUrl)
  await database.connect()
  const stored = async () => {
    const count = 'SELECT (SELECT count(*) FROM attachments) + (SELECT count(*) FROM attachment_chunks) AS n'
    return Number((await database.query<{ n: string }>(count)).rows[0]!.n)
  }
  const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length
  const before = { rows: await stored(), descriptors: descriptors() }
  const head =
    `POST /attachments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n` +
    'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n' +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="half.bin"\r\n\r\n'
  for (let sent = 0; sent < ABORTED; sent += 20) {
    const sockets = Array.from({ length: 20 }, () => tcp(server))
    for (const socket of sockets) socket.write(head + 'x'.repeat(300_000))
    await pause(30)
    for (const socket of sockets) socket.destroy()
  }
  await expect.poll(stored, { timeout: 60_000 }).toBe(before.rows)
  await expect.poll(descriptors, { timeout: 60_000 }).toBeLessThanOrEqual(before.descriptors + 10)
  await database.end()
  await expectServed(bystander)
})

it(`${CONNECTS} connections that come and go leave nothing behind`, async () => {
  const asked = await startServer({ env: WITH_LIVE_HEAP })
  const neighbour = await bystanderIn(asked)
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${asked.pid}/status`, 'utf8'))![1])
  const bob = await registered(asked)
  const name = `/send-message/${await roomWith(bob)}`
  const comeAndGo = async (nth: number) => {
    if (nth % 2 === 0) {
      const socket = new FrameSocket(asked, name, { token: bob.token })
      await socket.next('ready', 30_000)
      socket.socket.terminate()
    } else {
      const engine = new EnginePackets(asked)
      await engine.next('0{', 30_000)
      engine.send(`40${name},${JSON.stringify({ token: bob.token })}`)
      await engine.next(`42${name},["ready"`, 30_000)
      engine.close()
    }
  }
  const many = async (count: number) => {
    let next = 0
    const worker = async () => {
      while (next < count) await comeAndGo(next++)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  await many(WARM_UP)
  await pause(2000)
  const before = { heap: await liveHeap(asked), resident: resident() }
  await many(CONNECTS)
  // Whoever is just going is still there.
  await expect
    .poll(() => liveHeap(asked), { timeout: 20_000, interval: 500 })
    .toBeLessThan(before.heap + LEFT_BEHIND)
  // What the heap knows nothing of; Node keeps some of what it has used.
  expect(resident()).toBeLessThan(before.resident * 1.25)
  await expectServed(neighbour)
}, 300_000)
