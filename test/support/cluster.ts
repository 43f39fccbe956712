// Several server processes on one database, each of which can be killed, frozen and started again at the same address.
import { migratedDatabase } from './database.js'
import { range } from './inbox.js'
import { Server, sharedNodes } from './server.js'
import { whenDone } from './when-done.js'

export interface ClusterOptions {
  nodes?: number
  databaseUrl?: string
  /** Settings of all nodes. */
  env?: Record<string, string>
  /** Settings of one node, by its number. */
  envOf?: Record<number, Record<string, string>>
}

export class Cluster {
  private constructor(
    readonly nodes: Server[],
    private readonly env: Record<string, string>,
  ) {}

  static async start({ nodes = 2, databaseUrl, env = {}, envOf = {} }: ClusterOptions): Promise<Cluster> {
    const database = databaseUrl ?? (await migratedDatabase())
    const starts = await Promise.allSettled(
      range(0, nodes - 1).map((index) =>
        Server.start({ env: { ...env, ...envOf[index] }, databaseUrl: database }),
      ),
    )
    const started = starts.filter((each) => each.status === 'fulfilled').map(({ value }) => value)
    const cluster = new Cluster(started, env)
    const failed = starts.find((each) => each.status === 'rejected')
    if (!failed) return cluster
    await cluster.end()
    throw failed.reason
  }

  /** The two nodes of all test files of a worker (see `sharedNodes`), none of which is to be ended. */
  static async shared(): Promise<Cluster> {
    return new Cluster(await sharedNodes(), {})
  }

  get databaseUrl(): string {
    return this.nodes[0]!.databaseUrl
  }

  get urls(): string[] {
    return this.nodes.map(({ url }) => url)
  }

  /** The same addresses in an order that starts with another node for each `turn`. */
  urlsFrom(turn: number): string[] {
    return this.urls.map((_, index) => this.urls[(index + turn) % this.urls.length]!)
  }

  kill(index: number): Promise<void> {
    return this.nodes[index]!.kill()
  }

  /** Starts a node that has ended, at the address that it had. */
  async revive(index: number): Promise<void> {
    const { port, databaseUrl } = this.nodes[index]!
    const env = { ...this.env, PORT: String(port) }
    this.nodes[index] = await Server.start({ env, databaseUrl })
  }

  freeze(index: number): void {
    process.kill(this.nodes[index]!.pid, 'SIGSTOP')
  }

  thaw(index: number): void {
    process.kill(this.nodes[index]!.pid, 'SIGCONT')
  }

  /** However a test has left them. */
  async end(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()))
  }
}

/** A cluster for the calling test or file, ended when that is done. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await Cluster.start(options)
  whenDone(() => cluster.end())
  return cluster
}
