// A real Redis for a test file, on a free port of its own, which can be frozen, killed and started again.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { pause } from './inbox.js'
import { isInstalled } from './installed.js'
import { killed } from './started-processes.js'
import { whenDone } from './when-done.js'

const START_LIMIT = 10_000

export class TestRedis {
  private process: ChildProcess | undefined
  private readonly folder = mkdtempSync(join(tmpdir(), 'chat-redis-'))

  private constructor(private readonly port: number) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort())
    await redis.start()
    return redis
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Starts it, for the first time or again on the same port. */
  async start(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: this.folder }
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
    const started = spawn('redis-server', flags, { stdio: 'ignore' })
    process.once('exit', () => started.kill('SIGKILL'))
    this.process = started
    for (const end = Date.now() + START_LIMIT; Date.now() < end; await pause(50))
      if (await this.command('PING').catch(() => undefined)) return
    throw new Error(`redis-server does not answer on port ${this.port}`)
  }

  /** One command on a connection of its own. */
  async command(...args: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false } })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await client.sendCommand(args)
    } finally {
      client.destroy()
    }
  }

  /** It keeps its connections and answers nothing, until it is thawed. */
  freeze(): void {
    this.process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.process?.kill('SIGCONT')
  }

  /** Ends it as a power cut would. */
  kill(): Promise<void> {
    return killed(this.process)
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const hasRedis = (): boolean =>
  isInstalled('redis-server', ['--version'], 'what needs a Redis is not tested')

/** A Redis for the calling test file, stopped when the file is done. */
export async function startRedis(): Promise<TestRedis> {
  const redis = await TestRedis.start()
  whenDone(() => redis.stop())
  return redis
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
