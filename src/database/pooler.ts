// What stands between this server and PostgreSQL, and what of a session outlives a transaction there: asked at the start.
import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { StartupError } from '../config/startup-error.js'

/** What a connection of the pools leads to. */
export interface Pooling {
  /**
   * `none`: PostgreSQL itself. `session`: a pooler that gives each connection a session of its own. `transaction`: one that gives
   * each transaction whatever session is free, so that nothing that was set in one is there in the next.
   */
  readonly mode: 'none' | 'session' | 'transaction'
  /** Whether a prepared statement is known by its name in the next transaction. Turned off when it shows that it is not. */
  names: boolean
}

export const NO_POOLER: Readonly<Pooling> = { mode: 'none', names: true }

/** Rounds of looking: a pooler that others use at the same time may give the same session twice by chance. */
const ROUNDS = 10

/**
 * Finds out by what PostgreSQL answers, so that any pooler will do, whatever it is called and however it is set up.
 * @param one connected
 * @param other to the same address; connected only where it is needed
 * @throws StartupError for a pooler that has no transactions
 */
export async function poolingOf(one: Client, other: Client): Promise<Pooling> {
  // A pooler tells a number of its own, with which a statement can be cancelled.
  if ((await sessionOf(one)) === numberTold(one)) return { ...NO_POOLER }
  await other.connect()
  if (!(await sessionsChange(one, other))) return { mode: 'session', names: true }
  await assertTransactions(one)
  return { mode: 'transaction', names: await namesLast(one, other) }
}

const numberTold = (client: Client) => (client as unknown as { processID: number }).processID

async function sessionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]!.pid
}

/**
 * Sessions of their own stay the same, and differ. Asked twice and then from elsewhere, a pooler that lends its sessions gives
 * away that it does, whether it lends the one that was last used or each in its turn.
 */
async function sessionsChange(one: Client, other: Client): Promise<boolean> {
  const first = await sessionOf(one)
  for (let round = 0; round < ROUNDS; round++) {
    if ((await sessionOf(one)) !== first || (await sessionOf(other)) === first) return true
  }
  return false
}

async function assertTransactions(client: Client): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query('COMMIT')
  } catch {
    throw new StartupError(
      'DATABASE_URL leads to a pooler that has no transactions (statement pooling): use transaction or session pooling.',
    )
  }
}

/** Both say different things under one name: in a session that they share unknowingly, the second is refused or misunderstood. */
async function namesLast(one: Client, other: Client): Promise<boolean> {
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `probe_${randomUUID()}`
      const says = async (client: Client, word: string) => {
        const { rows } = await client.query<{ word: string }>({ name, text: `SELECT '${word}' AS word` })
        return rows[0]!.word === word
      }
      const all = [await says(one, 'one'), await says(other, 'other'), await says(one, 'one')]
      if (all.includes(false)) return false
    }
    return true
  } catch (error) {
    if (isForgottenName(error)) return false
    throw error
  }
}

/**
 * SQLSTATEs of a name that the session does not know, or knows already from somebody else; and of parameters that do not fit
 * what that one has prepared. The statement has not been run.
 */
export const isForgottenName = (error: unknown): boolean => {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return code === '26000' || code === '42P05' || (code === '08P01' && message.includes('prepared statement'))
}
