// Everything that a soak runs on, in a folder that goes with it: PostgreSQL, and the built server over it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { HOOK } from './inside.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
export const ADMIN_KEY = 'the-server-key-of-a-soak-which-may-everything'
const READY_MS = 60_000
const STOP_MS = 15_000
/** Characters of what the server has printed that are kept. */
const KEPT = 20_000
/** Lines about who did what, which are written whatever the level. */
const AUDITED = /^.* audit .*\n/gm

/** What would be done in days is done in seconds. */
const SETTINGS = {
  NODE_ENV: 'test',
  PORT: '0',
  HOST: '127.0.0.1',
  METRICS_PORT: '0',
  LOG_LEVEL: 'warn',
  ADMIN_KEY,
  RATE_LIMITS: 'off',
  ACCESS_TOKEN_TTL: '12h',
  REFRESH_GRACE: '1s',
  ATTACHMENT_UNUSED_TTL: '10s',
  EVENTS_RETENTION: '20s',
  // Deliveries that it remembers: all of these within a minute, and not one by one in half of the hour.
  TRACE_DELIVERIES: '1000',
  FEED_CHECK_INTERVAL: '1',
  WEBHOOK_PRIVATE_ADDRESSES: 'on',
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}`,
}

/** Once a minute would be once an hour and a half of the month that an hour stands for. */
const VACUUM = [
  `ALTER SYSTEM SET autovacuum_naptime = '5s'`,
  `ALTER SYSTEM SET autovacuum_vacuum_cost_delay = 0`,
  'SELECT pg_reload_conf()',
]

export class Ground {
  private stopping: Promise<void> | undefined

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    readonly server: ServerProcess,
    readonly database: Client,
  ) {}

  /** @param extra settings of the server */
  static async lay(extra: Record<string, string> = {}): Promise<Ground> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-soak-'))
    let postgres: EmbeddedPostgres | undefined
    let server: ServerProcess | undefined
    try {
      postgres = await EmbeddedPostgres.start(join(folder, 'data'))
      const database = new Client(postgres.url)
      await database.connect()
      for (const statement of VACUUM) await database.query(statement)
      server = await ServerProcess.start(folder, { ...SETTINGS, DATABASE_URL: postgres.url, ...extra })
      return new Ground(folder, postgres, server, database)
    } catch (error) {
      await server?.stop()
      await postgres?.stop()
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** All of it, in the order in which it was laid backwards. */
  clear(): Promise<void> {
    return (this.stopping ??= this.stop())
  }

  private async stop(): Promise<void> {
    await this.server.stop()
    await this.database.end().catch(() => undefined)
    await this.postgres.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** dist/main.js, and the last of what it has printed. */
export class ServerProcess {
  private printed = ''
  url = ''
  metrics = ''

  private constructor(private readonly child: ChildProcess) {
    const take = (text: string) => (this.printed = (this.printed + text.replace(AUDITED, '')).slice(-KEPT))
    child.stdout!.setEncoding('utf8').on('data', take)
    child.stderr!.setEncoding('utf8').on('data', take)
  }

  static async start(folder: string, env: Record<string, string>): Promise<ServerProcess> {
    const own = join(folder, 'server')
    mkdirSync(join(own, 'tmp'), { recursive: true })
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, [MAIN], {
      cwd: own,
      env: { PATH, HOME, TMPDIR: join(own, 'tmp'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new ServerProcess(child)
    try {
      server.url = new URL(await server.says(/(?:Listens|API)\W+(http:\/\/[^\s"]+)/)).origin
      server.metrics = await server.says(/Metrics\s+(\S+)/)
      return server
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** What it has said lately beside what it is asked to say, and who did what. */
  get warnings(): string {
    return this.printed
      .split('\n')
      .filter((line) => /\b(warn|error|fatal)\b/.test(line) && !/\baudit=/.test(line))
      .join('\n')
  }

  /** Seconds of processor time that it has taken. */
  get processor(): number {
    // After the name, which may contain anything: state is the first, utime and stime the 12th and 13th, in hundredths.
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  /** What the first group of a pattern is in what it prints. */
  async says(pattern: RegExp, ms = READY_MS): Promise<string> {
    for (const end = performance.now() + ms; performance.now() < end && this.isRunning; await pause(20)) {
      const match = pattern.exec(this.printed)
      if (match) return match[1]!
    }
    throw new Error(`The server did not say ${pattern.source}.\n${this.printed}`)
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
    await gone
    clearTimeout(late)
  }
}
