// Everything that a bench starts, and stops again: load processes, PostgreSQL, servers, Redis, a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Effort } from './effort.js'
import type { StepResult } from './load/crowd.js'
import { LoadPool } from './load/pool.js'
import type { Options } from './options.js'
import { Fleet } from './targets/fleet.js'
import { Postgres } from './targets/postgres.js'
import { startRedis } from './targets/redis.js'

/** From this share of a core on, a load process may be what limits. */
const BUSY = 0.85

export class Bench {
  readonly fleet: Fleet
  readonly pool: LoadPool
  /** What a reader of the tables should know, once each. */
  readonly notes = new Set<string>()
  /** The highest rate that was sustained before, by scenario and series: where the next run's search begins. */
  readonly sustained = new Map<string, number>()

  private redis: ReturnType<typeof startRedis> | undefined
  private stopping: Promise<void> | undefined

  private constructor(
    readonly options: Options,
    readonly postgres: Postgres,
    private readonly folder: string,
  ) {
    this.fleet = new Fleet(folder, options.nodeArgs)
    this.pool = new LoadPool(options.clients)
  }

  static async start(options: Options): Promise<Bench> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-bench-'))
    try {
      return new Bench(options, await Postgres.start(folder), folder)
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
  }

  get effort(): Effort {
    return this.options.effort
  }

  /** The address of a Redis; undefined when there is none to be had. */
  async redisUrl(): Promise<string | undefined> {
    return (await (this.redis ??= startRedis(this.folder)))?.url
  }

  /** Before each measurement: nobody is connected, and nothing of the last one is left to be paid for. */
  async prepare(): Promise<void> {
    await this.pool.all('leave', () => undefined)
    if (!this.effort.freshServers) return
    await this.fleet.stop()
    await this.postgres.calm()
  }

  /** Notes it if the load processes may have been what limited. */
  noteClients(what: string, { clientBusy }: StepResult): void {
    if (clientBusy > BUSY)
      this.notes.add(
        `${what}: a load process took more than ${BUSY * 100} % of a core and may be what limited.`,
      )
  }

  get isStopping(): boolean {
    return this.stopping !== undefined
  }

  /** Progress, apart from the tables. */
  log(line: string): void {
    if (!this.isStopping) console.error(line)
  }

  /** Stops everything; what cannot be stopped does not keep the rest from being. */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopAll())
  }

  private async stopAll(): Promise<void> {
    this.pool.stop()
    await this.fleet.end()
    const redis = await this.redis?.catch(() => undefined)
    await redis?.stop()
    await this.postgres.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
