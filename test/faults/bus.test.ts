// The PostgreSQL bus, against the PostgreSQL of the run.
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { afterAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions } from '../../src/database/data-source.js'
import { poolOf } from '../../src/database/pool.js'
import { PostgresBus } from '../../src/bus/postgres-bus.js'
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
  let sent = 0
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
      const query = source.query.bind(source)
      source.query = (...given) => {
        sent++
        return query(...given)
      }
      return new PostgresBus(source, config)
    },
    killConnections: async () => {
      const { rowCount } = await direct.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'whatsapp-api-server bus'`,
      )
      return rowCount ?? 0
    },
    sent: async () => sent,
    say: async (payload) => void (await direct.query(`SELECT pg_notify('chat', $1)`, [payload])),
  }
})

it('the PostgreSQL bus forgets which processes are its own when it has to listen anew: they may be others on another server', async () => {
  const url = await freshDatabase()
  const config = readConfig({ DATABASE_URL: url })
  const source = await new DataSource(dataSourceOptions(config, url)).initialize()
  const bus = new PostgresBus(source, config)
  await bus.onModuleInit()
  const heard: unknown[] = []
  bus.resumed.subscribe(() => heard.push('resumed'))
  bus.hints.subscribe((hints) => heard.push(hints))
  const pooled = await poolOf(source).connect()
  try {
    const say = (seq: number) => pooled.query(`SELECT pg_notify('chat', '{"heads":[[1,${seq}]]}')`)
    await say(1)
    await source.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'whatsapp-api-server bus'`,
    )
    await vi.waitFor(() => expect(heard).toEqual(['resumed']), { timeout: 5000 })
    await say(2)
    await vi.waitFor(() => expect(heard).toEqual(['resumed', { heads: [[1, 2]] }]), { timeout: 5000 })
  } finally {
    pooled.release()
    await bus.onApplicationShutdown()
    await source.destroy()
  }
})
