// Owns the data folder of the built-in PostgreSQL: its creation, its password, its log, and how PostgreSQL is started and stopped on it.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StartupError } from '../../config/startup-error.js'
import { chownAll, removeFolder, syncFolder } from './folders.js'
import {
  chooseAccount,
  installedNative,
  programEnvironment,
  programPath,
  usableNative,
  type Account,
} from './postgres-binaries.js'
import { boundLog, complaintIn, openLog } from './postgres-log.js'
import { isServedBy, postmasterOf, removeStalePidFile, type Postmaster } from './postmaster.js'

const run = promisify(execFile)
const temporaryPrefix = 'postgres.new-'
/** Sessions that it has at the same time, its own included. */
export const MOST_CONNECTIONS = 200
/** How the folder's name begins that a restore works in, inside the data folder. */
export const RESTORING = 'restore.new-'

/** The folder `<dataDir>/postgres` and what belongs to it. It starts and signals processes but decides nothing. */
export class PostgresCluster {
  private constructor(
    /** The folder that holds everything; absolute. */
    readonly dataDir: string,
    private readonly account: Account,
    private readonly native: string,
    private readonly password: string,
  ) {}

  /** Creates the cluster unless it is there. Throws StartupError when it cannot be used. */
  static async open(dataDir: string, native = installedNative()): Promise<PostgresCluster> {
    await fs.mkdir(dataDir, { recursive: true })
    const folder = join(dataDir, 'postgres')
    const account = await chooseAccount(folder)
    await refuseUnreachable(dataDir, account)
    const [usable, password] = await Promise.all([
      usableNative(native, account),
      readOrCreatePassword(dataDir),
    ])
    const cluster = new PostgresCluster(dataDir, account, usable, password)
    if (!hasCluster(dataDir)) await cluster.create()
    await handOver(folder, account)
    return cluster
  }

  /** The address of one of its databases while PostgreSQL listens on `port`. */
  url(port: number, database: string): string {
    return `postgres://postgres:${this.password}@127.0.0.1:${port}/${database}`
  }

  /** The PostgreSQL that serves this folder, if one does. */
  postmaster(): Promise<Postmaster | undefined> {
    return postmasterOf(this.folder)
  }

  /** Whether `pid` lives and is a PostgreSQL on this folder, as far as the system tells. */
  isServedBy(pid: number): Promise<boolean> {
    return isServedBy(this.folder, pid)
  }

  /**
   * Starts PostgreSQL on the folder, in a session of its own: Ctrl-C in a terminal reaches only Node, which stops
   * PostgreSQL in order. The log goes straight to the file, so that nothing breaks when Node is gone; what is there stays,
   * for it says why the last one ended. `extra` are further settings, for this run alone.
   */
  async launch(port: number, extra: Settings = {}): Promise<ChildProcess> {
    await removeStalePidFile(this.folder)
    await boundLog(this.logFile)
    const log = openLog(this.logFile)
    try {
      const child = spawn(
        programPath(this.native, 'postgres'),
        ['-D', this.placeOf(this.folder), ...settings(port, extra)],
        {
          ...this.processOptions(this.folder),
          detached: true,
          stdio: ['ignore', log, log],
        },
      )
      child.on('error', () => undefined) // An exit without a pid; `usableNative` has ruled out the usual reasons.
      child.unref()
      return child
    } finally {
      closeSync(log)
    }
  }

  /** SIGINT ends all sessions and stops in order; SIGQUIT stops at once, to be recovered from at the next start. */
  async signal(pid: number, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    if (!(await this.isServedBy(pid))) return
    if (process.platform === 'win32') {
      await run(programPath(this.native, 'pg_ctl'), ['kill', signal.slice(3), String(pid)]).catch(
        () => undefined,
      )
      return
    }
    try {
      process.kill(pid, signal)
    } catch {
      // It has just ended.
    }
  }

  /** The line of the log that says why PostgreSQL ended. */
  async lastComplaint(): Promise<string> {
    return complaintIn(await fs.readFile(this.logFile, 'utf8').catch(() => ''))
  }

  /** Removes what a server left that was killed in `create`. Only for the owner of the running cluster. */
  async removeLeftovers(): Promise<void> {
    const names = await fs.readdir(this.dataDir)
    const leftovers = names.filter((name) => name.startsWith(temporaryPrefix))
    // Another server may be writing to it still; it has lost and removes it itself.
    await Promise.all(leftovers.map((name) => removeFolder(join(this.dataDir, name)).catch(() => undefined)))
  }

  private get folder(): string {
    return join(this.dataDir, 'postgres')
  }

  /** What PostgreSQL says. */
  get logFile(): string {
    return join(this.dataDir, 'postgres.log')
  }

  /**
   * How a program that runs in `folder` is told to use it. Root's data may lie below a home that PostgreSQL's
   * account cannot enter. A spawn enters the working folder before it gives up root, and /proc/self/cwd leads
   * there from then on without asking the folders above; it has to be the data folder itself, because that is
   * where PostgreSQL moves to and stays.
   */
  private placeOf(folder: string): string {
    return this.account.uid !== undefined && hasProc() ? '/proc/self/cwd' : folder
  }

  private processOptions(cwd: string) {
    return { ...this.account, cwd, env: programEnvironment(), windowsHide: true }
  }

  // Made beside its place and renamed: killed half-way it leaves nothing that looks like a cluster, and of two
  // servers that start at once one gets the name.
  private async create(): Promise<void> {
    const temporary = await fs.mkdtemp(join(this.dataDir, temporaryPrefix))
    try {
      await refuseForeignContents(this.folder)
      await refuseHalfRestored(this.dataDir)
      await this.initialise(temporary)
      await fs.rename(join(temporary, 'data'), this.folder)
      // Without this a power cut soon after the first start could take the new folder's name.
      await syncFolder(this.dataDir)
    } catch (error) {
      if (!hasCluster(this.dataDir)) throw refusalOf(error, this.folder)
    } finally {
      await removeFolder(temporary).catch(() => undefined)
    }
  }

  private async initialise(temporary: string): Promise<void> {
    const data = join(temporary, 'data')
    const passwordFile = join(temporary, 'password')
    await fs.mkdir(data, { mode: 0o700 })
    await fs.writeFile(passwordFile, this.password, { mode: 0o600 })
    await chownAll(temporary, this.account)
    const place = this.placeOf(data)
    const options = [
      ...['-D', place, `--pwfile=${place}/../password`, '--username=postgres', '--auth=scram-sha-256'],
      // Sorts by code point on every system, so that an upgrade of the system cannot spoil an index.
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ]
    await run(programPath(this.native, 'initdb'), options, this.processOptions(data))
  }
}

type Settings = Record<string, string | number>

function settings(port: number, extra: Settings): string[] {
  const values: Settings = {
    ...extra,
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: MOST_CONNECTIONS,
    logging_collector: 'off',
    log_destination: 'stderr',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function hasCluster(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres', 'PG_VERSION'))
}

function hasProc(): boolean {
  return existsSync('/proc/self/cwd')
}

async function refuseUnreachable(dataDir: string, account: Account): Promise<void> {
  if (account.uid === undefined || hasProc()) return
  try {
    await run('/bin/sh', ['-c', 'cd "$0"', dataDir], account)
  } catch {
    throw new StartupError(
      `PostgreSQL does not run as root, and the user it runs as cannot enter ${dataDir}: use another data folder, start the server as an ordinary user, or set DATABASE_URL.`,
    )
  }
}

async function readOrCreatePassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres-password')
  const existed = hasCluster(dataDir)
  try {
    return (await fs.readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  if (existed) throw new StartupError(`The password of the database is missing: ${path} is not there.`)
  // Written aside and linked: never half-written, and of two servers that start at once both read the same one.
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  await fs.writeFile(aside, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    await fs.link(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await fs.rm(aside)
  }
  return (await fs.readFile(path, 'utf8')).trim()
}

// Data that was restored as root still belongs to root.
async function handOver(folder: string, account: Account): Promise<void> {
  if (account.uid !== undefined && (await fs.stat(folder)).uid !== account.uid)
    await chownAll(folder, account)
}

// An empty folder is welcome: its owner chooses by it who runs PostgreSQL.
async function refuseForeignContents(folder: string): Promise<void> {
  const names = await fs.readdir(folder).catch(() => [])
  if (!names.length) return
  throw new StartupError(`${folder} is not empty but holds no PostgreSQL data: move its contents away.`)
}

// Between the old data and the restored there is a moment without any: an empty database must not take their place.
async function refuseHalfRestored(dataDir: string): Promise<void> {
  if ((await fs.readdir(dataDir)).some((name) => name.startsWith(RESTORING)))
    throw new StartupError(`A restore into ${dataDir} was broken off: run it again.`)
}

function refusalOf(error: unknown, folder: string): unknown {
  const { stderr } = error as { stderr?: string }
  if (stderr === undefined) return error
  return new StartupError(`The database could not be created in ${folder}: ${complaintIn(stderr)}`)
}
