// Owns what `postmaster.pid` and the system say about the PostgreSQL that runs on a data folder.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What `postmaster.pid` says about the PostgreSQL that runs on a data folder. */
export interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

/** The PostgreSQL that serves `folder`, if one does. */
export async function postmasterOf(folder: string): Promise<Postmaster | undefined> {
  const text = await readPidFile(folder)
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!pid || !(await isServedBy(folder, pid))) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7] === 'ready' }
}

/** Whether `pid` lives and is a PostgreSQL on `folder`, as far as the system tells. */
export async function isServedBy(folder: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform !== 'linux') return isPostgresByPs(pid)
  const status = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // A zombie is dead, and stays for as long as nobody collects it (a container whose init does not).
  if (!/\(postgres\) [^ZX]/.test(status)) return false
  const [theirs, ours] = await Promise.all([
    fs.stat(`/proc/${pid}/cwd`).catch(() => undefined),
    fs.stat(folder).catch(() => undefined),
  ])
  // In a container root may be refused a look at it, or the folder was deleted: the name has to do.
  return !theirs || !ours || (theirs.dev === ours.dev && theirs.ino === ours.ino)
}

/**
 * Makes room for a new PostgreSQL: after a reboot or in a new container the pid may be some other program's, for which it would
 * not start. That of a dead process it judges better itself: a session of the old one may still be at work.
 */
export async function removeStalePidFile(folder: string): Promise<void> {
  const text = await readPidFile(folder)
  const pid = Number.parseInt(text)
  if (!pid || !isAlive(pid) || (await isServedBy(folder, pid))) return
  const path = pidFile(folder)
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  await fs.rename(path, aside).catch(() => undefined)
  const taken = await fs.readFile(aside, 'utf8').catch(() => text)
  // Another server has started PostgreSQL meanwhile: this is its file.
  if (taken !== text) await fs.link(aside, path).catch(() => undefined)
  await fs.rm(aside, { force: true })
}

const pidFile = (folder: string): string => join(folder, 'postmaster.pid')

function readPidFile(folder: string): Promise<string> {
  return fs.readFile(pidFile(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return ''
  })
}

/** A process that we may not signal is not ours either. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function isPostgresByPs(pid: number): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=,comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return /^[^Z]\S*\s.*postgres/.test(stdout.trim())
}
