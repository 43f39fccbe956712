// The Socket.IO doors, of a room and of the inbox: through socket.io-client as anybody uses it, with the packets below it in sight.
import { Manager, type Socket } from 'socket.io-client'
import type { WireError } from 'whatsapp-api-client'
import { SOCKET_IO_PATH } from '../shared/place'
import { Problem } from '../shared/problem'
import type { Message } from '../shared/wire'
import { begin, socketPath, understand, type Link, type LinkOptions, type Listener } from './link'
import { requestOf } from './requests'
import { readPacket, type Packet } from './socketio-packet'

/** Engine.IO’s types of packets, as the digit that is sent. */
const DIGITS = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop']

interface EnginePacket {
  type: string
  data?: unknown
}

/** `seq` and `duplicate` are of a message; `chatroom` is there in an inbox. */
type Answer =
  { ok: true; seq?: number; duplicate?: boolean; chatroom?: string } | { ok: false; error: WireError }

/** A packet as its text on the wire; of bytes, how many. */
function rawOf({ type, data }: EnginePacket): string {
  if (data instanceof ArrayBuffer) return `<${data.byteLength} bytes>`
  return `${DIGITS.indexOf(type)}${typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data)}`
}

class SocketIoLink implements Link {
  private manager: Manager | undefined
  private socket: Socket | undefined
  private dropped = false
  private ended = false
  /** When the emit of each acknowledgement id was sent. */
  private readonly sent = new Map<number, number>()

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: Listener,
  ) {}

  async open(): Promise<void> {
    const { session, at } = this.options
    const token = await session.token()
    if (this.dropped) return
    const manager = new Manager(location.origin, {
      path: SOCKET_IO_PATH,
      autoConnect: false,
      reconnection: false,
      transports: ['websocket'],
    })
    const resume = 'room' in at && at.afterSeq !== undefined && { after_seq: at.afterSeq, log: at.log }
    const socket = manager.socket(socketPath(at), { auth: { token, ...resume } })
    this.manager = manager
    this.socket = socket
    socket.on('connect_error', (error: Error & { data?: WireError }) => {
      this.end(`refused: ${error.data?.detail ?? error.message}`, error.data?.code)
      manager.engine.close()
    })
    let refusal: string | undefined
    socket.on('error_message', ({ error }: { error: WireError }) => (refusal = error.code))
    socket.on('disconnect', (reason) => this.end(reason, refusal))
    socket.connect()
    // The engine exists from here on, and has not said anything yet.
    manager.engine.on('packet', (packet: EnginePacket) => this.received(packet))
    manager.engine.on('packetCreate', (packet: EnginePacket) => this.created(packet))
  }

  send(text: string): void {
    const { event, body } = requestOf(text)
    this.socket?.emit(event, body, () => undefined)
    if (event === 'sync') begin(this.listener, (body as { after?: unknown }).after)
  }

  drop(): void {
    this.dropped = true
    if (this.manager) this.manager.engine.close()
    this.end('dropped')
  }

  private end(why: string, code?: string): void {
    if (this.ended) return
    this.ended = true
    this.listener.ended(this.dropped ? 'dropped' : why, code)
  }

  private created(packet: EnginePacket): void {
    const raw = rawOf(packet)
    const { name, body, ackId, transport } = readPacket(raw)
    if (ackId !== undefined) this.sent.set(ackId, performance.now())
    this.listener.saw({ way: 'out', name, raw, body, transport })
  }

  private received(packet: EnginePacket): void {
    const raw = rawOf(packet)
    const read = readPacket(raw)
    const seen = { way: 'in', name: read.name, raw, body: read.body, transport: read.transport } as const
    if (read.event === 'message') {
      const message = read.body as Message
      this.listener.message(message, { ...seen, name: `EVENT message · ${message.type}`, seq: message.seq })
    } else if (read.event === undefined && read.ackId !== undefined) this.answered(read, seen)
    else this.listener.saw({ ...seen, failed: /CONNECT_ERROR|closing|error_message/.test(read.name) })
    if (read.event === undefined || read.event === 'message') return
    const { at } = this.options
    understand(this.listener, at, read.event, read.body)
    if (read.event === 'ready' && 'after' in at) this.send(JSON.stringify({ type: 'sync', after: at.after }))
  }

  private answered({ ackId, body }: Packet, seen: Parameters<Listener['saw']>[0]): void {
    const answer = body as Answer
    const sentAt = this.sent.get(ackId!)
    const ackMs = sentAt === undefined ? {} : { ackMs: performance.now() - sentAt }
    this.sent.delete(ackId!)
    if (!answer.ok) return this.listener.saw({ ...seen, ...ackMs, failed: true })
    const { seq, duplicate, chatroom } = answer
    if (seq === undefined) return this.listener.saw({ ...seen, ...ackMs })
    this.listener.saw({ ...seen, ...ackMs, seq, ...(duplicate && { duplicate }) })
    const { at } = this.options
    const room = 'room' in at ? at.room : chatroom
    if (sentAt !== undefined && room) this.listener.stored(room, seq, sentAt)
  }
}

export function openSocketIo(options: LinkOptions, listener: Listener): Link {
  const link = new SocketIoLink(options, listener)
  link.open().catch((error: unknown) => listener.ended(Problem.from(error).detail))
  return link
}
