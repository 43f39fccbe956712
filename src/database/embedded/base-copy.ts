// A consistent copy of a PostgreSQL's data folder, taken while it runs and is written to.
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Client } from 'pg'
import { StartupError } from '../../config/startup-error.js'
import { syncFolder } from './folders.js'

/** What PostgreSQL makes anew at each start: its contents are of no use to a copy, or would mislead it. */
const EMPTIED = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots'].concat([
  'pg_stat_tmp',
  'pg_subtrans',
])
const LEFT_OUT =
  /^(postmaster\.(pid|opts)(\..*)?|backup_label.*|tablespace_map.*|(recovery|standby)\.signal)$/
const TEMPORARY = /^(pgsql_tmp.*|pg_internal\.init.*|t\d+_\d+.*)$/
/** The state of the whole: copied after everything else. */
const CONTROL_FILE = join('global', 'pg_control')

/** Where a copy begins and ends in the write-ahead log. */
export interface BaseCopy {
  startLsn: string
  stopLsn: string
  /** Counts the histories of this PostgreSQL: each promotion and each restore begins the next. */
  timeline: number
}

/**
 * Copies the data folder `source` of the PostgreSQL behind `client` to `target`, which must not exist, with all of the
 * write-ahead log that it takes to make the copy whole; every file is on disk when this resolves. `client` is an ordinary
 * connection of a superuser and stays open meanwhile: the copy is void if it breaks.
 * @throws StartupError where there are tablespaces, or the log was removed too early
 */
export async function copyBase(client: Client, source: string, target: string): Promise<BaseCopy> {
  await refuseTablespaces(source)
  // Keeps the log from being recycled before it is copied, and goes with the session.
  await client.query(`SELECT pg_create_physical_replication_slot($1, true, true)`, [`copy_${process.pid}`])
  const begun = await client.query<{ lsn: string; file: string; timeline: number }>(
    `SELECT lsn::text, pg_walfile_name(lsn) AS file, ('x' || left(pg_walfile_name(lsn), 8))::bit(32)::int AS timeline
     FROM pg_backup_start('copy', fast => true) AS lsn`,
  )
  const { lsn: startLsn, file: first, timeline } = begun.rows[0]!
  await copyFolder(source, target, '')
  await copyControlFile(source, target)
  const ended = await client.query<{ lsn: string; file: string; label: string }>(
    `SELECT lsn::text, pg_walfile_name(lsn) AS file, labelfile AS label FROM pg_backup_stop(false)`,
  )
  const { lsn: stopLsn, file: last, label } = ended.rows[0]!
  await writeSynced(join(target, 'backup_label'), label)
  await copyLog(source, target, first, last)
  await client.query(`SELECT pg_drop_replication_slot($1)`, [`copy_${process.pid}`])
  await syncFolder(target)
  return { startLsn, stopLsn, timeline }
}

async function refuseTablespaces(source: string): Promise<void> {
  if ((await fs.readdir(join(source, 'pg_tblspc'))).length > 0)
    throw new StartupError(
      'This PostgreSQL has tablespaces of its own, which lie outside its folder: use pg_basebackup.',
    )
}

/** Files come and go while PostgreSQL works; what is gone or half written is put right by the log. */
async function copyFolder(source: string, target: string, below: string): Promise<void> {
  await fs.mkdir(join(target, below), { mode: 0o700 })
  for (const entry of await fs.readdir(join(source, below), { withFileTypes: true })) {
    const name = join(below, entry.name)
    if (TEMPORARY.test(entry.name) || (below === '' && LEFT_OUT.test(entry.name))) continue
    if (entry.isDirectory()) {
      if (EMPTIED.includes(name)) await fs.mkdir(join(target, name), { mode: 0o700 })
      else await copyFolder(source, target, name).catch(ifGone)
    } else if (entry.isFile() && name !== CONTROL_FILE) {
      await copySynced(join(source, name), join(target, name)).catch(ifGone)
    }
  }
  await syncFolder(join(target, below))
}

const ifGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error
}

/** PostgreSQL writes it in place: two looks that agree have not met it half-way. */
async function copyControlFile(source: string, target: string): Promise<void> {
  const look = () => fs.readFile(join(source, CONTROL_FILE))
  let seen = await look()
  for (let next = await look(); !next.equals(seen); next = await look()) seen = next
  await writeSynced(join(target, CONTROL_FILE), seen)
  await syncFolder(join(target, dirname(CONTROL_FILE)))
}

/** The log from segment `first` to `last`, and the histories of timelines. */
async function copyLog(source: string, target: string, first: string, last: string): Promise<void> {
  const [from, to] = [join(source, 'pg_wal'), join(target, 'pg_wal')]
  await fs.mkdir(join(to, 'archive_status'), { mode: 0o700 })
  const names = (await fs.readdir(from)).filter((name) =>
    name.length === last.length ? name >= first && name <= last : /^[0-9A-F]{8}\.history$/.test(name),
  )
  for (const name of names) await copySynced(join(from, name), join(to, name))
  if (!names.includes(first) || !names.includes(last))
    throw new StartupError('PostgreSQL removed a part of its log before it could be copied. Try again.')
  await syncFolder(to)
}

async function copySynced(from: string, to: string): Promise<void> {
  await fs.copyFile(from, to)
  const copy = await fs.open(to, 'r+')
  try {
    await copy.chmod(0o600)
    await copy.sync()
  } finally {
    await copy.close()
  }
}

const writeSynced = (path: string, data: string | Buffer) =>
  fs.writeFile(path, data, { mode: 0o600, flush: true })
