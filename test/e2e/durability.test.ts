// A PostgreSQL that is told not to keep what it says it has: noticed at the start, and put right where that is ours to do.
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { freshDatabase } from '../support/database.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { startServer } from '../support/server.js'

const postgres = await startOwnPostgres()

it('synchronous_commit=off, for this database alone, is said once and on for our own sessions', async () => {
  const url = await freshDatabase()
  const admin = new Client(url)
  await admin.connect()
  await admin.query(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET synchronous_commit = off`)
  await admin.end()
  const server = await startServer({ databaseUrl: url })
  expect(server.stdout.match(/synchronous_commit is off/g)).toHaveLength(1)

  const dataSource = await openDataSource(readConfig({ DATABASE_POOL: '4' }), url)
  const shown = await Promise.all(
    Array.from({ length: 4 }, () =>
      dataSource.query<object[]>(`SELECT current_setting('synchronous_commit') AS now, pg_sleep(0.2)`),
    ),
  )
  expect(shown.flat()).toEqual(Array.from({ length: 4 }, () => ({ now: 'on', pg_sleep: '' })))
  await dataSource.destroy()
})

it('fsync and full_page_writes that are off are said by name; nothing is said of a server as it should be', async () => {
  const quiet = await startServer({ databaseUrl: postgres.url })
  expect(quiet.output).not.toMatch(/is off in PostgreSQL/)
  for (const name of ['fsync', 'full_page_writes']) await postgres.query(`ALTER SYSTEM SET ${name} = off`)
  await postgres.query('SELECT pg_reload_conf()')
  await expect.poll(() => postgres.query('SHOW fsync')).toEqual([{ fsync: 'off' }])
  const server = await startServer({ databaseUrl: postgres.url })
  for (const name of ['fsync', 'full_page_writes'])
    expect(server.stdout.match(new RegExp(`${name} is off in PostgreSQL`, 'g'))).toHaveLength(1)
})
