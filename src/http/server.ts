// The HTTP server: what it waits for, how many connections it has, and that each of them is answered one request after the other.
import { Server, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ExpressAdapter } from '@nestjs/platform-express'
import { clientAddress, isTrustedProxy } from '../common/client-address.js'
import type { HeldMemory } from '../common/held-memory.js'
import { addressKey } from '../common/rate-limits.js'
import { tcpHolderOf, type TcpHolder } from '../common/tcp-holder.js'
import type { Config } from '../config/config.js'
import { hasBody } from './bodies.js'
import { answerMalformed } from './malformed.js'
import { mostConnections } from './open-files.js'
import { TcpConnection, TcpConnections } from './tcp-connections.js'

/** Milliseconds between looks for requests that take too long. */
const LOOK_MS = 1000
/** Longer than the minute for which proxies keep a connection: they must be the ones to close it, or a request gets lost. */
const KEEP_ALIVE_MS = 65_000
/** Requests that may wait behind one that is being answered. Browsers and libraries send none before they have the answer. */
const MOST_PIPELINED = 16

/** How long a server waits for headers, bodies, answers that nobody takes, and the next request. */
export function limitTimes(server: Server, { HEADERS_TIMEOUT, UPLOAD_TIMEOUT }: Config): void {
  server.headersTimeout = Math.min(HEADERS_TIMEOUT, UPLOAD_TIMEOUT) * 1000
  server.requestTimeout = UPLOAD_TIMEOUT * 1000
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.maxHeadersCount = 100
  // Whoever neither sends nor reads: an answer that nobody takes must not stay.
  server.timeout = UPLOAD_TIMEOUT * 1000
}

/**
 * Node reads and answers as many requests of one connection as are sent ahead, and keeps all the answers until they are read.
 * Here the next one begins when the one before is over.
 */
export class ChatServer extends Server {
  private readonly tcp: TcpConnections
  /** Requests that have begun and are not over. */
  private answering = 0
  /** Connections of another server that are ours at this moment. */
  private readonly borrowed = new Set<TcpConnection>()
  /** Set when the application has been made: there is nobody to serve before. */
  memory: HeldMemory | undefined
  /** Whether it has been told to close: nothing new is expected over the connections that are there. */
  isClosing = false

  constructor(
    private readonly config: Config,
    listener: RequestListener,
  ) {
    super({ connectionsCheckingInterval: LOOK_MS, maxHeaderSize: 16 * 1024 }, listener)
    limitTimes(this, config)
    this.on('clientError', answerMalformed)
    this.tcp = new TcpConnections({
      perAddress: config.RATE_LIMITS ? config.MAX_CONNECTIONS_PER_ADDRESS : Infinity,
      all: mostConnections(config.DATABASE_POOL),
    })
  }

  // Listeners of one event cannot keep it from each other, and Socket.IO's has the first word.
  override emit(event: string, ...args: unknown[]): boolean {
    if (event === 'connection' && !this.take(args[0] as Socket)) return true
    if (event === 'request') return this.queue(args[0] as IncomingMessage, args[1] as ServerResponse)
    if (event === 'upgrade') this.occupy(this.connectionOf(args[0] as IncomingMessage))
    return super.emit(event, ...args)
  }

  /**
   * Where another server listens in place of this one (see mount.ts), there is nothing to close: what is being answered is
   * waited for.
   */
  override close(closed?: (error?: Error) => void): this {
    this.isClosing = true
    if (this.listening) return super.close(closed)
    if (this.answering === 0) closed?.()
    else if (closed) this.once('idle', closed)
    return this
  }

  /** Ends what is not over yet, wherever it came in: nobody waits for it any more. */
  override closeAllConnections(): void {
    super.closeAllConnections()
    for (const { socket } of this.borrowed) socket.destroy()
  }

  /** The one of whom a socket counts: where it comes from, unless that is a proxy. */
  private addressOf({ remoteAddress }: Socket): string | undefined {
    return remoteAddress === undefined || isTrustedProxy(remoteAddress, this.config)
      ? undefined
      : addressKey(remoteAddress)
  }

  private take(socket: Socket): boolean {
    const known = tcpHolderOf(socket)
    if (known) {
      // It comes again: the upgrade that it offered was not taken up.
      ;(known as TcpConnection).busy = false
      return true
    }
    const address = this.addressOf(socket)
    const connection = this.tcp.take(socket, address, this.memory)
    if (!connection) return false
    this.memory?.add(connection)
    socket.once('close', () => {
      this.memory?.remove(connection)
      this.tcp.remove(connection, address)
    })
    return true
  }

  /** A connection of another server, which counts and closes them itself. It is nothing of ours between two requests. */
  private borrow(socket: Socket): TcpConnection {
    const connection = new TcpConnection(socket, this.addressOf(socket), this.memory)
    connection.borrowed = true
    socket.once('close', () => this.giveBack(connection))
    return connection
  }

  private occupy(connection: TcpConnection): void {
    connection.busy = true
    if (!connection.borrowed) return
    this.borrowed.add(connection)
    this.memory?.add(connection)
  }

  private vacate(connection: TcpConnection): void {
    connection.busy = false
    connection.user = undefined
    // What still comes of a body that was answered already is not kept.
    connection.incoming = undefined
    if (connection.borrowed) this.giveBack(connection)
  }

  private giveBack(connection: TcpConnection): void {
    this.borrowed.delete(connection)
    this.memory?.remove(connection)
  }

  /** Behind a proxy, each request may be somebody else's. */
  private connectionOf(request: IncomingMessage): TcpConnection {
    const connection =
      (tcpHolderOf(request.socket) as TcpConnection | undefined) ?? this.borrow(request.socket)
    if (this.config.TRUST_PROXY !== undefined)
      connection.address = addressKey(clientAddress(request, this.config))
    return connection
  }

  private queue(request: IncomingMessage, response: ServerResponse): boolean {
    const connection = this.connectionOf(request)
    if (!connection.busy) this.start(connection, request, response)
    else if ((connection.waiting?.length ?? 0) >= MOST_PIPELINED) request.socket.destroy()
    else (connection.waiting ??= []).push([request, response])
    return true
  }

  private start(connection: TcpConnection, request: IncomingMessage, response: ServerResponse): void {
    this.answering++
    this.occupy(connection)
    if (hasBody(request)) countBody(connection, request)
    response.once('close', () => {
      this.answering--
      this.vacate(connection)
      const next = connection.waiting?.shift()
      if (next && !connection.socket.destroyed) this.start(connection, ...next)
      if (this.answering === 0) super.emit('idle')
    })
    super.emit('request', request, response)
  }
}

/** What has come of a body is kept until it is whole; what hands it on as it comes counts for itself. */
function countBody(holder: TcpHolder, request: IncomingMessage): void {
  const { socket } = request
  const before = socket.bytesRead
  holder.incoming = () => Math.max(1, socket.bytesRead - before)
  const over = () => (holder.incoming = undefined)
  request.once('end', over).once('close', over)
}

/** Express on a server that waits for nobody for ever; Nest would make one with limits of Node's choosing. */
export class HttpAdapter extends ExpressAdapter {
  private server: ChatServer

  constructor(private readonly config: Config) {
    super()
  }

  override initHttpServer(): void {
    this.server = new ChatServer(this.config, this.getInstance())
    this.httpServer = this.server as unknown as typeof this.httpServer
  }

  /** From now on what is kept for connections is counted. */
  countIn(memory: HeldMemory): void {
    this.server.memory = memory
  }
}
