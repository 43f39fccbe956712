// Who is online when nodes and the bus fail; PostgreSQL is the bus.
import { Client } from 'pg'
import { startCluster } from '../support/cluster.js'
import { freshDatabase } from '../support/database.js'
import { presenceSuite } from '../support/presence.suite.js'
import { Relay } from '../support/relay.js'
import { whenDone } from '../support/when-done.js'

const databaseUrl = await freshDatabase()
/** Only the listening connections go this way. */
const relay = await Relay.to(databaseUrl)
whenDone(() => relay.close())
const cluster = await startCluster({ nodes: 3, databaseUrl, env: { DATABASE_DIRECT_URL: relay.url } })

const forger = new Client(databaseUrl)
await forger.connect()
whenDone(() => forger.end())

presenceSuite('PostgreSQL', {
  cluster,
  leave: async () => relay.cut(),
  comeBack: async () => relay.mend(),
  forge: (payload) => forger.query('SELECT pg_notify($1, $2)', ['chat', JSON.stringify(payload)]),
})
