// The servers under measurement: each is started when it is first asked for, and stopped together.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Child } from './child.js'
import { buildReferences, removeReferences } from './references.js'
import { JWT_SECRET } from './world.js'

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))
const SETTINGS = {
  NODE_ENV: 'test',
  PORT: '0',
  HOST: '127.0.0.1',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  JWT_SECRET,
}
const ADDRESS = /API\s+http:\/\/[^:]+:(\d+)/

export interface ChatServer {
  databaseUrl: string
  /** Tells nodes on one database apart. */
  node?: number
  redisUrl?: string | undefined
  /** Settings of its own. */
  env?: Record<string, string>
}

export class Fleet {
  private readonly running = new Map<string, Promise<Child>>()
  private references: Promise<string> | undefined

  /**
   * @param folder where servers that write files write them
   * @param nodeArgs given to Node for the chat server, such as --cpu-prof
   */
  constructor(
    private readonly folder: string,
    private readonly nodeArgs: string[],
  ) {}

  /** This server, on that database. */
  chat({ databaseUrl, node = 0, redisUrl, env = {} }: ChatServer): Promise<Child> {
    return this.once(`chat ${databaseUrl} ${node} ${redisUrl ?? ''} ${JSON.stringify(env)}`, () =>
      Child.start({
        args: [...this.nodeArgs, MAIN],
        env: { ...SETTINGS, DATABASE_URL: databaseUrl, ...(redisUrl && { REDIS_URL: redisUrl }), ...env },
        // Not the checkout, so that nobody's `.env` takes part.
        cwd: mkdtempSync(join(this.folder, 'chat-')),
        ready: ADDRESS,
      }),
    )
  }

  /** @param databaseUrl where it inserts each message; without, it stores nothing */
  reference(name: 'socketio' | 'ws', databaseUrl?: string): Promise<Child> {
    const args = databaseUrl ? [databaseUrl] : []
    return this.once([name, ...args].join(' '), async () => {
      const folder = await (this.references ??= buildReferences())
      return Child.start({ args: [join(folder, `${name}.js`), ...args], ready: ADDRESS })
    })
  }

  /** All of them; the next one that is asked for is a new process. */
  async stop(): Promise<void> {
    const all = [...this.running.values()]
    this.running.clear()
    await Promise.all(
      all.map((child) =>
        child.then(
          (each) => each.stop(),
          () => undefined,
        ),
      ),
    )
  }

  /** All of them, for good. */
  async end(): Promise<void> {
    await this.stop()
    await this.references?.then(removeReferences)
  }

  private once(key: string, start: () => Promise<Child>): Promise<Child> {
    const child = this.running.get(key) ?? start()
    this.running.set(key, child)
    return child
  }
}
