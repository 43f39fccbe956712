// One real PostgreSQL for the whole run: TEST_DATABASE_URL's, or an embedded one in a folder that goes away afterwards.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a database whose user may create others. */
    adminUrl: string
    /** Every database of this run starts with it. */
    databasePrefix: string
    /** A database that has nothing but the schema. */
    template: string
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  assertFreshBuild()
  const prefix = `chat_test_${process.pid}_${Date.now().toString(36)}_`
  project.provide('databasePrefix', prefix)
  const outside = process.env['TEST_DATABASE_URL']
  if (outside) {
    project.provide('adminUrl', outside)
    project.provide('template', await templateIn(outside, prefix))
    return () => dropDatabases(outside, prefix)
  }
  const folder = await mkdtemp(join(tmpdir(), 'chat-test-'))
  const postgres = await EmbeddedPostgres.start(join(folder, 'data'))
  await vacuumSeldom(postgres.url)
  project.provide('adminUrl', postgres.url)
  project.provide('template', await templateIn(postgres.url, prefix))
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Autovacuum would look into each of more than a hundred databases every minute, each time by a process of its own. */
async function vacuumSeldom(adminUrl: string): Promise<void> {
  const admin = new Client(adminUrl)
  await admin.connect()
  await admin.query(`ALTER SYSTEM SET autovacuum_naptime = '10min'`)
  await admin.query('SELECT pg_reload_conf()')
  await admin.end()
}

/** Made once: what every server would do at its first start takes it a quarter of a second. @returns its name */
async function templateIn(adminUrl: string, prefix: string): Promise<string> {
  const url = new URL(adminUrl)
  url.pathname = `/${prefix}template`
  const admin = new Client(adminUrl)
  await admin.connect()
  await admin.query(`CREATE DATABASE "${prefix}template"`)
  await admin.end()
  await (await openDataSource(readConfig({}), url.href)).destroy()
  return `${prefix}template`
}

/** Tests run what is built: an old build would pass or fail for yesterday's source. */
function assertFreshBuild(): void {
  for (const file of ['dist/main.js', 'dist/page/index.html'])
    if (!existsSync(join(ROOT, file))) throw new Error(`${file} does not exist: run \`npm run build\`.`)
  assertNewer(newest('dist', /^(?!page\b).*\.js$/), newest('src', /^(?!web.client\b).*\.ts$/))
  assertNewer(newest('dist/page', /./), newest('src/web/client', /\.(tsx?|css|html|svg)$/))
}

function assertNewer(built: TimedFile, written: TimedFile): void {
  if (written.time > built.time)
    throw new Error(`${written.file} is newer than the build in dist: run \`npm run build\`.`)
}

interface TimedFile {
  file: string
  time: number
}

function newest(folder: string, names: RegExp): TimedFile {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => names.test(name))
    .map((name) => ({ file: `${folder}/${name}`, time: statSync(join(ROOT, folder, name)).mtimeMs }))
  return files.reduce((latest, each) => (each.time > latest.time ? each : latest))
}

async function dropDatabases(adminUrl: string, prefix: string): Promise<void> {
  const admin = new Client(adminUrl)
  await admin.connect()
  try {
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    )
    for (const { datname } of rows) await admin.query(`DROP DATABASE "${datname}" WITH (FORCE)`)
  } finally {
    await admin.end()
  }
}
