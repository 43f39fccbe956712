// What Prometheus is told, and the port of its own on which it asks.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { DataSource } from 'typeorm'
import { appendSeconds, counts, requestSeconds } from '../common/measures.js'
import type { Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { poolOf } from '../database/pool.js'

/** All measures of this process; the plain counts are read when somebody asks. */
function registryOf(pools: Record<string, DataSource>): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(appendSeconds)
  registry.registerMetric(requestSeconds)

  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  counter('chat_messages_appended_total', 'Messages stored by this node.', () => counts.appended)
  counter('chat_messages_duplicate_total', 'Sends that were retries.', () => counts.duplicates)
  counter('chat_deliveries_total', 'Messages handed to a connection.', () => counts.deliveries)
  counter('chat_feed_fills_total', 'Pages that a feed lacked and read from the log.', () => counts.fills)

  const counters = (name: string, help: string, label: string, read: () => Record<string, number>) =>
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count)
      },
    })
  counters('chat_admissions_total', 'Connections let in.', 'door', () => counts.admitted)
  counters('chat_refusals_total', 'Connections refused, by error code.', 'code', () => counts.refused)
  counters('chat_cuts_total', 'Connections closed by the server, by close code.', 'code', () => counts.cuts)

  const gauges = (name: string, help: string, label: string, read: () => Record<string, number>) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        for (const [value, count] of Object.entries(read())) this.set({ [label]: value }, count)
      },
    })
  gauges('chat_connections', 'Connections that are open.', 'door', () => counts.connections)
  gauges('chat_held_bytes', 'Bytes kept for others (MAX_HELD_BYTES).', 'what', () => counts.held)
  counters('chat_shed_total', 'TCP connections closed to keep the rest served.', 'why', () => counts.shed)
  registry.registerMetric(poolGauge(pools))
  return registry
}

const poolGauge = (pools: Record<string, DataSource>) =>
  new Gauge({
    name: 'chat_database_connections',
    help: 'Connections to the database.',
    labelNames: ['pool', 'state'],
    registers: [],
    collect() {
      for (const [pool, source] of Object.entries(pools)) {
        const { totalCount, idleCount, waitingCount } = poolOf(source)
        this.set({ pool, state: 'busy' }, totalCount - idleCount)
        this.set({ pool, state: 'idle' }, idleCount)
        this.set({ pool, state: 'queries_waiting' }, waitingCount)
      }
    },
  })

/**
 * Serves `/metrics` on METRICS_HOST and METRICS_PORT; undefined where no port is set.
 * @param pools ways to the database, by the name that they have there
 * @throws StartupError when the port is taken
 */
export async function serveMetrics(
  { METRICS_PORT, METRICS_HOST }: Config,
  pools: Record<string, DataSource>,
): Promise<Server | undefined> {
  if (METRICS_PORT === undefined) return undefined
  const registry = registryOf(pools)
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(METRICS_PORT, METRICS_HOST)
  await once(server, 'listening').catch((error: Error) => {
    throw new StartupError(`Cannot serve metrics on ${METRICS_HOST}:${METRICS_PORT}: ${error.message}.`)
  })
  return server.unref()
}

/** Where the metrics are. */
export const metricsUrl = (server: Server): string => {
  const { address, port, family } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
}
