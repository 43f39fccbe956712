// Takes a backup of the built-in PostgreSQL into a folder of its own, while it runs or not; and reads one back.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { StartupError } from '../../config/startup-error.js'
import { copyBase, type BaseCopy } from './base-copy.js'
import { EmbeddedPostgres } from './embedded-postgres.js'
import { removeFolder, syncFolder } from './folders.js'
import { PostgresCluster } from './postgres-cluster.js'

/** The data in a backup. Not called as in DATA_DIR: nothing may start on it but a restore. */
export const DATA = 'base'
export const PASSWORD = 'postgres-password'
/** What a backup says about itself; written last. */
const LABEL = 'backup.json'

interface FileSum {
  bytes: number
  sha256: string
}

export interface Backup extends BaseCopy {
  format: 1
  madeAt: string
  /** Version of PostgreSQL, such as `18.4`. */
  postgres: string
  /** By their path in the backup, with `/`. */
  files: Record<string, FileSum>
}

/**
 * Copies what is in `dataDir` to `folder`, which must not exist. Made beside its place and renamed when all of it is on
 * disk: killed half-way it leaves `<folder>.unfinished-…`, never something that could be taken for a backup.
 * @throws StartupError
 */
export async function takeBackup(dataDir: string, folder: string): Promise<Backup> {
  const target = resolve(folder)
  if (existsSync(target)) throw new StartupError(`${folder} exists already: a backup goes to a new folder.`)
  if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION')))
    throw new StartupError(`There is no database in ${dataDir}: nothing to back up.`)
  await fs.mkdir(dirname(target), { recursive: true })
  const unfinished = await fs.mkdtemp(`${target}.unfinished-`)
  try {
    const backup = await copyInto(unfinished, resolve(dataDir))
    await fs.writeFile(join(unfinished, LABEL), JSON.stringify(backup, null, 1), { mode: 0o600, flush: true })
    await syncFolder(unfinished)
    await fs.rename(unfinished, target)
    await syncFolder(dirname(target))
    return backup
  } catch (error) {
    await removeFolder(unfinished).catch(() => undefined)
    throw error
  }
}

async function copyInto(folder: string, dataDir: string): Promise<Backup> {
  const { url, done } = await reach(dataDir)
  const client = new Client({ connectionString: url, ssl: false })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
    )
    const copy = await copyBase(client, join(dataDir, 'postgres'), join(folder, DATA))
    const password = await fs.readFile(join(dataDir, PASSWORD))
    await fs.writeFile(join(folder, PASSWORD), password, { mode: 0o600, flush: true })
    const files = await sumsBelow(folder)
    return { format: 1, madeAt: new Date().toISOString(), postgres: rows[0]!.version, ...copy, files }
  } finally {
    await client.end().catch(() => undefined)
    await done()
  }
}

/** The PostgreSQL of a server that runs is asked beside it; where none runs, one is started for as long as it takes. */
async function reach(dataDir: string): Promise<{ url: string; done: () => Promise<void> }> {
  const cluster = await PostgresCluster.open(dataDir)
  const running = await cluster.postmaster()
  if (running?.ready) return { url: cluster.url(running.port, 'postgres'), done: async () => undefined }
  const started = await EmbeddedPostgres.start(dataDir)
  return { url: started.url, done: () => started.stop() }
}

/**
 * What is in `folder`, after every byte of it has been compared with what was written.
 * @throws StartupError where it is no backup, or not whole any more
 */
export async function readBackup(folder: string): Promise<Backup> {
  const text = await fs.readFile(join(folder, LABEL), 'utf8').catch(() => undefined)
  if (text === undefined) throw new StartupError(`${folder} is no backup: it has no ${LABEL}.`)
  const backup = JSON.parse(text) as Backup
  if (backup.format !== 1) throw new StartupError(`${folder} was made by a newer version of this server.`)
  const found = await sumsBelow(folder)
  for (const [path, sum] of Object.entries(backup.files)) {
    if (found[path]?.sha256 !== sum.sha256)
      throw new StartupError(`The backup is damaged: ${join(folder, path)} is not what was written.`)
  }
  return backup
}

async function sumsBelow(folder: string): Promise<Record<string, FileSum>> {
  const sums: Record<string, FileSum> = {}
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path
      .slice(folder.length + 1)
      .split(sep)
      .join('/')
    if (entry.isFile() && name !== LABEL) sums[name] = await sumOf(path)
  }
  return sums
}

async function sumOf(path: string): Promise<FileSum> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { bytes: (await fs.stat(path)).size, sha256: hash.digest('hex') }
}
