// One Socket.IO connection as the feed sees it, and the encoding that all connections of a room share.
import type { Socket } from 'socket.io'
import { Encoder, PacketType } from 'socket.io-parser'
import * as ws from 'ws'
import { CloseCode } from '../common/errors.js'
import type { Sink } from '../room-feed/subscription.js'
import type { MessageView } from '../room-log/message.view.js'
import { LINGER_MS } from './socket-limits.js'

/** A packet ready to be written, as Socket.IO's own broadcast prepares it: once for all sockets. */
interface EncodedPacket {
  text: string
  /** The finished frame, for those connected by WebSocket; `4` is Engine.IO's type of a message. */
  options: { wsPreEncodedFrame: Buffer[] }
}

/** The part of `ws` that frames without a connection; Socket.IO uses the same. */
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } }
const TEXT_FRAME = { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true }

/** Encodes what the feed hands out once per namespace, however many sockets it goes to. */
export class SocketIoEncoder {
  private readonly encoder = new Encoder()
  private readonly done = new WeakMap<readonly MessageView[], Map<string, EncodedPacket[]>>()

  encode(messages: readonly MessageView[], nsp: string): EncodedPacket[] {
    const byNamespace = this.done.get(messages) ?? new Map<string, EncodedPacket[]>()
    this.done.set(messages, byNamespace)
    const packets = byNamespace.get(nsp) ?? messages.map((message) => this.packet(message, nsp))
    byNamespace.set(nsp, packets)
    return packets
  }

  private packet(message: MessageView, nsp: string): EncodedPacket {
    const [text] = this.encoder.encode({ type: PacketType.EVENT, nsp, data: ['message', message] }) as [
      string,
    ]
    return { text, options: { wsPreEncodedFrame: Sender.frame(Buffer.from(`4${text}`), TEXT_FRAME) } }
  }
}

/** Engine.IO's insides that have no public name: what it holds back, and the WebSocket below, if it is one. */
interface Insides {
  writeBuffer: { data?: string | Buffer }[]
  transport: { socket?: { bufferedAmount?: number; terminate?: () => void } }
}

/** Several rooms may share one connection: what ends it ends them all. */
const roomsOf = new WeakMap<Socket['conn'], Set<SocketIoConnection>>()

/** Engine.IO only says goodbye to a WebSocket that it closes, and one that is dead or does not read stays for 30 s. */
function dropAfterClose(conn: Socket['conn']): void {
  conn.once('close', (reason) => {
    const { socket } = (conn as unknown as Insides).transport
    if (reason === 'ping timeout') socket?.terminate?.()
    else setTimeout(() => socket?.terminate?.(), LINGER_MS).unref()
  })
}

export class SocketIoConnection implements Sink {
  constructor(
    private readonly socket: Socket,
    private readonly encoder: SocketIoEncoder,
    private readonly queueLimit: number,
  ) {
    const rooms = roomsOf.get(socket.conn) ?? new Set()
    if (rooms.size === 0) dropAfterClose(socket.conn)
    roomsOf.set(socket.conn, rooms.add(this))
    socket.once('disconnect', () => rooms.delete(this))
    // Whoever only sends and never reads: acknowledgements pile up as messages do.
    socket.onAny(() => this.cutIfSlow())
  }

  emit(event: string, body: object): void {
    this.socket.emit(event, body)
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    const { conn, nsp } = this.socket
    const packets = this.encoder.encode(messages, nsp.name)
    if (flushed) return this.writePaced(packets, 0, flushed)
    for (const { text, options } of packets) conn.write(text, options as object)
    this.cutIfSlow()
  }

  close(code: CloseCode, detail: string): void {
    if (!this.socket.connected) return
    this.socket.emit('closing', { code, detail })
    // The client may have other rooms on the same connection: only this one's namespace closes, unless nothing gets through.
    if (code === CloseCode.overloaded || code === CloseCode.goingAway) this.drop(code, detail)
    else this.socket.disconnect()
  }

  /** Hands over no more at once than may wait, and the rest when that has gone: a page can be larger than the limit. */
  private writePaced(packets: EncodedPacket[], start: number, flushed: () => void): void {
    let waiting = this.queued()
    for (let next = start; next < packets.length; next++) {
      const { text, options } = packets[next]!
      waiting += text.length
      const last = next === packets.length - 1
      const full = waiting > this.queueLimit / 2
      const then = last ? flushed : full ? () => this.writePaced(packets, next + 1, flushed) : undefined
      this.socket.conn.write(text, options as object, then)
      if (full) return
    }
  }

  /** Ends the whole connection: after what is queued, but not waiting for long. */
  private drop(code: CloseCode, detail: string): void {
    const { conn } = this.socket
    for (const other of roomsOf.get(conn) ?? []) {
      if (other !== this && other.socket.connected) other.emit('closing', { code, detail })
    }
    const timer = setTimeout(() => conn.close(true), LINGER_MS).unref()
    conn.once('close', () => clearTimeout(timer))
    this.socket.disconnect(true)
  }

  private cutIfSlow(): void {
    if (this.queued() > this.queueLimit)
      this.close(CloseCode.overloaded, 'You read too slowly. Reconnect with your last seq.')
  }

  /** Bytes that wait in this process: what Engine.IO holds back, and what the WebSocket below has not written. */
  private queued(): number {
    const { writeBuffer, transport } = this.socket.conn as unknown as Insides
    const below = transport.socket?.bufferedAmount ?? 0
    return writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), below)
  }
}
