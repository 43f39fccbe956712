// A server of several processes on one port: whichever of them a request reaches, it is answered as by one.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import type { Socket } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { migratedDatabase } from '../support/database.js'
import { LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs, within, PATIENCE } from '../support/inbox.js'
import { metricsOf } from '../support/metrics.js'
import { registered, roomWith, say, type Person } from '../support/people.js'
import type { RoomClient } from '../support/room-client.js'
import { startInVain, type Server } from '../support/server.js'
import { socketIo, socketIoDoor } from '../support/socketio.door.js'
import { websocketDoor } from '../support/websocket.door.js'
import { gone, launched, startWorkers, workersOf } from '../support/workers.js'
import type { Message, SendAnswer } from '../support/wire.js'

const LARGEST = 1024 * 1024
const server = await startWorkers({ env: { MAX_ATTACHMENT_BYTES: String(LARGEST) } })
const pollingDoor = socketIoDoor('Socket.IO, polling', ['polling'])

/** How many connections of Socket.IO, or another measure, each worker has. */
async function measureOf(target: Server, name: string): Promise<Record<string, number>> {
  const lines = (await metricsOf(target)).split('\n').filter((line) => line.startsWith(name))
  return Object.fromEntries(
    lines.map((line) => [/worker="(\d+)"/.exec(line)?.[1], Number(line.split(' ').at(-1))]),
  )
}

/** A client of Socket.IO in a room, and the `seq` of all that it hears. */
async function stockClient(person: Person, room: string, transports: string[]) {
  const auth = { token: person.token, after_seq: 0 }
  const socket = socketIo(server, `/send-message/${room}`, { auth, transports })
  const heard: number[] = []
  socket.on('message', ({ seq }: Message) => heard.push(seq))
  await within(PATIENCE, 'being let in', new Promise((resolve) => socket.once('ready', resolve)))
  return { socket, heard }
}

const sendOver = (socket: Socket, body: object): Promise<SendAnswer> =>
  socket.timeout(PATIENCE).emitWithAck('message', body) as Promise<SendAnswer>

describe('two workers on one port', () => {
  it('let in at each of them, and hear of whatever is said at the other', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const clients: RoomClient[] = []
    const connect = async () => {
      const doors = [...LIVE_DOORS, pollingDoor]
      clients.push(...(await Promise.all(doors.map((door) => door.connect(server, ann.token, room)))))
      const open = ['socket.io', 'websocket'].map((door) =>
        measureOf(server, `chat_connections{door="${door}"`),
      )
      return (await Promise.all(open)).map((workers) => Object.values(workers).filter(Boolean).length)
    }
    // Whom a connection goes to is a matter of chance.
    await expect.poll(connect, { interval: 1 }).toEqual([2, 2])
    const answers = await Promise.all(
      clients.map((client, nth) =>
        client.send({ type: 'text', message: `${nth}`, client_id: `${room}-${nth}` }),
      ),
    )
    const last = Math.max(...answers.map((answer) => (answer.ok ? answer.seq : 0)))
    expect(last).toBe(1 + clients.length)
    await Promise.all(clients.map((client) => client.waitFor(({ seq }) => seq === last)))
    for (const { messages, ready } of clients) expect(seqs(messages)).toEqual(range(ready.last_seq + 1, last))
    await Promise.all(clients.map((client) => client.close()))
  })

  it.each([
    ['polling', ['polling']],
    ['polling, then the upgrade to a WebSocket', ['polling', 'websocket']],
  ])('keep clients of Socket.IO where they began: %s', async (_, transports) => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const clients = await Promise.all(range(1, 20).map(() => stockClient(ann, room, transports)))
    const upgraded = () => clients.map(({ socket }) => socket.io.engine.transport.name)
    await expect.poll(upgraded).toEqual(range(1, 20).map(() => transports.at(-1)))
    const sent = clients.map(({ socket }, nth) =>
      sendOver(socket, { type: 'text', message: `${nth}`, client_id: `${room}-${nth}` }),
    )
    expect((await Promise.all(sent)).filter(({ ok }) => !ok)).toEqual([])
    const last = (await say(ann, room, 'the last')).seq
    expect(last).toBe(22)
    for (const { heard, socket } of clients) {
      await expect.poll(() => heard).toEqual(range(1, last))
      expect(socket.connected).toBe(true)
      socket.disconnect()
    }
  })

  it('take in the largest message over long polls', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const content = Buffer.alloc(LARGEST, 7).toString('base64')
    const attachment = { type: 'document', filename: 'seven.bin', content }
    const clients = await Promise.all(range(1, 4).map(() => stockClient(ann, room, ['polling'])))
    for (const { socket } of clients) {
      const answer = await sendOver(socket, { type: 'attachment', attachment })
      expect(answer).toMatchObject({ ok: true })
    }
    for (const { heard, socket } of clients) {
      await expect.poll(() => heard).toEqual(range(1, 5))
      socket.disconnect()
    }
  })

  it('say of a `sid` that nobody has, or that is no more, that it is unknown', async () => {
    for (const sid of ['1.nobody', '2.nobody', '3.nobody', '999.nobody', 'nobody']) {
      for (const method of ['GET', 'POST']) {
        const url = `${server.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`
        const answer = await fetch(url, { method, ...(method === 'POST' && { body: '2' }) })
        expect([sid, answer.status, await answer.json()]).toEqual([
          sid,
          400,
          { code: 1, message: 'Session ID unknown' },
        ])
      }
      const socket = new WebSocket(`${server.wsUrl}/socket.io/?EIO=4&transport=websocket&sid=${sid}`)
      const refused = once(socket, 'error').then(([error]) => (error as Error).message)
      expect(await within(PATIENCE, 'a refusal', refused)).toBe('Unexpected server response: 400')
    }
  })
})

describe('a worker that is killed', () => {
  it('is replaced, while the other serves and its measures are told', async () => {
    const [first, second] = workersOf(server)
    const ann = await registered(server)
    const room = await roomWith(ann)
    process.kill(first!, 'SIGKILL')
    const told: string[][] = []
    const workers = async () => {
      const began = performance.now()
      told.push(Object.keys(await measureOf(server, 'chat_messages_appended_total')).toSorted())
      expect(performance.now() - began).toBeLessThan(5000)
      return told.at(-1)
    }
    // The test's own connection may have been to the one that is gone.
    const said = () => say(ann, room, 'while it is away').then(({ type }) => type, String)
    await expect.poll(said).toBe('text')
    await expect.poll(() => workersOf(server)).toHaveLength(2)
    await expect.poll(workers, { timeout: 30_000 }).toEqual(['1', '2'])
    expect(workersOf(server)).toContain(second)
    expect(workersOf(server)).not.toContain(first)
    expect(told.filter((each) => each.length === 0)).toEqual([])
    expect(server.stdout).toMatch(/A worker has ended worker=1 process=\d+ exit=SIGKILL/)
    const clients = await Promise.all([1, 2].map(() => websocketDoor.connect(server, ann.token, room)))
    const { seq } = await say(ann, room, 'when it is back')
    await Promise.all(clients.map((client) => client.waitFor((each) => each.seq === seq)))
  })

  it('is not waited for, where it is stuck, by whoever asks for measures', async () => {
    const [either] = workersOf(server)
    process.kill(either!, 'SIGSTOP')
    const stuck = await measureOf(server, 'chat_messages_appended_total')
    process.kill(either!, 'SIGCONT')
    expect(Object.keys(stuck)).toHaveLength(1)
    await expect
      .poll(async () => Object.keys(await measureOf(server, 'chat_messages_appended_total')).toSorted())
      .toEqual(['1', '2'])
  })
})

/** Several connections to a server, of every kind. */
async function connected(target: Pick<Server, 'url'>) {
  const ann = await registered(target)
  const room = await roomWith(ann)
  const doors = [...range(1, 4).map(() => websocketDoor), ...range(1, 10).map(() => pollingDoor)]
  return Promise.all(doors.map((door) => door.connect(target, ann.token, room)))
}

/** Until it is cut off. */
async function talkOn(client: RoomClient): Promise<never> {
  for (; ; await pause(20)) await client.send({ type: 'text', message: 'and on' })
}

describe('a server of several workers that is to end', () => {
  it('says goodbye to every connection, also when a terminal tells all of its processes at once', async () => {
    const target = await launched()
    await expect.poll(() => target.stdout, { timeout: 60_000 }).toMatch(/API/)
    const clients = await connected({ url: /API\s+(\S+)/.exec(target.stdout)![1]! })
    // Also to whoever has something under way: over long polls, that takes a connection of its own.
    for (const client of clients) void talkOn(client).catch(() => undefined)
    process.kill(-target.pid, 'SIGINT')
    for (const { closed } of clients) expect((await within(5000, 'goodbye', closed)).code).toBe(1001)
    expect(await within(10_000, 'its end', target.exited)).toMatchObject({ code: 0, stderr: '' })
  })

  it('ends at once while it still starts', async () => {
    const target = await launched()
    await expect.poll(() => workersOf(target), { timeout: 30_000 }).toHaveLength(2)
    const workers = workersOf(target)
    process.kill(target.pid, 'SIGTERM')
    expect(await within(5000, 'its end', target.exited)).toEqual({ code: 0, stdout: '', stderr: '' })
    await gone(workers, 0)
  })
})

describe.concurrent('a server of several workers that cannot start says why in one sentence', () => {
  const inVain = async (env: Record<string, string>) => {
    const { code, stdout, stderr } = await startInVain({ WORKERS: '2', ...env })
    expect([code, stdout]).toEqual([1, ''])
    return stderr
  }

  it('when the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const said = await inVain({ PORT: String(port), DATABASE_URL: await migratedDatabase() })
    expect(said).toBe(`Port ${port} is in use by another program; set PORT to a free one.\n`)
    holder.close()
  })

  it('when there is no folder for temporary files, with no database left running', async () => {
    const DATA_DIR = join(tmpdir(), `chat-test-none-${randomUUID()}`)
    expect(await inVain({ TMPDIR: join(DATA_DIR, 'none'), DATA_DIR })).toMatch(
      /^WORKERS needs a folder .*TMPDIR.*\n$/,
    )
    expect(existsSync(DATA_DIR)).toBe(false)
  })

  it('when a setting is malformed', async () => {
    expect(await inVain({ WORKERS: 'all' })).toBe('Settings: WORKERS must be a whole number from 1 to 256.\n')
  })

  it('when the database cannot be reached', async () => {
    const said = await inVain({ DATABASE_URL: 'postgres://somebody:s3cret@127.0.0.1:1/chat' })
    expect(said).toMatch(/^((?!s3cret).)*database.*cannot be reached((?!s3cret).)*\n$/i)
  })

  it('when the built-in PostgreSQL would not let all of them in', async () => {
    expect(await inVain({ WORKERS: '20' })).toBe(
      'The built-in PostgreSQL has connections for 11 workers: set WORKERS, DATABASE_POOL or DATABASE_READ_POOL lower, or DATABASE_URL.\n',
    )
  })
})

// The last, for the server is gone then.
describe('a first process that is killed', () => {
  it('leaves no worker behind, and they say goodbye', async () => {
    const clients = await connected(server)
    const workers = workersOf(server)
    expect(workers).toHaveLength(2)
    await server.kill()
    for (const { closed } of clients) expect((await within(5000, 'goodbye', closed)).code).toBe(1001)
    await gone(workers, 10_000)
  })
})
