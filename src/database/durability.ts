// Whether what this database says it has stored is stored: asked of each new connection, and of the server at the start.
import { Logger } from '@nestjs/common'
import type { DataSource } from 'typeorm'
import { StandbyError } from '../common/database-errors.js'
import { StartupError } from '../config/startup-error.js'
import type { BoundedClient } from './bounded-client.js'
import type { Pooling } from './pooler.js'

/**
 * What the pool does with each new connection: looks where it leads, and sets what holds for its session, in one round trip.
 * Set so and not when connecting, because a pooler refuses parameters that it does not know. `synchronous_commit` is anybody's
 * to set: switched off for the server, the role or the database, it is on again for us; any stricter or looser choice than
 * `off` is the operator's. Behind a pooler that keeps no session nothing is set: `lookAtSettings` has looked.
 * @throws StandbyError for one to a standby: what is read there may be old, and nothing can be stored
 */
export async function admit(client: BoundedClient): Promise<void> {
  const keeps = client.pooling.mode !== 'transaction'
  const { rows } = await client.query<{ standby: boolean; pid: number }>(
    `SELECT pg_is_in_recovery() AS standby, pg_backend_pid() AS pid${keeps ? settingAll(client.settings) : ''}`,
  )
  if (rows[0]!.standby) throw new StandbyError()
  if (keeps) client.backend = rows[0]!.pid
}

const settingAll = (settings: Record<string, string | number>) =>
  Object.entries(settings)
    .map(([name, value]) => `, set_config('${name}', '${value}', false)`)
    .concat(
      `, CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`,
    )
    .join('')

interface Settings {
  fsync: string
  full_page_writes: string
  /** As a session of ours finds it: the server's, the role's or the database's. */
  synchronous_commit: string
  default_transaction_isolation: string
  synchronous_standby_names: string
}

const SETTINGS = `
  SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
    (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS synchronous_commit,
    (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_isolation') AS default_transaction_isolation,
    current_setting('synchronous_standby_names') AS synchronous_standby_names`

/**
 * One line in the log for each setting under which a message could be acknowledged and then lost.
 * @throws StartupError for one that this server otherwise sets right for its sessions, where it has none
 */
export async function lookAtSettings(dataSource: DataSource, { mode }: Pooling): Promise<void> {
  const [settings] = await dataSource.query<Settings[]>(SETTINGS)
  if (mode === 'transaction') assertRight(settings!)
  const logger = new Logger('Database')
  for (const warning of warningsOf(settings!)) logger.warn(warning)
}

function assertRight({ synchronous_commit, default_transaction_isolation }: Settings): void {
  const wrong =
    synchronous_commit === 'off'
      ? 'synchronous_commit is off'
      : default_transaction_isolation !== 'read committed'
        ? `default_transaction_isolation is ${default_transaction_isolation}`
        : undefined
  if (wrong)
    throw new StartupError(
      `In PostgreSQL ${wrong}, which this server cannot change for itself behind a pooler in transaction mode: set it right for the role or the database.`,
    )
}

function* warningsOf(settings: Settings): Generator<string> {
  for (const name of ['fsync', 'full_page_writes'] as const) {
    if (settings[name] === 'off')
      yield `${name} is off in PostgreSQL: a power cut can lose messages that were acknowledged, or the whole database.`
  }
  const { synchronous_commit, synchronous_standby_names } = settings
  if (synchronous_commit === 'off')
    yield 'synchronous_commit is off in PostgreSQL: a crash could lose messages that were acknowledged. This server sets it on for its own sessions.'
  if (synchronous_commit === 'local' && synchronous_standby_names !== '')
    yield 'synchronous_commit is local in PostgreSQL: messages are acknowledged before a standby has them, and a failover can lose them.'
}
