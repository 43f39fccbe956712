// What must be so before anything is done with a database: which one it is, how it writes, and what stands before it.
import { Client } from 'pg'
import { log } from '../common/log.js'
import { StartupError } from '../config/startup-error.js'
import type { Config } from '../config/config.js'
import { poolingOf, type Pooling } from './pooler.js'
import { cannotBeReached } from './unreachable.js'

/**
 * Where to listen, and what has to be done in a session of its own: past the pooler, if there is one.
 * @param url where the pools lead
 */
export const directUrl = (config: Config, url: string): string => config.DATABASE_DIRECT_URL ?? url

/**
 * Looks at the database before anything is written.
 * @returns what stands between it and the pools, and the migrations that it has had
 * @throws StartupError in one sentence, when it cannot be reached or used
 */
export async function preflight(config: Config, url: string): Promise<Pick<Found, 'pooling' | 'migrated'>> {
  const { DATABASE_DIRECT_URL, DATABASE_TIMEOUT } = config
  const ms = DATABASE_TIMEOUT * 1000
  const found = await lookAt('DATABASE_URL', url, ms)
  const { pooling, encoding } = found
  if (encoding !== 'UTF8')
    throw new StartupError(
      `The database's encoding is ${encoding}, and messages are in every script: use one that was created with ENCODING 'UTF8' TEMPLATE template0.`,
    )
  if (DATABASE_DIRECT_URL) assertSame(found, await lookAt('DATABASE_DIRECT_URL', DATABASE_DIRECT_URL, ms))
  else if (pooling.mode === 'transaction')
    throw new StartupError(
      'DATABASE_URL leads to a pooler in transaction mode: set DATABASE_DIRECT_URL to the address of PostgreSQL itself, for migrations and LISTEN.',
    )
  if (pooling.mode !== 'none')
    log().info(
      `Behind a pooler in ${pooling.mode} mode, ${pooling.names ? 'with' : 'without'} prepared statements`,
    )
  return found
}

/** What an address leads to. */
interface Found {
  pooling: Pooling
  encoding: string
  /** The PostgreSQL, by when it was started, and the database in it: nobody needs a privilege to ask for that. */
  which: string
  /** The migrations that have been run, by name. */
  migrated: string[]
}

/**
 * @param setting in which `url` stands
 * @param ms that connecting, and each answer, may take
 * @throws StartupError
 */
export async function lookAt(setting: string, url: string, ms: number): Promise<Found> {
  const clients: Client[] = []
  try {
    for (const _ of ['one', 'other']) clients.push(probe(url, ms))
    const [one, other] = clients as [Client, Client]
    await one.connect()
    const pooling = await poolingOf(one, other)
    return { pooling, ...(await identityOf(one)), migrated: await migrationsIn(one) }
  } catch (error) {
    throw cannotBeReached(setting, url, error)
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()))
  }
}

function probe(url: string, ms: number): Client {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: ms, query_timeout: ms })
  return client.on('error', () => undefined) // The statement that it breaks says so.
}

type Identity = Pick<Found, 'encoding' | 'which'>

async function identityOf(client: Client): Promise<Identity> {
  const { rows } = await client.query<Identity>(
    `SELECT current_setting('server_encoding') AS encoding, extract(epoch FROM pg_postmaster_start_time())
      || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS which`,
  )
  return rows[0]!
}

/** As TypeORM keeps them. A new database has no such table; whatever else it is, migrating says it. */
async function migrationsIn(client: Client): Promise<string[]> {
  const { rows } = await client
    .query<{ name: string }>('SELECT name FROM migrations')
    .catch(() => ({ rows: [] }))
  return rows.map(({ name }) => name)
}

function assertSame(pooled: Found, direct: Found): void {
  if (direct.pooling.mode === 'transaction')
    throw new StartupError(
      'DATABASE_DIRECT_URL leads to a pooler in transaction mode, not to PostgreSQL itself.',
    )
  if (direct.which !== pooled.which)
    throw new StartupError('DATABASE_DIRECT_URL and DATABASE_URL lead to different databases.')
}
