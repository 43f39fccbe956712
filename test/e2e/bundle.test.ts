// What a start loads from outside the build: a package that is in the bundle, too, would be there twice, each with a state of its own.
import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { startServer } from '../support/server.js'

it('loads nothing from node_modules but what is native or found by its place', async () => {
  const server = await startServer({ env: { NODE_DEBUG: 'module,esm' } })
  expect((await fetch(`${server.url}/docs-json`)).status).toBe(200)
  await server.stop()
  const loaded = server.output.matchAll(
    /(?:load "|Translating .*)\S*\/node_modules\/((?:@[^/]+\/)?[^/"]+)\//g,
  )
  const names = new Set([...loaded].map(([, name = '']) => name.replace(/^(@node-rs\/argon2)-.*/, '$1')))
  expect([...names].toSorted()).toEqual(['@node-rs/argon2'])
})

it('has no other database, and no numbers of telephones, to read at a start', () => {
  const folder = new URL('../../dist/server/', import.meta.url)
  const parts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const all = parts.join('\n')
  expect(all).toContain('class PostgresDriver ')
  for (const word of [
    'MysqlDriver',
    'OracleDriver',
    'SqlServerDriver',
    'CockroachDriver',
    'MongoEntityManager',
  ])
    expect(all).not.toContain(`class ${word} `)
  expect(all).not.toMatch(/country_calling_codes/)
  expect(readFileSync(new URL('chat.js', folder)).length).toBeLessThan(4_500_000)
})
