// A stretch of network that can be cut: passes TCP connections on, or breaks them and refuses new ones.
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'

export class Relay {
  private readonly open = new Set<Socket>()
  private whole = true

  private constructor(
    private readonly server: TcpServer,
    private target: URL,
  ) {
    server.on('connection', (near) => this.pass(near))
  }

  /** A relay to the host and port of `url`. */
  static async to(url: string): Promise<Relay> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Relay(server, new URL(url))
  }

  /** `url`, by way of this relay. */
  get url(): string {
    const url = new URL(this.target)
    url.hostname = '127.0.0.1'
    url.port = String((this.server.address() as AddressInfo).port)
    return url.href
  }

  cut(): void {
    this.whole = false
    for (const socket of this.open) socket.destroy()
  }

  /** From now on it leads to the host and port of `url`; what was open is broken, or `kept` where it leads. */
  moveTo(url: string, kept = false): void {
    this.target = new URL(url)
    if (!kept) for (const socket of this.open) socket.destroy()
  }

  /** What is open stays open and carries nothing any more; new connections do. */
  stall(): void {
    for (const socket of this.open) socket.unpipe()
  }

  mend(): void {
    this.whole = true
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private pass(near: Socket): void {
    if (!this.whole) return void near.destroy()
    const far = connect(Number(this.target.port || 5432), this.target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.open.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
}
