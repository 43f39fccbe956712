// Whether what this database says it has stored is stored: asked of each new connection, and of the server at the start.
import { Logger } from '@nestjs/common'
import type { ClientBase } from 'pg'
import type { DataSource } from 'typeorm'
import { StandbyError } from '../common/database-errors.js'

/**
 * What the pool does with each new connection. `synchronous_commit` is anybody's to set: switched off for the server, the
 * role or the database, it is on again for us; any stricter or looser choice than `off` is the operator's.
 * @throws StandbyError for one to a standby: what is read there may be old, and nothing can be stored
 */
export async function admit(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean; loose: boolean }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('synchronous_commit') = 'off' AS loose`,
  )
  if (rows[0]?.standby) throw new StandbyError()
  if (rows[0]?.loose) await client.query('SET synchronous_commit = on')
}

interface Settings {
  fsync: string
  full_page_writes: string
  /** As a session of ours finds it: the server's, the role's or the database's. */
  synchronous_commit: string
  synchronous_standby_names: string
}

const SETTINGS = `
  SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
    (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS synchronous_commit,
    current_setting('synchronous_standby_names') AS synchronous_standby_names`

/** One line in the log for each setting under which a message could be acknowledged and then lost. */
export async function warnOfLooseSettings(dataSource: DataSource): Promise<void> {
  const [settings] = await dataSource.query<Settings[]>(SETTINGS)
  const logger = new Logger('Database')
  for (const warning of warningsOf(settings!)) logger.warn(warning)
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
