// A proxy that puts a server below a path, takes that path away, and says its own name for the server's: what many do untold.
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { whenDone } from './when-done.js'

export class PrefixProxy {
  private target = new URL('http://127.0.0.1')

  private constructor(
    private readonly server: Server,
    readonly prefix: string,
  ) {
    server.on('request', (request, response) => this.pass(request, response))
    server.on('upgrade', (request, socket, head) => this.passSocket(request, socket, head))
  }

  /** @param prefix such as `/chat` */
  static async start(prefix: string): Promise<PrefixProxy> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    whenDone(() => server.closeAllConnections())
    whenDone(() => server.close())
    return new PrefixProxy(server, prefix)
  }

  leadTo(url: string): void {
    this.target = new URL(url)
  }

  /** Of the proxy itself, without the path. */
  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Where the server is to be seen. */
  get url(): string {
    return this.origin + this.prefix
  }

  /** What is left of an address; undefined for one that lies elsewhere. */
  private inside(url = ''): string | undefined {
    return url.startsWith(`${this.prefix}/`) ? url.slice(this.prefix.length) : undefined
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const path = this.inside(request.url)
    if (path === undefined) return void response.writeHead(404).end('Not the chat')
    const { hostname, port, host } = this.target
    const { method } = request
    const headers = { ...request.headers, host }
    const asked = ask({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.rawHeaders)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  }

  private passSocket(request: IncomingMessage, near: Duplex, head: Buffer): void {
    const path = this.inside(request.url)
    const { hostname, port, host } = this.target
    const far = connect(Number(port), hostname)
    const lines = [`GET ${path ?? '/nowhere'} HTTP/1.1`]
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const [name, value] = request.rawHeaders.slice(at, at + 2)
      lines.push(`${name}: ${name!.toLowerCase() === 'host' ? host : value}`)
    }
    far.write(`${lines.join('\r\n')}\r\n\r\n`)
    far.write(head)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far).pipe(near)
  }
}
