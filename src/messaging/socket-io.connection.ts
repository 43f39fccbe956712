// One Socket.IO connection, which is one namespace of a client, and the little of its protocol that is written here.
import type { Socket } from 'socket.io'
import { PacketType } from 'socket.io-parser'
import { isFinal, type ChatError, type CloseCode } from '../common/errors.js'
import type { Holder } from '../common/held-memory.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { FlushScheduler } from '../room-feed/flush-scheduler.js'
import { Connection, type ConnectionConfig, type Request } from './connection.js'
import { noteCut } from './connection-log.js'
import {
  cut,
  hangUp,
  heldBack,
  idleStream,
  lightenRequest,
  limitPackets,
  streamOf,
  webSocketOf,
  type EngineConnection,
} from './engine-connection.js'
import { Encoded, isNotice, joined, jsonOf, type Delivery } from './frames.js'
import type { ClosingView, RefusedAnswer, RefusedMessage } from './frames.view.js'
import { UNKNOWN_FRAME_BYTES } from './websocket-server.js'

/** Engine.IO's type of a message, before each of Socket.IO's packets in a frame. */
const MESSAGE = '4'

const event = (nsp: string, name: string, json: string) =>
  `${PacketType.EVENT}${nsp},[${JSON.stringify(name)},${json}]`

/** By namespace, whose name is in each packet. */
const encodedOnce = new WeakMap<Delivery, Map<string, Encoded>>()

/** An event of a client: its name and arguments, and the number under which it wants to be acknowledged, if it does. */
interface EventPacket {
  data: unknown[]
  id?: number
}

/**
 * Takes over a client's events, after Socket.IO's parser has checked the packet: its own way to its listeners costs more than all
 * else that is done here for a message, and its acknowledgement would be a write of its own.
 */
export function takeEvents(socket: Socket, receive: (packet: EventPacket) => void): void {
  Object.assign(socket, { onevent: receive })
}

const holders = new WeakMap<EngineConnection, EngineHolder>()

/** An Engine.IO connection as somebody for whom something is kept, beside the TCP connections that it comes over. */
export class EngineHolder implements Holder {
  user: string | undefined
  /** Bytes of the largest packet that any of its rooms may send. */
  largest = UNKNOWN_FRAME_BYTES
  /** Several rooms may share one connection: what ends it ends them all. */
  readonly rooms = new Set<SocketIoConnection>()

  constructor(
    private readonly conn: EngineConnection,
    readonly address: string,
  ) {
    holders.set(conn, this)
  }

  held(): number {
    let held = heldBack(this.conn)
    for (const { paged } of this.rooms) held += paged
    return held
  }

  drop(): void {
    cut(this.conn)
  }
}

/** Bytes of the largest packet that a connection may send. */
export const largestOn = (conn: EngineConnection): number => holders.get(conn)?.largest ?? UNKNOWN_FRAME_BYTES

/** How many rooms a connection is in. */
export const roomsOn = (conn: EngineConnection): number => holders.get(conn)?.rooms.size ?? 0

export class SocketIoConnection extends Connection {
  readonly door = 'socket.io'
  /** What there is to say waits: see `open`. */
  private opened = false
  /** It has been told that it is over; nothing more is said to it, nor heard from it. */
  private over = false
  private readonly holder: EngineHolder

  constructor(
    private readonly socket: Socket,
    scheduler: Pick<FlushScheduler, 'write'>,
    config: ConnectionConfig,
  ) {
    super(scheduler, config)
    this.holder = holders.get(socket.conn)!
    this.holder.rooms.add(this)
  }

  /** From now on it is told what there is to say. Not before: it may not listen yet. */
  open(): void {
    this.opened = true
    this.flush()
  }

  /** It is gone. */
  closed(): void {
    this.holder.rooms.delete(this)
  }

  identify(userId: string, largest: number): void {
    const { conn } = this.socket
    this.holder.user = userId
    this.holder.largest = Math.max(this.holder.largest, largest)
    const tcp = tcpHolderOf(streamOf(conn))
    if (tcp) tcp.user = userId
    limitPackets(conn, this.holder.largest)
    lightenRequest(this.socket)
  }

  onRequest(receive: (request: Request) => void): void {
    takeEvents(this.socket, ({ data: [name, body], id }) => {
      if (!this.over) receive({ event: name, body, id })
    })
  }

  answer(_type: string | undefined, answer: object, id?: number): void {
    if (id !== undefined) this.acknowledge(id, { ok: true, ...answer })
  }

  refuse(error: RefusedMessage, id?: number): void {
    const answer: RefusedAnswer = { ok: false, error }
    if (id === undefined) this.tell('error_message', answer)
    else this.acknowledge(id, answer)
  }

  /** Only this room's namespace ends, for good; or, if the client is to come back, the connection with all its rooms. */
  close(code: CloseCode, detail: string, error?: ChatError): void {
    const rooms = isFinal(code) ? [this] : [this, ...this.holder.rooms]
    const told = rooms.filter((room) => room.sayGoodbye(code, detail, room === this ? error : undefined))
    if (told.length === 0) return
    if (isFinal(code)) this.socket.disconnect()
    else hangUp(this.socket.conn, code, detail)
  }

  /** @returns whether it was not told before */
  private sayGoodbye(code: CloseCode, detail: string, error: ChatError | undefined): boolean {
    if (this.over || !this.socket.connected) return false
    noteCut(this, code)
    if (error) this.refuse(error.toWire())
    this.tell('closing', { code, detail } satisfies ClosingView)
    this.open()
    return (this.over = true)
  }

  private acknowledge(id: number, answer: object): void {
    const { name } = this.socket.nsp
    this.enqueue(new Encoded([`${PacketType.ACK}${name},${id}[${JSON.stringify(answer)}]`], MESSAGE))
  }

  protected override flush(): void {
    if (this.opened) super.flush()
  }

  protected encode(delivery: Delivery): Encoded {
    const { name } = this.socket.nsp
    const byNamespace = encodedOnce.get(delivery) ?? new Map<string, Encoded>()
    encodedOnce.set(delivery, byNamespace)
    const known = byNamespace.get(name)
    if (known) return known
    const called = isNotice(delivery) ? delivery.type : 'message'
    const packets = jsonOf(delivery).map((json) => event(name, called, json))
    const encoded = new Encoded(packets, MESSAGE, isNotice(delivery))
    byNamespace.set(name, encoded)
    return encoded
  }

  protected textOf(name: string, body: object): string {
    return event(this.socket.nsp.name, name, JSON.stringify(body))
  }

  protected wrap(texts: readonly string[]): Encoded {
    return new Encoded(texts, MESSAGE)
  }

  /**
   * Over WebSocket, the finished frames of all pieces at once, past Engine.IO's queue where that is empty; else as Socket.IO's own
   * broadcast hands over the one of its.
   */
  protected writeFrames(pieces: readonly Encoded[], written?: () => void): void {
    if (this.over || !this.socket.connected) return
    const { conn } = this.socket
    const stream = idleStream(conn)
    if (stream) return void stream.write(joined(pieces), written && ((error) => error || written()))
    if (conn.transport.name === 'websocket') {
      const options = { wsPreEncodedFrame: [joined(pieces)] }
      return void conn.write(pieces[0]!.texts[0]!, options as object, written)
    }
    const texts = pieces.flatMap((piece) => piece.texts)
    texts.forEach((text, index) => conn.write(text, {}, index === texts.length - 1 ? written : undefined))
  }

  /** A client that polls brings one body at a time, and is not held. */
  protected read(on: boolean): void {
    const socket = webSocketOf(this.socket.conn)
    if (on) socket?.resume?.()
    else socket?.pause?.()
  }

  /** What Engine.IO holds back, and what the WebSocket below has not written. */
  protected queued(): number {
    const { conn } = this.socket
    return heldBack(conn) + (webSocketOf(conn)?.bufferedAmount ?? 0)
  }
}
