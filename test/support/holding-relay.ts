// A stretch of network that loses what passes while its connections stay open, until they are cut.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Which connections are meant, by the bytes that they sent first, and last. */
type Whose = (hello: string, last: string) => boolean

const everybodys: Whose = () => true

interface Pair {
  near: Socket
  far: Socket
  hello?: string
  last?: string
}

export class HoldingRelay {
  private readonly pairs = new Set<Pair>()
  private holding: 'nothing' | 'answers' | 'everything' = 'nothing'
  private held = everybodys

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
  hold(what: 'answers' | 'everything', whose = everybodys): void {
    this.holding = what
    this.held = whose
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

  /** Breaks every connection, or some; new ones pass everything again. */
  cut(whose = everybodys): void {
    this.holding = 'nothing'
    for (const pair of this.pairs) {
      if (!whose(pair.hello ?? '', pair.last ?? '')) continue
      this.pairs.delete(pair)
      pair.near.destroy()
      pair.far.destroy()
    }
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private pass(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname)
    const pair: Pair = { near, far }
    near.on('data', (data) => {
      pair.last = data.toString('latin1')
      pair.hello ??= pair.last
    })
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
        if (!lost || !this.held(pair.hello ?? '', pair.last ?? '')) to.write(data)
      })
    }
  }
}
