// Owns the PostgreSQL that the server runs for itself: one running process, and one server that may use it.
import type { ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { StartupError } from '../../config/startup-error.js'
import { PostgresCluster } from './postgres-cluster.js'
import { boundLog } from './postgres-log.js'
import type { Postmaster } from './postmaster.js'

const pollMs = 20
const startMs = 30_000
/** How long the lock of a server that was killed may outlive it. */
const lockMs = 2_000
const fastStopMs = 3_000
const immediateStopMs = 1_500
/** How often the size of PostgreSQL's log is looked at. */
const logCheckMs = 60_000

// Arbitrary, but the same in every version: 'chat', 'srv'.
const lockKey = [0x63686174, 0x737276]

/** A PostgreSQL 18 on the loopback interface, used by this process alone until `stop`. */
export class EmbeddedPostgres {
  /** The address of the database `chat`, with its password. */
  readonly url: string
  /** Resolves when PostgreSQL ends although nobody called `stop`. */
  readonly exited: Promise<void>

  private reportExit!: () => void
  private stopping?: Promise<void>
  private readonly logCheck: NodeJS.Timeout

  private constructor(
    private readonly cluster: PostgresCluster,
    private readonly postmaster: Postmaster,
    private lock: Client,
  ) {
    this.url = cluster.url(postmaster.port, 'chat')
    this.exited = new Promise((report) => (this.reportExit = report))
    this.watch(lock)
    this.logCheck = setInterval(
      () => void boundLog(cluster.logFile).catch(() => undefined),
      logCheckMs,
    ).unref()
  }

  /**
   * Starts the PostgreSQL whose data is in `<dataDir>/postgres`, or takes it over when a server that was killed
   * left it running. `native` is for programs other than the installed ones (a folder with bin, lib and share).
   * Throws StartupError when the folder is another server's, when it cannot be used, or when PostgreSQL is not
   * ready within 30 s; PostgreSQL is then left alone, since it may be recovering or serving somebody.
   */
  static async start(dataDir: string, native?: string): Promise<EmbeddedPostgres> {
    try {
      const cluster = await PostgresCluster.open(resolve(dataDir), native)
      const { postmaster, lock } = await takePossession(cluster)
      const server = new EmbeddedPostgres(cluster, postmaster, lock)
      await server.prepare()
      return server
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) {
        throw new StartupError(`The built-in PostgreSQL cannot start in ${dataDir}: ${error.message}`, {
          cause: error,
        })
      }
      throw error
    }
  }

  /** Ends all sessions and stops PostgreSQL, at once if that takes longer than 8 s. Returns when it is gone. */
  stop(): Promise<void> {
    return (this.stopping ??= this.shutDown())
  }

  private async prepare(): Promise<void> {
    try {
      const { rowCount } = await this.lock.query(`select from pg_database where datname = 'chat'`)
      if (!rowCount) await this.lock.query('create database chat')
      await this.cluster.removeLeftovers()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  private async shutDown(): Promise<void> {
    // The lock is held to the end: whoever gets it may rely on the PostgreSQL that granted it.
    const { pid } = this.postmaster
    clearInterval(this.logCheck)
    await this.cluster.signal(pid, 'SIGINT')
    if (!(await this.hasEnded(fastStopMs))) {
      await this.cluster.signal(pid, 'SIGQUIT')
      await this.hasEnded(immediateStopMs)
    }
    await this.lock.end().catch(() => undefined)
  }

  private async hasEnded(withinMs: number): Promise<boolean> {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(pollMs)) {
      if (!(await this.cluster.isServedBy(this.postmaster.pid))) return true
    }
    return false
  }

  private watch(lock: Client): void {
    this.lock = lock
    lock.once('end', () => void this.reacquire().catch(() => undefined))
  }

  // PostgreSQL ends every session when one of its processes crashes, and goes on; the lock has to follow.
  private async reacquire(): Promise<void> {
    for (let pauseMs = 50; !this.stopping; pauseMs = Math.min(2 * pauseMs, 2_000)) {
      await sleep(pauseMs, undefined, { ref: false })
      if (this.stopping) return
      if (!(await this.cluster.isServedBy(this.postmaster.pid))) return this.reportExit()
      const lock = await connect(this.cluster, this.postmaster.port)
      if (lock && (await tryLock(lock).catch(() => false))) return this.watch(lock)
      await lock?.end().catch(() => undefined)
    }
  }
}

interface Possession {
  postmaster: Postmaster
  lock: Client
}

// One loop for all cases: nothing runs, it starts up or shuts down, it is ready, another server is doing the same.
async function takePossession(cluster: PostgresCluster): Promise<Possession> {
  const launcher = new Launcher(cluster)
  for (const deadline = Date.now() + startMs; Date.now() < deadline; await sleep(pollMs)) {
    const postmaster = await cluster.postmaster()
    if (!postmaster) {
      await launcher.launchOnce()
      continue
    }
    if (!postmaster.ready || launcher.contradicts(postmaster)) continue
    const client = await connect(cluster, postmaster.port)
    if (client && (await lockWithin(lockMs, client, cluster))) return { postmaster, lock: client }
  }
  const complaint = await cluster.lastComplaint()
  throw new StartupError(
    `PostgreSQL in ${cluster.dataDir} is not ready after ${startMs / 1000} s: ${complaint}.`,
  )
}

/** Starts PostgreSQL unless the last one it started still runs, and judges why that one has ended. */
class Launcher {
  private child?: ChildProcess
  private port = 0

  constructor(private readonly cluster: PostgresCluster) {}

  async launchOnce(): Promise<void> {
    if (this.child) {
      if (this.child.pid && this.child.exitCode === null && this.child.signalCode === null) return
      await this.judge()
    }
    this.port = await freePort()
    this.child = await this.cluster.launch(this.port)
  }

  /** Whether what is known about our own child was written by a predecessor that had the same pid. */
  contradicts(postmaster: Postmaster): boolean {
    return postmaster.pid === this.child?.pid && postmaster.port !== this.port
  }

  // Another program took the port; another server was faster; a predecessor's last session is just ending.
  private async judge(): Promise<void> {
    const complaint = await this.cluster.lastComplaint()
    if (!/TCP\/IP socket|lock file .* (already exists|is empty)|shared memory block/.test(complaint)) {
      throw new StartupError(`PostgreSQL did not start in ${this.cluster.dataDir}: ${complaint}`)
    }
    await sleep(100)
  }
}

// Undefined while PostgreSQL does not let anybody in; what only a person can put right is thrown.
async function connect(cluster: PostgresCluster, port: number): Promise<Client | undefined> {
  const client = new Client({
    connectionString: cluster.url(port, 'postgres'),
    application_name: `chat server, process ${process.pid}`,
    connectionTimeoutMillis: 5_000,
    ssl: false, // Else a PGSSLMODE that is meant for other databases applies.
  })
  client.on('error', () => undefined) // 'end' follows and is what counts.
  try {
    await client.connect()
    return client
  } catch (error) {
    void client.end().catch(() => undefined)
    if ((error as { code?: string }).code !== '28P01') return undefined
    throw new StartupError(`PostgreSQL refuses the password in ${cluster.dataDir}/postgres-password.`)
  }
}

async function lockWithin(ms: number, client: Client, cluster: PostgresCluster): Promise<boolean> {
  try {
    for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(pollMs)) {
      if (await tryLock(client)) return true
    }
    const holder = await lockHolder(client)
    throw new StartupError(`The data folder ${cluster.dataDir} is in use by another server (${holder}).`)
  } catch (error) {
    await client.end().catch(() => undefined)
    if (error instanceof StartupError) throw error
    return false // PostgreSQL went away meanwhile: the other server is stopping.
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as held', lockKey)
  return rows[0].held
}

async function lockHolder(client: Client): Promise<string> {
  const { rows } = await client.query(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid = $2 and l.objsubid = 2`,
    lockKey,
  )
  return rows[0]?.name || 'unknown'
}

/** A port on the loopback interface that nobody uses. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}
