// The PostgreSQL of a bench: BENCH_DATABASE_URL's, or an embedded one in a temporary folder; one database for each world.
import { join } from 'node:path'
import { Client } from 'pg'
import { readConfig } from '../../../src/config/config.js'
import { openDataSource } from '../../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.js'
import { postmasterOf } from '../report/process-cost.js'

export class Postgres {
  private readonly databases = new Map<string, Promise<string>>()

  private constructor(
    private readonly admin: Client,
    private readonly url: string,
    private readonly embedded: EmbeddedPostgres | undefined,
    readonly version: string,
    /** Its first process, if it runs on this machine. */
    readonly postmaster: number | undefined,
  ) {}

  static async start(folder: string): Promise<Postgres> {
    const outside = process.env['BENCH_DATABASE_URL']
    const embedded = outside ? undefined : await EmbeddedPostgres.start(join(folder, 'postgres'))
    const url = outside ?? embedded!.url
    const admin = new Client(url)
    admin.on('error', () => undefined)
    await admin.connect()
    const { rows } = await admin.query<{ version: string; pid: number; fsync: string }>(
      `SELECT current_setting('server_version') || ' (' || current_setting('shared_buffers') || ' shared buffers, fsync '
        || current_setting('fsync') || ')' AS version, pg_backend_pid() AS pid`,
    )
    const { version, pid } = rows[0]!
    return new Postgres(admin, url, embedded, version, postmasterOf(pid))
  }

  /** The address of a database of that name, which `fill` fills the first time. */
  database(name: string, fill: (client: Client) => Promise<void>): Promise<string> {
    const known = this.databases.get(name) ?? this.create(name, fill)
    this.databases.set(name, known)
    return known
  }

  /** Writes out what is dirty and does what autovacuum would come for, so that no measurement pays for the one before it. */
  async calm(): Promise<void> {
    for (const url of await Promise.all(this.databases.values())) await tidy(url)
    await this.checkpoint()
  }

  async stop(): Promise<void> {
    if (!this.embedded)
      for (const name of this.databases.keys())
        await this.admin.query(`DROP DATABASE IF EXISTS "${this.fullName(name)}" WITH (FORCE)`)
    await this.admin.end().catch(() => undefined)
    await this.embedded?.stop()
  }

  private fullName(name: string): string {
    return `chat_bench_${process.pid}_${name}`
  }

  private async create(name: string, fill: (client: Client) => Promise<void>): Promise<string> {
    await this.admin.query(`CREATE DATABASE "${this.fullName(name)}"`)
    const url = new URL(this.url)
    url.pathname = `/${this.fullName(name)}`
    const source = await openDataSource(readConfig({ DATABASE_URL: url.href }), url.href)
    await source.destroy()
    await using(url.href, fill)
    await tidy(url.href)
    await this.checkpoint()
    return url.href
  }

  private async checkpoint(): Promise<void> {
    await this.admin.query('CHECKPOINT').catch(() => undefined)
  }
}

const tidy = (url: string) => using(url, (client) => client.query('VACUUM ANALYZE'))

/** Does something with a connection of its own. */
async function using(url: string, act: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await act(client)
  } finally {
    await client.end()
  }
}
