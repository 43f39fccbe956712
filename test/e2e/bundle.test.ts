// What a start loads from outside the build: a package that is in the bundle, too, would be there twice, each with a state of its own.
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
