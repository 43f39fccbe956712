// The HTTP server: what it waits for, how many connections it has, and that each of them is answered one request after the other.
import { Server, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ExpressAdapter } from '@nestjs/platform-express'
import { clientAddress, isTrustedProxy } from '../common/client-address.js'
import type { HeldMemory } from '../common/held-memory.js'
import { addressKey } from '../common/rate-limits.js'
import { TcpHolder, tcpHolderOf } from '../common/tcp-holder.js'
import type { Config } from '../config/config.js'
import { hasBody } from './bodies.js'
import { mostConnections } from './open-files.js'
import { TcpConnections, type TcpConnection } from './tcp-connections.js'

/** Milliseconds between looks for requests that take too long. */
const LOOK_MS = 1000
/** Longer than the minute for which proxies keep a connection: they must be the ones to close it, or a request gets lost. */
const KEEP_ALIVE_MS = 65_000
/** Requests that may wait behind one that is being answered. Browsers and libraries send none before they have the answer. */
const MOST_PIPELINED = 16

/** A connection, and the requests that wait on it. */
interface Line {
  connection: TcpConnection
  waiting: [IncomingMessage, ServerResponse][]
}

/**
 * Node reads and answers as many requests of one connection as are sent ahead, and keeps all the answers until they are read.
 * Here the next one begins when the one before is over.
 */
class ChatServer extends Server {
  private readonly tcp: TcpConnections
  private readonly lines = new WeakMap<Socket, Line>()
  /** Set when the application has been made: there is nobody to serve before. */
  memory: HeldMemory | undefined

  constructor(
    private readonly config: Config,
    listener: RequestListener,
  ) {
    const { HEADERS_TIMEOUT, UPLOAD_TIMEOUT } = config
    super(
      {
        headersTimeout: Math.min(HEADERS_TIMEOUT, UPLOAD_TIMEOUT) * 1000,
        requestTimeout: UPLOAD_TIMEOUT * 1000,
        connectionsCheckingInterval: LOOK_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: 16 * 1024,
      },
      listener,
    )
    this.maxHeadersCount = 100
    // Whoever neither sends nor reads: an answer that nobody takes must not stay.
    this.timeout = UPLOAD_TIMEOUT * 1000
    this.tcp = new TcpConnections({
      perAddress: config.RATE_LIMITS ? config.MAX_CONNECTIONS_PER_ADDRESS : Infinity,
      all: mostConnections(config.DATABASE_POOL),
    })
  }

  // Listeners of one event cannot keep it from each other, and Socket.IO's has the first word.
  override emit(event: string, ...args: unknown[]): boolean {
    if (event === 'connection' && !this.take(args[0] as Socket)) return true
    if (event === 'request') return this.queue(args[0] as IncomingMessage, args[1] as ServerResponse)
    if (event === 'upgrade') this.identify(args[0] as IncomingMessage).connection.busy = true
    return super.emit(event, ...args)
  }

  private take(socket: Socket): boolean {
    const known = this.lines.get(socket)
    if (known) {
      // It comes again: the upgrade that it offered was not taken up.
      known.connection.busy = false
      return true
    }
    const { remoteAddress } = socket
    const address =
      remoteAddress && !isTrustedProxy(remoteAddress, this.config) ? addressKey(remoteAddress) : undefined
    const connection = this.tcp.take(socket, address)
    if (!connection) return false
    this.lines.set(socket, { connection, waiting: [] })
    const holder = new TcpHolder(socket, address)
    this.memory?.add(holder)
    socket.once('close', () => this.memory?.remove(holder))
    return true
  }

  /** Behind a proxy, each request may be somebody else's. */
  private identify(request: IncomingMessage): Line {
    const holder = tcpHolderOf(request.socket)
    if (holder && this.config.TRUST_PROXY !== undefined)
      holder.address = addressKey(clientAddress(request, this.config))
    return this.lines.get(request.socket)!
  }

  private queue(request: IncomingMessage, response: ServerResponse): boolean {
    const line = this.identify(request)
    if (!line.connection.busy) this.start(line, request, response)
    else if (line.waiting.length < MOST_PIPELINED) line.waiting.push([request, response])
    else request.socket.destroy()
    return true
  }

  private start(line: Line, request: IncomingMessage, response: ServerResponse): void {
    line.connection.busy = true
    const holder = tcpHolderOf(request.socket)
    if (holder && hasBody(request)) countBody(holder, request)
    response.once('close', () => {
      line.connection.busy = false
      if (holder) holder.user = undefined
      const next = line.waiting.shift()
      if (next) this.start(line, ...next)
    })
    super.emit('request', request, response)
  }
}

/** What has come of a body is kept until it is whole; what hands it on as it comes counts for itself. */
function countBody(holder: TcpHolder, request: IncomingMessage): void {
  const { socket } = request
  const before = socket.bytesRead
  holder.gauge = () => socket.bytesRead - before
  const over = () => (holder.gauge = undefined)
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
