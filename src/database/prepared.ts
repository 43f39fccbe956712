// Statements of the hot paths: each connection parses and plans them once, and their rows go straight to the caller.
import type { DataSource } from 'typeorm'
import { poolOf } from './pool.js'
import { isForgottenName } from './pooler.js'

/**
 * A statement under the name by which PostgreSQL's connections remember it, with its plan. That may have been made while the
 * tables were almost empty, where reading all of them costs least: so each look-up by key is a LATERAL with a LIMIT, or a
 * subquery for one value, which cannot become a join of whole tables. Behind a pooler that forgets names it is sent as text.
 */
export interface Prepared {
  name: string
  text: string
}

/**
 * Runs a prepared statement on the pool of `dataSource`, past TypeORM's query runner.
 * @throws what node-postgres throws; not for a name that a pooler has forgotten
 */
export async function runPrepared<Row>(
  dataSource: DataSource,
  { name, text }: Prepared,
  values: unknown[],
): Promise<Row[]> {
  const run = async () => (await poolOf(dataSource).query({ name, text, values })).rows as Row[]
  // Refused before it was run, and from now on sent without a name: see BoundedClient.
  return run().catch((error: unknown) => {
    if (isForgottenName(error)) return run()
    throw error
  })
}
