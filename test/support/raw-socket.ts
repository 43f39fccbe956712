// Sockets that do not keep to any protocol: bytes as the test writes them.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { WebSocket } from 'ws'
import { within, PATIENCE } from './inbox.js'
import type { Server } from './server.js'

/** A TCP connection to the server; errors are expected. */
export function tcp({ port }: Pick<Server, 'port'>): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  return socket
}

/** All that the server says until it closes the connection. */
export function untilClosed(socket: Socket, ms = PATIENCE): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  const closed = new Promise<Buffer>((resolve) => socket.once('close', () => resolve(Buffer.concat(parts))))
  return within(ms, 'the end of a connection', closed)
}

/** A plain WebSocket whose frames are made by hand; resolves when its room is `ready`. */
export async function handMade(server: Server, room: string, token: string): Promise<Socket> {
  const socket = tcp(server)
  const heard = ear(socket)
  socket.write(upgrade(`/send-message/${room}`, `Authorization: Bearer ${token}\r\n`))
  await heard('"ready"')
  return socket
}

/** The same through Socket.IO. */
export async function handMadeSocketIo(server: Server, room: string, token: string): Promise<Socket> {
  const socket = tcp(server)
  const heard = ear(socket)
  socket.write(upgrade('/socket.io/?EIO=4&transport=websocket'))
  await heard('"sid"')
  socket.write(frame(`40/send-message/${room},${JSON.stringify({ token })}`))
  await heard('"ready"')
  return socket
}

/** An inbox by either door; resolves when it is `ready`. */
export async function handMadeInbox(
  server: Pick<Server, 'port'>,
  door: 'plain WebSockets' | 'Socket.IO',
  token: string,
): Promise<Socket> {
  const socket = tcp(server)
  const heard = ear(socket)
  if (door === 'Socket.IO') {
    socket.write(upgrade('/socket.io/?EIO=4&transport=websocket'))
    await heard('"sid"')
    socket.write(frame(`40/inbox,${JSON.stringify({ token })}`))
  } else socket.write(upgrade('/inbox', `Authorization: Bearer ${token}\r\n`))
  await heard('"ready"')
  return socket
}

export const upgrade = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${headers}\r\n`

/** Resolves once a word has been said. */
function ear(socket: Socket): (word: string) => Promise<void> {
  let said = ''
  const waiting = new Map<string, () => void>()
  socket.on('data', (part) => {
    said += part.toString('latin1')
    for (const [word, resolve] of waiting) if (said.includes(word)) resolve()
  })
  return (word) =>
    within(
      5000,
      word,
      new Promise((resolve) => (said.includes(word) ? resolve() : waiting.set(word, resolve))),
    )
}

interface Made {
  opcode?: number
  fin?: boolean
  masked?: boolean
  rsv?: number
  /** What the header says, if it lies. */
  length?: bigint
}

/** One WebSocket frame from a client, right or wrong. */
export function frame(
  payload: Buffer | string,
  { opcode = 1, fin = true, masked = true, rsv = 0, length }: Made = {},
): Buffer {
  const data = Buffer.from(payload)
  const head = Buffer.alloc(length === undefined && data.length <= 125 ? 2 : 10)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | (head.length === 2 ? data.length : 127)
  if (head.length > 2) head.writeBigUInt64BE(length ?? BigInt(data.length), 2)
  if (!masked) return Buffer.concat([head, data])
  const mask = randomBytes(4)
  const whole = Buffer.concat([head, mask, data])
  const start = head.length + mask.length
  for (let at = 0; at < data.length; at++) whole[start + at]! ^= mask[at & 3]!
  return whole
}

/** The close code in the last frame that the server sent before it hung up. */
export function closeCode(bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf(0x88)
  return at < 0 || bytes.length < at + 4 ? undefined : bytes.readUInt16BE(at + 2)
}

/** Engine.IO over a WebSocket, its packets written by hand. */
export class EnginePackets {
  readonly packets: string[] = []
  readonly closed: Promise<'closed'>
  private readonly socket: WebSocket

  constructor(server: Pick<Server, 'wsUrl'>) {
    this.socket = new WebSocket(`${server.wsUrl}/socket.io/?EIO=4&transport=websocket`)
    this.socket.on('error', () => undefined)
    this.socket.on('message', (data: Buffer) => this.packets.push(data.toString()))
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve('closed')))
  }

  send(packet: string | Buffer): void {
    this.socket.send(packet)
  }

  /** The first packet that begins so. */
  async next(start: string, ms = 5000): Promise<string> {
    const look = () => this.packets.find((each) => each.startsWith(start))
    const came = new Promise<string>((resolve) => {
      const known = look()
      if (known) return resolve(known)
      this.socket.on('message', () => {
        const found = look()
        if (found) resolve(found)
      })
    })
    return within(ms, `a packet ${start}`, came)
  }

  close(): void {
    this.socket.terminate()
  }
}
