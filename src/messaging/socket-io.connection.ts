// One Socket.IO connection as the feed sees it, and the little of its protocol that is written here.
import type { Duplex } from 'node:stream'
import type { Socket } from 'socket.io'
import { PacketType } from 'socket.io-parser'
import { CloseCode, type ChatError } from '../common/errors.js'
import type { Rounds } from '../room-feed/rounds.js'
import type { MessageView } from '../room-log/message.view.js'
import { Connection } from './connection.js'
import { noteCut } from './connection-log.js'
import { Encoded, joined, jsonOf } from './frames.js'
import type { ClosingView, RefusedAnswer } from './frames.view.js'
import { LINGER_MS } from './socket-limits.js'

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

/** A WebSocket's state in which frames may be sent. */
const OPEN = 1

/** Engine.IO's insides that have no public name: what it holds back, and the WebSocket below, if it is one. */
interface Insides {
  writeBuffer: { data?: string | Buffer; options?: { wsPreEncodedFrame?: [Buffer] } }[]
  transport: {
    name: string
    socket?: {
      bufferedAmount?: number
      terminate?: () => void
      pause?: () => void
      resume?: () => void
      readyState?: number
      /** What the WebSocket speaks over, until it is closed. */
      _socket?: Duplex | null
    }
  }
}

/**
 * The stream below a WebSocket to which Engine.IO has nothing more to say: finished frames may go there directly. What it has
 * handed to the WebSocket already is in the stream: without compression that takes no time.
 */
function idleStream(conn: Socket['conn']): Duplex | undefined {
  const { writeBuffer, transport } = conn as unknown as Insides
  if (conn.readyState !== 'open' || transport.name !== 'websocket') return undefined
  const { readyState, _socket: stream } = transport.socket ?? {}
  return writeBuffer.length === 0 && readyState === OPEN ? (stream ?? undefined) : undefined
}

/** Holds back what is written to a connection until the round after this turn of the event loop is over. */
export function cork(conn: Socket['conn']): void {
  const stream = idleStream(conn)
  stream?.cork()
  setImmediate(() => setImmediate(() => stream?.uncork()))
}

/** What Socket.IO calls with every event of a client, after its parser has checked the packet. */
interface EventReceiver {
  onevent: (packet: { data: unknown[]; id?: number }) => void
}

/** Several rooms may share one connection: what ends it ends them all. */
const roomsOf = new WeakMap<Socket['conn'], Set<SocketIoConnection>>()

/** How many rooms a connection is in. */
export const roomsOn = (conn: Socket['conn']): number => roomsOf.get(conn)?.size ?? 0

/** Engine.IO only says goodbye to a WebSocket that it closes, and one that is dead or does not read stays for 30 s. */
function dropAfterClose(conn: Socket['conn']): void {
  conn.once('close', (reason) => {
    const { socket } = (conn as unknown as Insides).transport
    if (reason === 'ping timeout') socket?.terminate?.()
    else setTimeout(() => socket?.terminate?.(), LINGER_MS).unref()
  })
}

export class SocketIoConnection extends Connection {
  constructor(
    private readonly socket: Socket,
    private readonly encoder: SocketIoEncoder,
    rounds: Pick<Rounds, 'write'>,
    queueLimit: number,
  ) {
    super(rounds, queueLimit)
    const rooms = roomsOf.get(socket.conn) ?? new Set()
    if (rooms.size === 0) dropAfterClose(socket.conn)
    roomsOf.set(socket.conn, rooms.add(this))
    socket.once('disconnect', () => rooms.delete(this))
  }

  /**
   * Takes over the client's events: Socket.IO's own way to its listeners costs more than all else that is done here for a
   * message, and its acknowledgement would be a write of its own.
   * @param receive gets the event's name and arguments, and the number under which it wants to be acknowledged
   */
  onEvent(receive: (event: string, args: unknown[], id: number | undefined) => void): void {
    const receiver = this.socket as unknown as EventReceiver
    receiver.onevent = ({ data: [name, ...args], id }) => receive(String(name), args, id)
  }

  acknowledge(id: number, answer: object): void {
    this.say(
      new Encoded([`${PacketType.ACK}${this.socket.nsp.name},${id}[${JSON.stringify(answer)}]`], MESSAGE),
    )
  }

  emit(name: string, body: object): void {
    this.say(new Encoded([event(this.socket.nsp.name, name, JSON.stringify(body))], MESSAGE))
  }

  close(code: CloseCode, detail: string, error?: ChatError): void {
    if (!this.socket.connected) return
    noteCut(this, code)
    if (error) this.emit('error_message', { ok: false, error: error.toWire() } satisfies RefusedAnswer)
    this.emit('closing', { code, detail } satisfies ClosingView)
    this.flush()
    // The client may have other rooms on the same connection: only this one's namespace closes, unless nothing gets through.
    if (code === CloseCode.overloaded || code === CloseCode.goingAway) this.drop(code, detail)
    else this.socket.disconnect()
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
    if (!this.socket.connected) return
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
    const { socket } = (this.socket.conn as unknown as Insides).transport
    if (on) socket?.resume?.()
    else socket?.pause?.()
  }

  /** What Engine.IO holds back, and what the WebSocket below has not written. */
  protected queued(): number {
    const { writeBuffer, transport } = this.socket.conn as unknown as Insides
    const below = transport.socket?.bufferedAmount ?? 0
    return writeBuffer.reduce(
      (sum, { data, options }) => sum + (options?.wsPreEncodedFrame?.[0].length ?? data?.length ?? 0),
      below,
    )
  }

  /** Ends the whole connection: after what is queued, but not waiting for long. */
  private drop(code: CloseCode, detail: string): void {
    const { conn } = this.socket
    for (const other of roomsOf.get(conn) ?? []) {
      if (other === this || !other.socket.connected) continue
      noteCut(other, code)
      other.emit('closing', { code, detail })
      other.flush()
    }
    const timer = setTimeout(() => conn.close(true), LINGER_MS).unref()
    conn.once('close', () => clearTimeout(timer))
    this.socket.disconnect(true)
  }
}
