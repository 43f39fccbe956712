// How the database is reached: the one TypeORM DataSource of the process, its pool and its time limits.
import pg from 'pg'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { StartupError } from '../config/startup-error.js'
import type { Config } from '../config/config.js'
import { BoundedClient } from './bounded-client.js'
import { admit, lookAtSettings } from './durability.js'
import * as entities from './entities/index.js'
import { migrations } from './migrations/index.js'
import { NO_POOLER, type Pooling } from './pooler.js'
import { directUrl, preflight } from './preflight.js'
import { Reads } from './reads.js'
import { cannotBeReached, reasonOf } from './unreachable.js'

/** Held while migrations run, so that nodes that start together do not race. Any fixed number. */
const MIGRATION_LOCK = 7_233_401

/**
 * The longest that anything waits for a row, or a name, that another transaction holds: ours hold them for some milliseconds.
 * The functions that lock a room say the same by themselves.
 */
const LOCK_TIMEOUT_MS = 500

/** What migrations run with, at the start and in the TypeORM CLI: no statement is cut short. */
export function migrationOptions(config: Config, url: string): DataSourceOptions {
  return { ...dataSourceOptions(config, url), extra: {} } as DataSourceOptions
}

/**
 * Entities and migrations against `url`; every statement and wait is bounded by DATABASE_TIMEOUT.
 * @param pooling what stands before it; the pool's connections share the object
 */
export function dataSourceOptions(
  config: Config,
  url: string,
  pooling: Pooling = { ...NO_POOLER },
): DataSourceOptions {
  const timeout = config.DATABASE_TIMEOUT * 1000
  return {
    type: 'postgres',
    // The one whose Client ours extends; TypeORM would look for it in node_modules.
    driver: pg,
    url,
    applicationName: 'whatsapp-api-server',
    entities: Object.values(entities).filter((each) => typeof each === 'function'),
    migrations,
    parseInt8: true,
    poolSize: config.DATABASE_POOL,
    connectTimeoutMS: timeout,
    poolErrorHandler: () => undefined,
    extra: {
      Client: BoundedClient,
      onConnect: admit,
      pooling,
      query_timeout: timeout,
      keepAlive: true,
      settings: {
        // PostgreSQL itself gives up first, while it can: then the connection need not be given up.
        statement_timeout: timeout - 500,
        idle_in_transaction_session_timeout: timeout,
        lock_timeout: LOCK_TIMEOUT_MS,
        // The log's writers look in one statement at what the one before has locked.
        default_transaction_isolation: 'read committed',
        // Every statement has its index. A prepared one may be planned while the tables are almost empty, where reading all of
        // them costs least, and that plan is kept until autovacuum comes round.
        enable_seqscan: 'off',
        // What is planned so looks dear to PostgreSQL 15 to 17 wherever a small table is read whole, and they would compile it first:
        // a second of processor time for a statement of a millisecond.
        jit: 'off',
      },
    },
  }
}

/**
 * Connects and brings the schema up to date.
 * @throws StartupError when the database cannot be reached or migrated, or does not tell which history it has
 */
export async function openDataSource(config: Config, url: string): Promise<DataSource> {
  const { pooling, migrated } = await preflight(config, url)
  if (migrations.some(({ name }) => !migrated.includes(name))) await migrate(config, directUrl(config, url))
  const dataSource = await connected(dataSourceOptions(config, url, pooling))
  try {
    await lookAtSettings(dataSource, pooling)
    await assertHistoryKnown(dataSource)
  } catch (error) {
    await dataSource.destroy()
    throw error
  }
  return dataSource
}

/** @throws StartupError where the database does not say which history it has: every log's word is made of that */
async function assertHistoryKnown(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.query('SELECT log_history()')
  } catch (error) {
    throw new StartupError(
      `The database does not tell which history it has: ${reasonOf(error)}. See «Another history» in docs/operating.md.`,
    )
  }
}

/** The same database through DATABASE_READ_POOL and DATABASE_READ_TIMEOUT: what is slow there makes nothing else wait. */
export async function openReads(config: Config, { options }: DataSource): Promise<Reads> {
  const { DATABASE_READ_POOL, DATABASE_READ_TIMEOUT } = config
  const own = { ...config, DATABASE_POOL: DATABASE_READ_POOL, DATABASE_TIMEOUT: DATABASE_READ_TIMEOUT }
  const { url, extra } = options as { url: string; extra: { pooling: Pooling } }
  const open = () => connected(dataSourceOptions(own, url, extra.pooling))
  // The database has just been there: where it lets nobody in as fast as a page has to be, the machine is busy with the start.
  const source = await open().catch(open)
  return new Reads(source, DATABASE_READ_POOL)
}

async function connected(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize()
  } catch (error) {
    const { url } = options as { url: string }
    throw cannotBeReached('DATABASE_URL', url, error)
  }
}

/** Runs what migrations are missing, one node at a time; without time limits, for both may take long. */
async function migrate(config: Config, url: string): Promise<void> {
  const dataSource = await connected(migrationOptions(config, url))
  const lock = dataSource.createQueryRunner()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await dataSource.runMigrations({ transaction: 'each' })
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
  } catch (error) {
    throw new StartupError(`The database's schema cannot be brought up to date: ${reasonOf(error)}.`)
  } finally {
    await lock.release()
    await dataSource.destroy()
  }
}
