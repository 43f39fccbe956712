// The connections of both socket doors over real servers of `ws` and Socket.IO in the test's own process, without rooms or people.
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server as SocketIoServer } from 'socket.io'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import type { Connection } from '../../src/messaging/connection.js'
import { PlainConnection } from '../../src/messaging/plain.connection.js'
import { EngineHolder, SocketIoConnection } from '../../src/messaging/socket-io.connection.js'
import { FlushScheduler } from '../../src/room-feed/flush-scheduler.js'
import type { Utilisation } from '../../src/room-feed/utilisation.js'
import { Inbox } from './inbox.js'
import { whenDone } from './when-done.js'

/** Bytes that may wait for somebody who does not read. */
export const QUEUE = 1024 * 1024

const config = { MAX_SOCKET_QUEUE_BYTES: QUEUE, MAX_BODY_BYTES: 65_536, MAX_ATTACHMENT_BYTES: 65_536 }

/** A frame of the server's as its client sees it: its name and its body. */
export interface Told {
  name: string
  body: Record<string, unknown>
}

/** One connection, seen from both ends. */
export interface Ends {
  connection: Connection
  /** What the server writes to. */
  stream: Duplex
  /** What has been told, in its order. */
  told: Inbox<Told>
  /** Stops reading, and goes on. */
  client: Pick<WebSocket, 'pause' | 'resume' | 'readyState'>
  /** Asks for `name` as this wire does: under number 7, where there are numbers. */
  ask(name: string, body: object): void
}

export interface Transport {
  name: string
  connect(): Promise<Ends>
}

const scheduler = () => new FlushScheduler({ lately: 0 } as Utilisation)

async function listening(http: HttpServer): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  whenDone(() => http.close())
  return (http.address() as AddressInfo).port
}

/** A client whose frames `read` understands. */
function clientOf(address: string, read: (text: string) => Told | undefined) {
  const client = new WebSocket(address)
  const told = new Inbox<Told>()
  client.on('message', (data: RawData) => {
    const frame = read((data as Buffer).toString())
    if (frame) told.push(frame)
  })
  whenDone(() => client.terminate())
  return { client, told, ready: once(client, 'open') }
}

const plain: Transport = {
  name: 'plain WebSocket',
  async connect() {
    const http = createServer()
    const port = await listening(http)
    const server = new WebSocketServer({ server: http, perMessageDeflate: false })
    const opened = new Promise<Pick<Ends, 'connection' | 'stream'>>((resolve) =>
      server.once('connection', (socket, { socket: stream }) =>
        resolve({ connection: new PlainConnection(socket, stream, scheduler(), config), stream }),
      ),
    )
    const { client, told, ready } = clientOf(`ws://127.0.0.1:${port}`, (text) => {
      const { type, ...body } = JSON.parse(text) as { type: string }
      return { name: type, body }
    })
    const ask = (name: string, body: object) => client.send(JSON.stringify({ type: name, ...body }))
    await ready
    return { ...(await opened), client, told, ask }
  },
}

const PACKET = /^4[23]\/room,(\d*)(\[.*\])$/s

const socketIo: Transport = {
  name: 'Socket.IO',
  async connect() {
    const http = createServer()
    const port = await listening(http)
    const server = new SocketIoServer(http, { transports: ['websocket'] })
    whenDone(() => server.close())
    server.engine.on('connection', (conn) => new EngineHolder(conn, ''))
    const opened = new Promise<Pick<Ends, 'connection' | 'stream'>>((resolve) =>
      server.of('/room').once('connection', (socket) => {
        const connection = new SocketIoConnection(socket, scheduler(), config)
        connection.open()
        resolve({ connection, stream: socket.request.socket })
      }),
    )
    const address = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`
    const { client, told } = clientOf(address, (text) => {
      if (text.startsWith('0')) client.send('40/room,')
      const [, id, data] = PACKET.exec(text) ?? []
      if (!data) return undefined
      const [first, second] = JSON.parse(data) as [string, object]
      const [name, body] = id ? ['answer', first as unknown as object] : [first, second]
      return { name, body: body as Told['body'] }
    })
    const ask = (name: string, body: object) => client.send(`42/room,7${JSON.stringify([name, body])}`)
    return { ...(await opened), client, told, ask }
  },
}

export const TRANSPORTS = [plain, socketIo]
