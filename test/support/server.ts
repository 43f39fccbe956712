// Starts the built server as a process of its own, on a free port over a fresh database.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migratedDatabase } from './database.js'
import { startedProcesses } from './started-processes.js'
import { whenDone } from './when-done.js'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const START_LIMIT = 90_000
/** The server key that every server under test takes. */
export const ADMIN_KEY = 'the server key of the tests, which may everything'.replaceAll(' ', '-')
/** The contract's limit for SIGTERM. */
const STOP_LIMIT = 10_000

export interface ServerOptions {
  /** Added to, or instead of, the settings that every test uses. */
  env?: Record<string, string>
  /** An existing database: for a second node or a restart. */
  databaseUrl?: string
  /** How many files and connections its process may have open; as many as the system says unless told. */
  openFiles?: number
  /** What Node runs instead of the server itself: arguments, of which the last is a file. */
  program?: string[]
  /** Not ended with the test file that has started it, but with the worker. */
  outlivesFile?: boolean
}

export interface Exit {
  code: number | null
  stdout: string
  stderr: string
}

/** A child process running dist/main.js, or another program, and all that it has printed. */
class ServerProcess {
  stdout = ''
  stderr = ''
  readonly exited: Promise<Exit>
  readonly child: ChildProcess
  /** Not the checkout, so that nobody's `.env` or `data` takes part. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'chat-server-'))

  constructor(
    env: Record<string, string>,
    { openFiles, program = [MAIN], outlivesFile }: ServerOptions = {},
  ) {
    const { PATH = '', HOME = '' } = process.env
    const options = { cwd: this.folder, env: { PATH, HOME, ...env } }
    this.child = openFiles
      ? spawn('sh', ['-c', `ulimit -n ${openFiles} && exec "$0" "$@"`, process.execPath, ...program], options)
      : spawn(process.execPath, program, options)
    if (!outlivesFile) startedProcesses.add(this.child)
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    const killWithUs = () => {
      this.child.kill('SIGKILL')
      this.removeFolder()
    }
    process.once('exit', killWithUs)
    if (outlivesFile) {
      // How vitest ends a worker.
      process.once('SIGTERM', () => {
        killWithUs()
        process.kill(process.pid, 'SIGTERM')
      })
    }
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code) => {
        startedProcesses.delete(this.child)
        process.removeListener('exit', killWithUs)
        this.removeFolder()
        resolve({ code, stdout: this.stdout, stderr: this.stderr })
      })
    })
  }

  get output(): string {
    return `--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`
  }

  private removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Waits until stdout has a line that matches. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.stdout)
        if (!match) return
        clearTimeout(timer)
        this.child.stdout?.removeListener('data', look)
        resolve(match)
      }
      const fail = (reason: string) => {
        clearTimeout(timer)
        reject(new Error(`The server ${reason}.\n${this.output}`))
      }
      const timer = setTimeout(() => fail(`printed no address within ${START_LIMIT} ms`), START_LIMIT)
      this.child.stdout?.on('data', look)
      void this.exited.then(({ code }) => fail(`ended with exit code ${code} while starting`))
      look()
    })
  }
}

/** A running server. */
export class Server {
  private constructor(
    private readonly process: ServerProcess,
    /** `http://host:port`, without a slash at the end. */
    readonly url: string,
    readonly databaseUrl: string,
  ) {}

  static async start(options: ServerOptions = {}): Promise<Server> {
    const { env = {}, databaseUrl } = options
    const database = databaseUrl ?? (await migratedDatabase())
    const settings = {
      PORT: '0',
      HOST: '127.0.0.1',
      RATE_LIMITS: 'off',
      DATABASE_POOL: '6',
      DATABASE_READ_POOL: '2',
      LOG_LEVEL: 'warn',
      ADMIN_KEY,
      // Tests share their machine: what is looked at late is to be looked at all the same.
      MEDIA_TIMEOUT: '60s',
    }
    const started = new ServerProcess({ ...settings, DATABASE_URL: database, ...env }, options)
    try {
      // With PUBLIC_URL, where it listens is said first.
      const [, address = ''] = await started.printed(/(?:Listens|API)\W+(http:\/\/[^\s"]+)/)
      return new Server(started, new URL(address).origin, database)
    } catch (error) {
      started.child.kill('SIGKILL')
      throw error
    }
  }

  /** `ws://host:port`. */
  get wsUrl(): string {
    return this.url.replace(/^http/, 'ws')
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  get pid(): number {
    return this.process.child.pid ?? 0
  }

  /** What was printed so far, apart from errors. */
  get stdout(): string {
    return this.process.stdout
  }

  /** Everything printed so far. */
  get output(): string {
    return this.process.output
  }

  get exited(): Promise<Exit> {
    return this.process.exited
  }

  get isRunning(): boolean {
    return this.process.child.exitCode === null && this.process.child.signalCode === null
  }

  /** Asks it to end; fails unless it does so in time and with exit code 0. */
  async stop(): Promise<void> {
    if (!this.isRunning) return
    this.process.child.kill('SIGTERM')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, STOP_LIMIT, null)))
    const exit = await Promise.race([this.process.exited, late])
    clearTimeout(timer)
    if (exit?.code === 0) return
    this.process.child.kill('SIGKILL')
    const what = exit ? `ended with exit code ${exit.code}` : `was still running ${STOP_LIMIT} ms`
    throw new Error(`The server ${what} after SIGTERM.\n${this.output}`)
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.process.child.kill('SIGKILL')
    await this.process.exited
  }
}

/** A server for the calling test or file, stopped when that is done. */
export async function startServer(options?: ServerOptions): Promise<Server> {
  const server = await Server.start(options)
  whenDone(() => server.stop())
  return server
}

let shared: Server | undefined

/**
 * The server, as it is by default, of all test files of a worker that look at nothing but what is theirs: people and rooms of
 * random names. None stops it, reads its output or counts what it has; it ends with the worker.
 */
export async function sharedServer(): Promise<Server> {
  if (shared && !shared.isRunning) throw new Error(`The shared server has ended.\n${shared.output}`)
  shared ??= await Server.start({ outlivesFile: true })
  return shared
}

let second: Server | undefined

/** That server, and a second node on its database, for test files that look at nothing but what is theirs. */
export async function sharedNodes(): Promise<[Server, Server]> {
  const first = await sharedServer()
  if (second && !second.isRunning) throw new Error(`The second shared server has ended.\n${second.output}`)
  second ??= await Server.start({ outlivesFile: true, databaseUrl: first.databaseUrl })
  return [first, second]
}

/** Starts a server that is expected not to start; answers how it ended. */
export async function startInVain(env: Record<string, string>, program?: string[]): Promise<Exit> {
  const started = new ServerProcess({ PORT: '0', HOST: '127.0.0.1', ...env }, program && { program })
  const timer = setTimeout(() => started.child.kill('SIGKILL'), START_LIMIT)
  const exit = await started.exited
  clearTimeout(timer)
  return exit
}
