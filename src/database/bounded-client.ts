// A PostgreSQL connection of the pools: given up as soon as one of its queries is, and used as far as what it leads to allows.
import { Logger } from '@nestjs/common'
import { Client, type ClientConfig } from 'pg'
import { isReadOnly } from '../common/database-errors.js'
import { isForgottenName, NO_POOLER, type Pooling } from './pooler.js'

/** What the pools make their connections with, beside node-postgres's own. */
export interface BoundedConfig extends ClientConfig {
  pooling?: Pooling
  /** Settings of PostgreSQL that hold for everything that is asked: see `admit` and `beginning`. */
  settings?: Record<string, string | number>
}

/**
 * In a pool's `Client` option. node-postgres itself would hand a connection whose query has timed out to the next one: what
 * hangs once, or leads to a primary that was demoted, must not meet the next caller.
 */
export class BoundedClient extends Client {
  readonly pooling: Pooling
  readonly settings: Record<string, string | number>
  /** PostgreSQL's process behind it; undefined where a pooler gives each transaction another. */
  backend: number | undefined

  constructor(config: BoundedConfig) {
    super(config)
    this.pooling = config.pooling ?? { ...NO_POOLER }
    this.settings = config.settings ?? {}
  }

  // The one signature that covers all of node-postgres's overloads.
  override query = ((...args: unknown[]) => {
    const [asked, ...rest] = args
    const done = rest.at(-1)
    if (typeof done === 'function') rest.splice(-1, 1, this.watched(done as Callback))
    const answer: unknown = (super.query as (...all: unknown[]) => unknown)(this.fitting(asked), ...rest)
    // Runs before the caller learns of it, and so before the connection can go back to the pool.
    if (answer instanceof Promise) answer.catch((error: unknown) => this.failed(error))
    return answer
  }) as Client['query']

  /** The same question as it can be asked here. */
  private fitting(asked: unknown): unknown {
    const { mode, names } = this.pooling
    if (asked === BEGIN && mode === 'transaction') return beginning(this.settings)
    if (names || typeof asked !== 'object' || asked === null || !('name' in asked)) return asked
    return { ...asked, name: undefined }
  }

  private watched(done: Callback): Callback {
    return (error, result) => {
      if (error) this.failed(error)
      done(error, result)
    }
  }

  private failed(error: unknown): void {
    if ((error as Error).message === 'Query read timeout' || isReadOnly(error)) void this.end()
    if (!this.pooling.names || !isForgottenName(error)) return
    // All connections share it: from now on no name is used by any.
    this.pooling.names = false
    new Logger('Database').warn(
      'Prepared statements are forgotten on the way to PostgreSQL: none are used any more.',
    )
  }
}

type Callback = (error: Error | null, result: unknown) => void

/** How TypeORM begins a transaction. */
const BEGIN = 'START TRANSACTION'

/** One message, and so one round trip: a transaction with these settings, which end with it. */
const beginning = (settings: Record<string, string | number>): string =>
  [BEGIN, ...Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`)].join('; ')
