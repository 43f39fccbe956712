// Hints that somebody made up, on PostgreSQL as the bus.
import { Client } from 'pg'
import { afterAll } from 'vitest'
import { forgedHintsSuite } from '../support/forged-hints.suite.js'
import { startServer } from '../support/server.js'

const one = await startServer({ env: { FEED_CHECK_INTERVAL: '10m' } })
const two = await startServer({ databaseUrl: one.databaseUrl, env: { FEED_CHECK_INTERVAL: '10m' } })
const somebody = new Client(one.databaseUrl)
await somebody.connect()
afterAll(() => somebody.end())

forgedHintsSuite('PostgreSQL', {
  nodes: [one, two],
  forge: (payload) => somebody.query('SELECT pg_notify($1, $2)', ['chat', JSON.stringify(payload)]),
})
