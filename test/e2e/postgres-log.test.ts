// The log of the built-in PostgreSQL: the reason for a crash outlives the next start, and the file does not grow for ever.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js'
import { boundLog, complaintIn } from '../../src/database/embedded/postgres-log.js'
import { whenDone } from '../support/when-done.js'

const dataDir = await mkdtemp(join(tmpdir(), 'chat-log-'))
whenDone(() => rm(dataDir, { recursive: true, force: true }))
const path = join(dataDir, 'postgres.log')

async function started(): Promise<EmbeddedPostgres> {
  const postgres = await EmbeddedPostgres.start(dataDir)
  whenDone(() => postgres.stop())
  return postgres
}

async function makeItSay({ url }: EmbeddedPostgres, text: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(`DO $$ BEGIN RAISE WARNING '${text}'; END $$`)
  await client.end()
}

it('is kept by the next start, whose complaint is its own', async () => {
  const first = await started()
  await makeItSay(first, 'the last words')
  process.kill(
    Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')),
    'SIGQUIT',
  )
  await first.exited
  const crashed = await readFile(path, 'utf8')
  expect(crashed).toContain('the last words')
  const second = await started()
  await second.stop()
  const log = await readFile(path, 'utf8')
  expect(log.startsWith(crashed)).toBe(true)
  expect(log.length).toBeGreaterThan(crashed.length)
})

it('is begun anew when it is too long, under the hands of PostgreSQL, and kept once', async () => {
  const postgres = await started()
  await makeItSay(postgres, `before ${'x'.repeat(5000)}`)
  await boundLog(path, 5000)
  await makeItSay(postgres, 'after')
  expect(await readFile(`${path}.1`, 'utf8')).toContain('before xxx')
  const log = await readFile(path, 'utf8')
  expect(log).toMatch(/^[^\0]*after/)
  expect(log).not.toContain('before xxx')
})

it('complains in the words of the PostgreSQL that was started last', () => {
  const earlier = '--- PostgreSQL is started, then\n… FATAL:  the disk burns\n'
  expect(complaintIn(earlier)).toBe('the disk burns')
  const latest = '--- PostgreSQL is started, now\n… LOG:  hello\n… FATAL:  no such locale\n… DETAIL:  xx_XX\n'
  expect(complaintIn(earlier + latest)).toBe('no such locale xx_XX')
  expect(complaintIn(`${earlier}--- PostgreSQL is started, now\n`)).toBe('it left no message')
})
