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
 * @returns what stands between it and the pools
 * @throws StartupError in one sentence, when it cannot be reached or used
 */
export async function preflight(config: Config, url: string): Promise<Pooling> {
  const ms = config.DATABASE_TIMEOUT * 1000
  const pooling = await look('DATABASE_URL', url, () => poolingOf(url, ms))
  const at = await look('DATABASE_URL', url, () => identityOf(url, ms))
  if (at.encoding !== 'UTF8')
    throw new StartupError(
      `The database's encoding is ${at.encoding}, and messages are in every script: use one that was created with ENCODING 'UTF8' TEMPLATE template0.`,
    )
  if (config.DATABASE_DIRECT_URL) await assertDirect(config.DATABASE_DIRECT_URL, at, ms)
  else if (pooling.mode === 'transaction')
    throw new StartupError(
      'DATABASE_URL leads to a pooler in transaction mode: set DATABASE_DIRECT_URL to the address of PostgreSQL itself, for migrations and LISTEN.',
    )
  if (pooling.mode !== 'none') log().info(`Behind a pooler in ${pooling.mode} mode, ${WORDS(pooling)}`)
  return pooling
}

const WORDS = ({ names }: Pooling) => (names ? 'with prepared statements' : 'without prepared statements')

async function look<T>(setting: string, url: string, how: () => Promise<T>): Promise<T> {
  try {
    return await how()
  } catch (error) {
    throw cannotBeReached(setting, url, error)
  }
}

interface Identity {
  encoding: string
  /** The cluster, and the database in it. */
  which: string
}

async function identityOf(url: string, ms: number): Promise<Identity> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: ms, query_timeout: ms })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<Identity>(
      `SELECT current_setting('server_encoding') AS encoding,
        (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS which`,
    )
    return rows[0]!
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function assertDirect(url: string, { which }: Identity, ms: number): Promise<void> {
  const setting = 'DATABASE_DIRECT_URL'
  const { mode } = await look(setting, url, () => poolingOf(url, ms))
  if (mode === 'transaction')
    throw new StartupError(`${setting} leads to a pooler in transaction mode, not to PostgreSQL itself.`)
  const direct = await look(setting, url, () => identityOf(url, ms))
  if (direct.which !== which)
    throw new StartupError(`${setting} and DATABASE_URL lead to different databases.`)
}
