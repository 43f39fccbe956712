// Where webhooks and pushes go: it takes everything, and remembers for each address only how often somebody has come.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export class Endpoint {
  private readonly came = new Map<string, number>()
  private opened = 0

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Endpoint> {
    const server = createServer((request, response) => {
      request.resume().once('end', () => {
        endpoint.take(request.url!)
        response.writeHead(201).end()
      })
    })
    const endpoint = new Endpoint(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return endpoint
  }

  /** A new address of its own. */
  address(): { url: string; times: () => number; forget: () => void } {
    const path = `/${++this.opened}-${Math.random().toString(36).slice(2)}`
    this.came.set(path, 0)
    return {
      url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`,
      times: () => this.came.get(path) ?? 0,
      forget: () => void this.came.delete(path),
    }
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private take(path: string): void {
    const times = this.came.get(path)
    if (times !== undefined) this.came.set(path, times + 1)
  }
}
