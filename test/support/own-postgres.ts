// A PostgreSQL that one test file has for itself, to be crashed, frozen and started again at the same address.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { PostgresCluster } from '../../src/database/embedded/postgres-cluster.js'
import { pause } from './inbox.js'
import { whenDone } from './when-done.js'

const START_LIMIT = 30_000

export class OwnPostgres {
  private pid = 0
  private readonly killWithUs = () => this.signal('SIGKILL')

  private constructor(
    /** Holds `postgres`, its data, and `postgres-password`. */
    readonly folder: string,
    private readonly cluster: PostgresCluster,
    private readonly port: number,
  ) {
    process.once('exit', this.killWithUs)
  }

  /** With an empty database; in a folder of its own unless one is given. */
  static async start(folder?: string): Promise<OwnPostgres> {
    const postgres = await OwnPostgres.in(folder ?? (await mkdtemp(join(tmpdir(), 'chat-faults-'))))
    const client = new Client(postgres.cluster.url(postgres.port, 'postgres'))
    await client.connect()
    await client.query('CREATE DATABASE chat')
    await client.end()
    return postgres
  }

  /** On the data that is in `folder`, if there is any. */
  static async in(folder: string): Promise<OwnPostgres> {
    const postgres = new OwnPostgres(folder, await PostgresCluster.open(folder), await freePort())
    await postgres.launch()
    return postgres
  }

  /** One statement by its superuser, on a connection of its own. */
  async query<Row>(text: string): Promise<Row[]> {
    const client = new Client(this.url)
    await client.connect()
    try {
      return (await client.query(text)).rows as Row[]
    } finally {
      await client.end()
    }
  }

  get url(): string {
    return this.cluster.url(this.port, 'chat')
  }

  /** Immediate mode: every session breaks, nothing is written any more, and the next start recovers from the log. */
  async crash(): Promise<void> {
    await this.cluster.signal(this.pid, 'SIGQUIT')
    while (await this.cluster.isServedBy(this.pid)) await pause(10)
  }

  /** Resolves when it lets sessions in. */
  async launch(): Promise<void> {
    await this.cluster.launch(this.port)
    for (const end = Date.now() + START_LIMIT; Date.now() < end; await pause(20)) {
      const postmaster = await this.cluster.postmaster()
      if (!postmaster?.ready) continue
      this.pid = postmaster.pid
      return
    }
    throw new Error(`PostgreSQL did not start: ${await this.cluster.lastComplaint()}`)
  }

  /** Stops all its processes where they are: connections stay open and nobody answers. */
  freeze(): void {
    this.signal('SIGSTOP')
  }

  thaw(): void {
    this.signal('SIGCONT')
  }

  async end(): Promise<void> {
    process.removeListener('exit', this.killWithUs)
    this.thaw()
    await this.crash()
    await rm(this.folder, { recursive: true, force: true })
  }

  private signal(signal: NodeJS.Signals): void {
    for (const pid of [this.pid, ...childrenOf(this.pid)]) {
      try {
        process.kill(pid, signal)
      } catch {
        // It has just ended.
      }
    }
  }
}

/** A PostgreSQL for the calling test file, gone when the file is done. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const postgres = await OwnPostgres.start()
  whenDone(() => postgres.end())
  return postgres
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map(Number)
}

function parentOf(pid: string): number | undefined {
  try {
    // After the name, which may contain anything: state, then the parent.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1])
  } catch {
    return undefined
  }
}

/** A port of this machine that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
