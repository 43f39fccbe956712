// A stretch of network that loses what passes while its connections stay open, until they are cut.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export class HoldingRelay {
  private readonly pairs = new Set<{ near: Socket; far: Socket }>()
  private holding: 'nothing' | 'answers' | 'everything' = 'nothing'

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (near) => this.pass(near))
  }

  /** A relay to the node at `url`. */
  static async to(url: string): Promise<HoldingRelay> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new HoldingRelay(server, new URL(url))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** From now on nothing comes back from the node (`answers`), or nothing passes at all; no connection notices. */
  hold(what: 'answers' | 'everything'): void {
    this.holding = what
  }

  /** Reads no more from the node, as somebody does who is busy with other things, until `read`. */
  stall(): void {
    for (const { far } of this.pairs) far.pause()
  }

  read(): void {
    for (const { far } of this.pairs) far.resume()
  }

  /** Resolves when the node has given up all connections that it had through here. */
  async dropped(): Promise<void> {
    await Promise.all([...this.pairs].map(({ far }) => new Promise((resolve) => far.once('close', resolve))))
  }

  /** Breaks every connection; new ones pass everything again. */
  cut(): void {
    this.holding = 'nothing'
    for (const { near, far } of this.pairs) {
      near.destroy()
      far.destroy()
    }
    this.pairs.clear()
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private pass(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname)
    const pair = { near, far }
    this.pairs.add(pair)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => undefined)
      from.on('close', () => {
        this.pairs.delete(pair)
        to.destroy()
      })
      from.on('data', (data) => {
        const lost = this.holding === 'everything' || (this.holding === 'answers' && from === far)
        if (!lost) to.write(data)
      })
    }
  }
}
