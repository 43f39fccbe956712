// One Engine.IO connection below Socket.IO: the insides that have no public name, and how it ends so that clients come back.
import type { Duplex } from 'node:stream'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'socket.io'
import type { WebSocket } from 'ws'
import type { CloseCode } from '../common/errors.js'
import { closeReason, limitFrames, LINGER_MS, LISTEN_MS } from './websocket-server.js'

export type EngineConnection = Socket['conn']

/** A WebSocket's state in which frames may be sent. */
const OPEN = 1

/** Packets of one answer to a poll. python-engineio gives up a connection over which it gets more, and then the next one. */
const MOST_IN_AN_ANSWER = 16

interface Packet {
  data?: string | Buffer
  options?: { wsPreEncodedFrame?: [Buffer] }
}

/** What Engine.IO holds back, and the transport below: a WebSocket, or the poll that waits for an answer. */
interface Insides {
  writeBuffer: Packet[]
  transport: {
    name: string
    writable: boolean
    send: (packets: Packet[]) => void
    once: (event: 'drain' | 'ready', then: () => void) => void
    socket?: {
      bufferedAmount?: number
      close?: (code: number, reason: Buffer) => void
      terminate?: () => void
      pause?: () => void
      resume?: () => void
      readyState?: number
      /** What the WebSocket speaks over, until it is closed. */
      _socket?: Duplex | null
    }
    req?: (IncomingMessage & { cleanup?: () => void }) | null
    res?: ServerResponse | null
    headers?: (request: IncomingMessage) => Record<string, string>
  }
}

const insidesOf = (conn: EngineConnection): Insides => conn as unknown as Insides

/** The WebSocket that it comes over, if it does. */
export const webSocketOf = (conn: EngineConnection) => insidesOf(conn).transport.socket

/** The stream below that WebSocket. */
export function streamOf(conn: EngineConnection): Duplex | undefined {
  const { _socket: stream } = webSocketOf(conn) ?? {}
  return stream ?? undefined
}

/**
 * The stream below a WebSocket to which Engine.IO has nothing more to say: finished frames may go there directly. What it has
 * handed to the WebSocket already is in the stream: without compression that takes no time.
 */
export function idleStream(conn: EngineConnection): Duplex | undefined {
  const { writeBuffer, transport } = insidesOf(conn)
  if (conn.readyState !== 'open' || transport.name !== 'websocket') return undefined
  return writeBuffer.length === 0 && transport.socket?.readyState === OPEN ? streamOf(conn) : undefined
}

/** Bytes that Engine.IO holds back. */
export const heldBack = (conn: EngineConnection): number =>
  insidesOf(conn).writeBuffer.reduce(
    (sum, { data, options }) => sum + (options?.wsPreEncodedFrame?.[0].length ?? data?.length ?? 0),
    0,
  )

/** Calls `then` when all that was written has left, now or later; never, if the connection ends before. */
function onceDrained(conn: EngineConnection, then: () => void): void {
  const { writeBuffer, transport } = insidesOf(conn)
  if (writeBuffer.length > 0) conn.once('drain', () => onceDrained(conn, then))
  // The answer to a poll is compressed first, which takes a while.
  else if (transport.res?.headersSent) transport.once('drain', then)
  else then()
}

/** Calls `then` when a client that polls has come again since all that was written left: now, or later. */
function onceHeard(conn: EngineConnection, then: () => void): void {
  const { transport } = insidesOf(conn)
  if (transport.writable) then()
  else transport.once('ready', () => onceDrained(conn, then))
}

/** Has what is written to a client that polls leave in answers that are no longer than every client takes. */
export function shortenAnswers(conn: EngineConnection): void {
  const { transport } = insidesOf(conn)
  if (transport.name !== 'polling') return
  const send = transport.send.bind(transport)
  transport.send = (packets) => {
    const rest = packets.splice(MOST_IN_AN_ANSWER)
    insidesOf(conn).writeBuffer.unshift(...rest)
    send(packets)
  }
}

/** Resolves LISTEN_MS after all that was written so far has left, with a poll's answer if need be; or the connection has ended. */
export function settled(conn: EngineConnection): Promise<void> {
  return new Promise((resolve) => {
    conn.once('close', resolve)
    onceDrained(conn, () =>
      setTimeout(() => {
        conn.off('close', resolve)
        resolve()
      }, LISTEN_MS),
    )
  })
}

/**
 * Ends a connection as a broken network would, after what is queued, but not waiting for long. Clients take a goodbye of
 * Socket.IO's or, where they poll, of Engine.IO's as final; after an end without one, each of them comes back by itself.
 */
export function hangUp(conn: EngineConnection, code: CloseCode, detail: string): void {
  const timer = setTimeout(() => cut(conn), LINGER_MS).unref()
  conn.once('close', () => clearTimeout(timer))
  onceDrained(conn, () => {
    const { name, socket } = insidesOf(conn).transport
    if (name === 'websocket') socket?.close?.(code, closeReason(detail))
    // What it sends meanwhile goes another way, and would be refused before it hears why.
    else onceHeard(conn, () => cut(conn))
  })
}

/** Ends a connection at once and without a word. */
export function cut(conn: EngineConnection): void {
  const { transport } = insidesOf(conn)
  endPoll(transport)
  transport.socket?.terminate?.()
  conn.close(true)
}

/** Answers a poll that waits as Engine.IO answers one of a session that is over. */
function endPoll(transport: Insides['transport']): void {
  const { req, res } = transport
  if (!req || !res || res.headersSent) return
  transport.writable = false
  req.cleanup?.()
  res.writeHead(400, { ...transport.headers?.(req), 'Content-Type': 'application/json' })
  res.end(JSON.stringify({ code: 1, message: 'Session ID unknown' }))
}

/** Engine.IO says goodbye to a WebSocket that it closes, which one that is dead need not be waited for to answer. */
export function dropDead(conn: EngineConnection, reason: string): void {
  if (reason === 'ping timeout') webSocketOf(conn)?.terminate?.()
}

/** A packet that is longer, whichever way it travels, closes the connection before its bytes are kept. */
export function limitPackets(conn: EngineConnection, bytes: number): void {
  const transport = conn.transport as unknown as { maxHttpBufferSize?: number; socket?: WebSocket }
  transport.maxHttpBufferSize = bytes
  limitFrames(transport.socket, bytes)
}

/**
 * Engine.IO listens to the end of each upgraded connection in the name of middlewares that wait for it. There are none, and for it the
 * request would live as long as the connection: called right after it has begun to listen, this takes its listener away.
 */
export function forgetUpgrade(request: IncomingMessage, response: object, next: () => void): void {
  const { socket } = request
  if (!(response instanceof ServerResponse))
    socket.off('close', socket.rawListeners('close').at(-1) as () => void)
  next()
}

/** What is still asked of the request when the connection asks for another room: who, from where, and what goes into a handshake. */
const KEPT_HEADERS = ['authorization', 'x-forwarded-for', 'origin'] as const

/**
 * Lets go of most of the request that the connection of `socket` began with, and of what is known of it in the socket: both would
 * live as long as the connection. To be called once the socket is in its room. A long poll's request is over by itself.
 */
export function lightenRequest(socket: Socket): void {
  const { conn } = socket
  if (conn.transport.name !== 'websocket') return
  const { socket: tcp, url, headers, _query } = conn.request as IncomingMessage & { _query?: unknown }
  const kept: NodeJS.Dict<string | string[]> = {}
  for (const name of KEPT_HEADERS) if (headers[name] !== undefined) kept[name] = headers[name]
  Object.assign(conn, { request: { socket: tcp, connection: tcp, url, headers: kept, _query } })
  Object.assign(socket, { handshake: { headers: kept, auth: {} } })
}
