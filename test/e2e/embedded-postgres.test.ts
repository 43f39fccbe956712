// Tests of the PostgreSQL that the server runs for itself: real processes on fresh folders, nothing is faked.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { StartupError } from '../../src/config/startup-error.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { installedNative } from '../../src/database/embedded/postgres-binaries.js'

let home: string
/** Where the server of a test keeps its data: a folder that has been used before, unless the test takes another. */
let dataDir: string
let servers: EmbeddedPostgres[]
let children: ChildProcess[]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'embedded-postgres-'))
  await (await EmbeddedPostgres.start(join(home, 'used'))).stop()
})

afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))

beforeEach(() => {
  dataDir = join(home, 'used')
  servers = []
  children = []
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(servers.map((server) => server.stop()))
  const orphan = await postmasterPid().catch(() => undefined)
  if (orphan && isPostgres(await commandOf(orphan))) process.kill(orphan, 'SIGQUIT')
})

async function start(native?: string): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start(dataDir, native)
  servers.push(server)
  return server
}

/** A server process of its own: answers with the url, or with what it says instead of starting. */
async function startInChild(): Promise<{ child: ChildProcess; url?: string; refusal?: string }> {
  const module = pathToFileURL(resolve('src/database/embedded/embedded-postgres.ts')).href
  const script = `
    const { EmbeddedPostgres } = await import(${JSON.stringify(module)})
    await EmbeddedPostgres.start(${JSON.stringify(dataDir)}).then(
      ({ url }) => console.log(JSON.stringify({ url })),
      (error) => console.log(JSON.stringify({ refusal: error.constructor.name + ': ' + error.message })),
    )`
  const options = ['--import', 'tsx', '--input-type=module', '-e', script]
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(createInterface(child.stdout!), 'line')
  return { child, ...JSON.parse(line) }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Stores a note that no other test has stored, and returns it. */
async function store(url: string): Promise<string> {
  const note = randomUUID()
  await query(url, `drop table if exists notes; create table notes as select '${note}' as text`)
  return note
}

async function stored(url: string): Promise<string | undefined> {
  return (await query<{ text: string }>(url, 'select text from notes'))[0]?.text
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'))
}

async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
}

function isPostgres(status: string): boolean {
  return /\(postgres\) [^ZX]/.test(status)
}

/** For what only root can try. In CI a skipped test is a failed one. */
function skipUnlessRoot(skip: () => void): void {
  if (process.getuid?.() === 0) return
  const message = 'NOT TESTED: start as root below a folder that other users cannot enter'
  if (process.env.CI === 'true') throw new Error(message)
  console.warn(message)
  skip()
}

test('the first start creates a PostgreSQL 18, also where an earlier creation was killed half-way', async () => {
  dataDir = join(home, randomUUID())
  await mkdir(join(dataDir, 'postgres.new-killed', 'data'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new-killed', 'data', 'PG_VERSION'), '18\n')
  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  const [facts] = await query<Record<string, string>>(
    url,
    `select current_database() as name, current_setting('server_version') as version,
      current_setting('fsync') as fsync, current_setting('data_checksums') as checksums,
      current_setting('server_encoding') as encoding, lower('ÄÖ') as folded`,
  )
  expect(facts).toMatchObject({ name: 'chat', fsync: 'on', checksums: 'on', encoding: 'UTF8', folded: 'äö' })
  expect(facts!.version).toMatch(/^18\./)
  expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600)
  expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres-password', 'postgres.log'])

  // Only the loopback interface is listened on, and only the password opens.
  const port = Number(new URL(url).port)
  const outside = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  for (const { address } of outside.filter((entry) => !entry.internal && entry.family === 'IPv4')) {
    const error = await once(connectTcp(port, address), 'connect').catch((refused) => refused)
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  }
  await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(await query(url, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
})

test('data survives a stop and a start', async () => {
  const first = await start()
  const note = await store(first.url)
  const pid = await postmasterPid()
  await first.stop()
  expect(isPostgres(await commandOf(pid))).toBe(false)
  const again = await start()
  expect(await stored(again.url)).toBe(note)
})

test('a PostgreSQL that a killed server left running is taken over, and stopped in the end', async () => {
  const { child, url } = await startInChild()
  const note = await store(url!)
  const pid = await postmasterPid()
  await kill(child)
  expect(await stored(url!)).toBe(note)

  const heir = await start()
  expect(heir.url).toBe(url)
  expect(await postmasterPid()).toBe(pid)
  expect(await stored(heir.url)).toBe(note)
  await heir.stop()
  expect(isPostgres(await commandOf(pid))).toBe(false)
})

test('a second server on the folder is refused while the first goes on working', async () => {
  const { url } = await start()
  const error = await EmbeddedPostgres.start(dataDir).catch((refused) => refused)
  expect(error).toBeInstanceOf(StartupError)
  expect(error.message).toBe(
    `The data folder ${dataDir} is in use by another server (chat server, process ${process.pid}).`,
  )
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('of two servers that start at once on an empty folder exactly one wins', async () => {
  dataDir = join(home, randomUUID())
  const both = await Promise.all([startInChild(), startInChild()])
  const winner = both.find(({ url }) => url)
  const loser = both.find(({ refusal }) => refusal)
  expect(loser?.refusal).toMatch(/^StartupError: The data folder .* is in use by another server/)
  expect(loser?.refusal).toContain(`process ${winner?.child.pid}`)
  expect(await query(winner!.url!, 'select 1 as one')).toEqual([{ one: 1 }])
  await kill(winner!.child)
  const heir = await start()
  expect(heir.url).toBe(winner!.url)
  expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres-password', 'postgres.log'])
})

test('a start waits for a PostgreSQL that is just shutting down', async () => {
  const first = await start()
  const note = await store(first.url)
  const [, again] = await Promise.all([first.stop(), start()])
  expect(await stored(again.url)).toBe(note)
})

test.each([
  ['a live process that is no PostgreSQL', () => process.pid],
  ['a process that has ended', () => 2 ** 22 - 7],
])('a postmaster.pid that names %s does not hinder a start', async (_, pid) => {
  await (await start()).stop()
  const place = join(dataDir, 'postgres')
  const lines = [pid(), place, 1_700_000_000, 5432, '', '127.0.0.1', '   123456    999999', 'ready   ', '']
  await writeFile(join(place, 'postmaster.pid'), lines.join('\n'), { mode: 0o600 })
  const { uid, gid } = await stat(place)
  await chown(join(place, 'postmaster.pid'), uid, gid)
  const again = await start()
  expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a server whose session PostgreSQL has ended goes on and still owns the folder', async () => {
  const { url } = await start()
  await query(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'chat server%'`,
  )
  await expect
    .poll(() => query(url, `select granted from pg_locks where locktype = 'advisory'`))
    .toEqual([{ granted: true }])
})

test('the end of PostgreSQL is reported, and the folder can be started again', async () => {
  const first = await start()
  process.kill(await postmasterPid(), 'SIGQUIT')
  await first.exited
  const again = await start()
  expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('data of another PostgreSQL version is refused in its own words', async () => {
  await (await start()).stop()
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '12\n')
  const error = await EmbeddedPostgres.start(dataDir).catch((refused) => refused)
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n')
  expect(error).toBeInstanceOf(StartupError)
  expect(error.message).toMatch(/database files are incompatible with server.*PostgreSQL version 12/)
})

test('a folder with foreign contents is refused and left as it is', async () => {
  dataDir = join(home, randomUUID())
  await mkdir(join(dataDir, 'postgres'), { recursive: true })
  await writeFile(join(dataDir, 'postgres', 'diary.txt'), 'mine')
  const error = await EmbeddedPostgres.start(dataDir).catch((refused) => refused)
  expect(error).toBeInstanceOf(StartupError)
  expect(error.message).toMatch(/is not empty but holds no PostgreSQL data/)
  expect(await readFile(join(dataDir, 'postgres', 'diary.txt'), 'utf8')).toBe('mine')
})

test('root may keep programs and data below a home that nobody else can enter', async ({ skip }) => {
  skipUnlessRoot(skip)
  const temporary = join(home, 'tmp')
  await mkdir(temporary)
  await chmod(home, 0o755)
  await chmod(temporary, 0o1777)
  vi.stubEnv('TMPDIR', temporary)

  const closed = join(home, 'closed')
  await mkdir(closed, { mode: 0o700 })
  dataDir = join(closed, 'checkout', 'data')
  const packageDir = join(closed, 'checkout', 'package')
  await cp(join(installedNative(), '..'), packageDir, { recursive: true, verbatimSymlinks: true })
  // As if npm had skipped the script that makes the links.
  for (const name of ['libpq.so.5', 'libicuuc.so.60']) await rm(join(packageDir, 'native', 'lib', name))

  const first = await start(join(packageDir, 'native'))
  const note = await store(first.url)
  await first.stop()
  const [copy, ...others] = await readdir(temporary)
  expect(copy).toMatch(/^whatsapp-api-server-postgresql-18\.[\w.-]+-0$/)
  expect(others).toEqual([])
  expect((await stat(closed)).mode & 0o777).toBe(0o700)

  // A cleaner of old files took one: it is replaced, and other people's writing rights are not tolerated.
  await rm(join(temporary, copy!, 'share', 'postgresql', 'timezonesets', 'Default'))
  const second = await start(join(packageDir, 'native'))
  expect(await stored(second.url)).toBe(note)
  expect(await readdir(temporary)).toEqual([copy])
  await second.stop()
  await chmod(join(temporary, copy!), 0o777)
  const third = await start(join(packageDir, 'native'))
  expect(await stored(third.url)).toBe(note)
  expect(await readdir(temporary)).toHaveLength(2)
})
