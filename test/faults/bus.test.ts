// The PostgreSQL bus, against the PostgreSQL of the run.
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { afterAll } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions } from '../../src/database/data-source.js'
import { PostgresBus } from '../../src/room-feed/postgres-bus.js'
import { freshDatabase } from '../support/database.js'
import { Relay } from '../support/relay.js'
import { busSuite } from './bus.suite.js'

busSuite('PostgreSQL', async () => {
  const url = await freshDatabase()
  const relay = await Relay.to(url)
  const config = readConfig({ DATABASE_URL: relay.url, DATABASE_TIMEOUT: '2' })
  const direct = new Client(url)
  await direct.connect()
  const sources: DataSource[] = []
  afterAll(async () => {
    await direct.end()
    await Promise.all(sources.map((source) => source.destroy().catch(() => undefined)))
  })
  return {
    relay,
    selective: false,
    bus: async () => {
      const source = await new DataSource(dataSourceOptions(config, relay.url)).initialize()
      sources.push(source)
      return new PostgresBus(source, config)
    },
    killConnections: async () => {
      const { rowCount } = await direct.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'whatsapp-api-server bus'`,
      )
      return rowCount ?? 0
    },
    say: async (payload) => void (await direct.query(`SELECT pg_notify('chat', $1)`, [payload])),
  }
})
