// Brings a PostgreSQL back with another history: the same data on a new timeline, or what was there at an earlier time.
import { execFile } from 'node:child_process'
import { appendFile, chown, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pause } from './inbox.js'
import type { OwnPostgres } from './own-postgres.js'

const run = promisify(execFile)
const dataOf = ({ folder }: OwnPostgres) => join(folder, 'postgres')

/** Starts it, after it has ended, by the recovery that a standby's promotion ends with, too: on a timeline of its own. */
export async function launchOnNewTimeline(postgres: OwnPostgres): Promise<void> {
  await launchWith(postgres, 'recovery.signal')
  // Sessions that only read are let in before.
  while ((await postgres.query<{ early: boolean }>('SELECT pg_is_in_recovery() AS early'))[0]!.early)
    await pause(10)
}

/** Starts it, after it has ended, as a standby that can be read, and waits for its promotion. */
export const launchAsStandby = (postgres: OwnPostgres): Promise<void> =>
  launchWith(postgres, 'standby.signal')

async function launchWith(postgres: OwnPostgres, file: string): Promise<void> {
  const data = dataOf(postgres)
  // There is no archive: everything that it recovers from lies in the folder.
  await appendFile(join(data, 'postgresql.auto.conf'), `restore_command = 'false'\n`)
  const signal = join(data, file)
  await writeFile(signal, '')
  const { uid, gid } = await stat(data)
  await chown(signal, uid, gid)
  await postgres.launch()
}

/**
 * Copies what is there now; PostgreSQL is away for that long.
 * @returns what puts the copy back, after PostgreSQL has ended
 */
export async function copyOf(postgres: OwnPostgres): Promise<() => Promise<void>> {
  const data = dataOf(postgres)
  const copy = `${data}.copy`
  await postgres.crash()
  await run('cp', ['-a', data, copy])
  await postgres.launch()
  return async () => {
    await rm(data, { recursive: true })
    await run('cp', ['-a', copy, data])
  }
}
