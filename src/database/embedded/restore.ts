// Puts a backup in the place of the built-in PostgreSQL's data, after it has been brought to life beside it.
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { StartupError } from '../../config/startup-error.js'
import { DATA, PASSWORD, readBackup, type Backup } from './backup.js'
import { EmbeddedPostgres, freePort } from './embedded-postgres.js'
import { removeFolder, syncFolder } from './folders.js'
import { PostgresCluster, RESTORING } from './postgres-cluster.js'

/** Milliseconds that PostgreSQL may take to read its log: that of one backup, not of days. */
const RECOVERY_LIMIT = 600_000
const POLL_MS = 50

export interface Restored {
  backup: Backup
  /** Where the data is now that was there before; undefined if there was none. */
  aside: string | undefined
}

/**
 * Replaces what is in `dataDir` by the backup in `folder`. The copy is first recovered beside it, on a timeline of its own:
 * what is wrong with it shows before anything is moved. The former data is kept.
 * @throws StartupError when a server uses the data, or the backup is not whole
 */
export async function restoreBackup(dataDir: string, folder: string): Promise<Restored> {
  const place = resolve(dataDir)
  const backup = await readBackup(resolve(folder))
  await fs.mkdir(place, { recursive: true })
  await assertUnused(place)
  await removeBrokenOff(place)
  const fresh = await fs.mkdtemp(join(place, RESTORING))
  try {
    await fs.cp(join(folder, DATA), join(fresh, 'postgres'), { recursive: true })
    await fs.copyFile(join(folder, PASSWORD), join(fresh, PASSWORD))
    await recover(fresh, backup)
    await assertUnused(place)
    const aside = await moveAside(place)
    await fs.rename(join(fresh, PASSWORD), join(place, PASSWORD))
    await fs.rename(join(fresh, 'postgres'), join(place, 'postgres'))
    await syncFolder(place)
    await removeFolder(fresh)
    return { backup, aside }
  } catch (error) {
    // With its place taken already, a fresh copy is all there is: then it stays, and nothing starts without it.
    if (existsSync(join(place, 'postgres'))) await removeFolder(fresh).catch(() => undefined)
    throw error
  }
}

/** A PostgreSQL that a killed server has left is stopped; one that serves somebody is refused in the words of its lock. */
async function assertUnused(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) return
  const cluster = await PostgresCluster.open(dataDir)
  if (await cluster.postmaster()) await (await EmbeddedPostgres.start(dataDir)).stop()
}

async function removeBrokenOff(dataDir: string): Promise<void> {
  for (const name of await fs.readdir(dataDir))
    if (name.startsWith(RESTORING)) await removeFolder(join(dataDir, name))
}

/** Runs PostgreSQL on the copy until it has become a database of its own, which no other restore of it will be mistaken for. */
async function recover(dataDir: string, backup: Backup): Promise<void> {
  const data = join(dataDir, 'postgres')
  await fs.writeFile(join(data, 'recovery.signal'), '')
  const cluster = await PostgresCluster.open(dataDir)
  const port = await freePort()
  // All of the log is there: nothing is ever fetched. A recovery with `recovery.signal` ends on a new timeline.
  const settings = { restore_command: 'exit 1', recovery_target_timeline: 'current' }
  const child = await cluster.launch(port, settings)
  try {
    const client = await recovered(cluster, child, port)
    await beginHistory(client, backup)
    await client.end()
  } finally {
    await stop(cluster, child)
  }
}

async function recovered(cluster: PostgresCluster, child: ChildProcess, port: number): Promise<Client> {
  for (const end = Date.now() + RECOVERY_LIMIT; Date.now() < end && isRunning(child); await sleep(POLL_MS)) {
    const client = new Client({ connectionString: cluster.url(port, 'chat'), ssl: false })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ done: boolean }>('SELECT NOT pg_is_in_recovery() AS done')
      if (rows[0]?.done) return client
    } catch {
      // Not yet: it reads its log.
    }
    await client.end().catch(() => undefined)
  }
  throw new StartupError(`The backup cannot be brought to life: ${await cluster.lastComplaint()}.`)
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null

/**
 * Makes every room's log another one than all that were ever called so. The new timeline alone would not: two restores of
 * one backup, on two machines, begin the same.
 */
async function beginHistory(client: Client, { timeline }: Backup): Promise<void> {
  const { rows } = await client.query<{ timeline: string; heads: string | null }>(
    `SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline, to_regclass('chatroom_heads') AS heads`,
  )
  const { timeline: now, heads } = rows[0]!
  if (!(Number.parseInt(now, 16) > timeline)) throw new Error(`still on timeline ${timeline}`)
  if (heads) await client.query('UPDATE chatroom_heads SET incarnation = DEFAULT')
}

async function stop(cluster: PostgresCluster, child: ChildProcess): Promise<void> {
  if (child.pid) await cluster.signal(child.pid, 'SIGINT')
  while (isRunning(child)) await sleep(POLL_MS)
}

async function moveAside(dataDir: string): Promise<string | undefined> {
  if (!existsSync(join(dataDir, 'postgres'))) return undefined
  const suffix = `before-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-${randomUUID().slice(0, 4)}`
  await fs.rename(join(dataDir, 'postgres'), join(dataDir, `postgres.${suffix}`))
  if (existsSync(join(dataDir, PASSWORD)))
    await fs.rename(join(dataDir, PASSWORD), join(dataDir, `${PASSWORD}.${suffix}`))
  return join(dataDir, `postgres.${suffix}`)
}
