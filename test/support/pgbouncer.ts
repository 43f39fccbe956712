// PgBouncer as Debian installs it, before a PostgreSQL: on a port of its own, where it can be killed and started otherwise.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { pause } from './inbox.js'
import { freePort } from './own-postgres.js'
import { whenDone } from './when-done.js'
import { isInstalled } from './installed.js'
import { killed } from './started-processes.js'

const START_LIMIT = 10_000

/** Lines of its own configuration, beside what a test needs. */
export type PgBouncerSettings = Record<string, string | number>

export class PgBouncer {
  private process: ChildProcess | undefined
  /** Holds its configuration, and what else that names. */
  readonly folder = mkdtempSync(join(tmpdir(), 'chat-pgbouncer-'))
  private readonly killWithUs = () => this.process?.kill('SIGKILL')

  private constructor(
    /** The address of a database through it. */
    readonly url: string,
    private readonly configuration: (settings: PgBouncerSettings) => string,
  ) {
    process.once('exit', this.killWithUs)
  }

  /** @param url of a database; all of that PostgreSQL are to be had, by anybody */
  static async before(url: string, settings: PgBouncerSettings): Promise<PgBouncer> {
    const [postgres, port] = [new URL(url), await freePort()]
    const address = `postgres://chat@127.0.0.1:${port}${postgres.pathname}`
    const pooler = new PgBouncer(address, (more) => configuration(postgres, { listen_port: port, ...more }))
    await pooler.start(settings)
    return pooler
  }

  /**
   * With a whole configuration of somebody else's.
   * @param url of a database through it
   * @param files that it names, by their names
   */
  static async with(configured: string, url: string, files: Record<string, string>): Promise<PgBouncer> {
    const pooler: PgBouncer = new PgBouncer(url, () => configured.replaceAll('/etc/pgbouncer', pooler.folder))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(pooler.folder, name), text)
    chmodSync(pooler.folder, 0o755)
    await pooler.start({})
    return pooler
  }

  /** Starts it, for the first time or again on the same port. */
  async start(settings: PgBouncerSettings): Promise<void> {
    const file = join(this.folder, 'pgbouncer.ini')
    writeFileSync(file, this.configuration(settings))
    this.process = spawn('pgbouncer', [...asNobody(), '--quiet', file], { stdio: 'ignore' })
    for (const end = Date.now() + START_LIMIT; Date.now() < end; await pause(20)) {
      if (this.process.exitCode !== null) break
      if (await answers(this.url)) return
    }
    throw new Error(`PgBouncer does not answer at ${this.url}`)
  }

  /** Ends it as a crash would: every connection breaks, on both sides. */
  kill(): Promise<void> {
    return killed(this.process)
  }

  async end(): Promise<void> {
    await this.kill()
    process.removeListener('exit', this.killWithUs)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

// What a test needs to reach every database, and nothing for what the server sends when it connects.
const configuration = ({ hostname, port, username, password }: URL, settings: PgBouncerSettings) =>
  `[databases]
* = host=${hostname} port=${port} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
unix_socket_dir =
auth_type = any
server_tls_sslmode = disable
${Object.entries(settings)
  .map(([name, value]) => `${name} = ${value}`)
  .join('\n')}
`

/** It refuses to run as root. */
const asNobody = () => (process.getuid?.() === 0 ? ['--user', 'nobody'] : [])

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1000, query_timeout: 1000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

export const hasPgBouncer = (): boolean =>
  isInstalled('pgbouncer', ['--version'], 'nothing is tested behind a pooler')

/** Whether it knows prepared statements in transaction mode: from 1.21 on. */
export function tracksStatements(): boolean {
  const version = execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' })
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) > 1 || Number(minor) >= 21
}

/** One for the calling test or file, ended when that is done. */
export async function startPgBouncer(url: string, settings: PgBouncerSettings): Promise<PgBouncer> {
  const pooler = await PgBouncer.before(url, settings)
  whenDone(() => pooler.end())
  return pooler
}
