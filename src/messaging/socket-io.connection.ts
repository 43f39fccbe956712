// One Socket.IO connection as the feed sees it, and the little of its protocol that is written here.
import type { Socket } from 'socket.io'
import { PacketType } from 'socket.io-parser'
import { isFinal, type ChatError, type CloseCode } from '../common/errors.js'
import type { Holder } from '../common/held-memory.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { FlushScheduler } from '../room-feed/flush-scheduler.js'
import type { MessageView } from '../room-log/message.view.js'
import { Connection } from './connection.js'
import { noteCut } from './connection-log.js'
import {
  cut,
  dropDead,
  hangUp,
  heldBack,
  idleStream,
  streamOf,
  webSocketOf,
  type EngineConnection,
} from './engine-connection.js'
import { Encoded, joined, jsonOf } from './frames.js'
import type { ClosingView, RefusedAnswer } from './frames.view.js'

/** Engine.IO's type of a message, before each of Socket.IO's packets in a frame. */
const MESSAGE = '4'

const event = (nsp: string, name: string, json: string) =>
  `${PacketType.EVENT}${nsp},[${JSON.stringify(name)},${json}]`

/** Encodes what the feed hands out once per namespace, however many sockets it goes to. */
export class SocketIoEncoder {
  private readonly done = new WeakMap<readonly MessageView[], Map<string, Encoded>>()

  encode(messages: readonly MessageView[], nsp: string): Encoded {
    const byNamespace = this.done.get(messages) ?? new Map<string, Encoded>()
    this.done.set(messages, byNamespace)
    const known = byNamespace.get(nsp)
    if (known) return known
    const encoded = new Encoded(
      jsonOf(messages).map((json) => event(nsp, 'message', json)),
      MESSAGE,
    )
    byNamespace.set(nsp, encoded)
    return encoded
  }
}

/** An event of a client: its name and arguments, and the number under which it wants to be acknowledged, if it does. */
export interface EventPacket {
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

/** An Engine.IO connection as somebody for whom something is kept, beside the TCP connections that it comes over. */
export class EngineHolder implements Holder {
  user: string | undefined

  constructor(
    private readonly conn: EngineConnection,
    readonly address: string,
  ) {
    holders.set(conn, this)
  }

  held(): number {
    let held = heldBack(this.conn)
    for (const { paged } of roomsOf.get(this.conn) ?? []) held += paged
    return held
  }

  drop(): void {
    cut(this.conn)
  }
}

const holders = new WeakMap<EngineConnection, EngineHolder>()

/** From now on it is known whose connection it is. */
export function identifyHolder(conn: EngineConnection, user: string): void {
  const holder = holders.get(conn)
  if (holder) holder.user = user
  const tcp = tcpHolderOf(streamOf(conn))
  if (tcp) tcp.user = user
}

/** Several rooms may share one connection: what ends it ends them all. */
const roomsOf = new WeakMap<EngineConnection, Set<SocketIoConnection>>()

/** How many rooms a connection is in. */
export const roomsOn = (conn: EngineConnection): number => roomsOf.get(conn)?.size ?? 0

export class SocketIoConnection extends Connection {
  /** What there is to say waits: see `open`. */
  private opened = false
  /** It has been told that it is over; nothing more is said to it, nor heard from it. */
  private over = false

  constructor(
    private readonly socket: Socket,
    private readonly encoder: SocketIoEncoder,
    rounds: Pick<FlushScheduler, 'write'>,
    queueLimit: number,
  ) {
    super(rounds, queueLimit)
    const rooms = roomsOf.get(socket.conn) ?? new Set()
    if (rooms.size === 0) dropDead(socket.conn)
    roomsOf.set(socket.conn, rooms.add(this))
    socket.once('disconnect', () => rooms.delete(this))
  }

  /** Whether the client has not been told that it is over. */
  get listening(): boolean {
    return !this.over
  }

  /** From now on it is told what there is to say. Not before: it may not listen yet. */
  open(): void {
    this.opened = true
    this.flush()
  }

  acknowledge(id: number, answer: object): void {
    this.say(
      new Encoded([`${PacketType.ACK}${this.socket.nsp.name},${id}[${JSON.stringify(answer)}]`], MESSAGE),
    )
  }

  emit(name: string, body: object): void {
    this.say(new Encoded([event(this.socket.nsp.name, name, JSON.stringify(body))], MESSAGE))
  }

  /** Only this room's namespace ends, for good; or, if the client is to come back, the connection with all its rooms. */
  close(code: CloseCode, detail: string, error?: ChatError): void {
    const { conn } = this.socket
    const rooms = isFinal(code) ? [this] : [this, ...(roomsOf.get(conn) ?? [])]
    const told = rooms.filter((room) => room.sayGoodbye(code, detail, room === this ? error : undefined))
    if (told.length === 0) return
    if (isFinal(code)) this.socket.disconnect()
    else hangUp(conn, code, detail)
  }

  /** @returns whether it was not told before */
  private sayGoodbye(code: CloseCode, detail: string, error: ChatError | undefined): boolean {
    if (this.over || !this.socket.connected) return false
    noteCut(this, code)
    if (error) this.emit('error_message', { ok: false, error: error.toWire() } satisfies RefusedAnswer)
    this.emit('closing', { code, detail } satisfies ClosingView)
    this.open()
    return (this.over = true)
  }

  protected override flush(): void {
    if (this.opened) super.flush()
  }

  protected encode(messages: readonly MessageView[]): Encoded {
    return this.encoder.encode(messages, this.socket.nsp.name)
  }

  protected wrap(texts: readonly string[]): Encoded {
    return new Encoded(texts, MESSAGE)
  }

  /**
   * Over WebSocket, the finished frames of all pieces at once, past Engine.IO's queue where that is empty; else as Socket.IO's own
   * broadcast hands over the one of its.
   */
  protected put(pieces: readonly Encoded[], written?: () => void): void {
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
