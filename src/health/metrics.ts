// What Prometheus is told, and the port of its own on which it asks.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as Listener } from 'node:net'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { DataSource } from 'typeorm'
import { appendSeconds, counts, requestSeconds } from '../common/measures.js'
import type { Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { poolOf } from '../database/pool.js'

/** What is read when somebody asks: one number, or one for each value of a label. */
type Read = () => number | Record<string, number>

const COUNTERS: [name: string, help: string, read: Read, label?: string][] = [
  ['chat_messages_appended_total', 'Messages stored by this node.', () => counts.appended],
  ['chat_messages_duplicate_total', 'Sends that were retries.', () => counts.duplicates],
  ['chat_deliveries_total', 'Messages handed to a connection.', () => counts.deliveries],
  ['chat_feed_fills_total', 'Pages that a feed lacked and read from the log.', () => counts.fills],
  [
    'chat_media_total',
    'Pictures, sounds and films, by what came of examining them.',
    () => counts.media,
    'outcome',
  ],
  ['chat_pushes_total', 'Pushes sent, by what came of them.', () => counts.pushes, 'outcome'],
  [
    'chat_webhook_deliveries_total',
    'Attempts to deliver an event to a webhook, by what came of them.',
    () => counts.webhooks.deliveries,
    'outcome',
  ],
  ['chat_admissions_total', 'Connections let in.', () => counts.admitted, 'door'],
  ['chat_refusals_total', 'Connections refused, by error code.', () => counts.refused, 'code'],
  ['chat_cuts_total', 'Connections closed by the server, by close code.', () => counts.cuts, 'code'],
  ['chat_shed_total', 'TCP connections closed to keep the rest served.', () => counts.shed, 'why'],
]

const GAUGES: typeof COUNTERS = [
  ['chat_connections', 'Connections that are open.', () => counts.connections, 'door'],
  ['chat_events_position', 'The last event that this node knows of.', () => counts.followers.head],
  [
    'chat_follower_position',
    'How far this node has seen each follower come in the events.',
    () => counts.followers.positions,
    'follower',
  ],
  ['chat_follower_lag', 'Events that a follower has still to see.', lags, 'follower'],
  [
    'chat_webhooks',
    'Webhooks that there are, whichever node delivers.',
    () => counts.webhooks.states,
    'state',
  ],
  [
    'chat_webhook_lag',
    'Events from the oldest on that a webhook may still have to get.',
    () => counts.webhooks.lag,
    'webhook',
  ],
  [
    'chat_webhook_lag_seconds',
    'For how long the oldest of these has been there.',
    () => counts.webhooks.lagSeconds,
    'webhook',
  ],
  ['chat_held_bytes', 'Bytes kept for others (MAX_HELD_BYTES).', () => counts.held, 'what'],
]

function lags(): Record<string, number> {
  const { head, positions } = counts.followers
  return Object.fromEntries(Object.entries(positions).map(([name, at]) => [name, Math.max(0, head - at)]))
}

const described = ([name, help, read, label]: (typeof COUNTERS)[number]) => ({
  name,
  help,
  labelNames: label === undefined ? [] : [label],
  registers: [],
  collect(this: Counter | Gauge) {
    const now = read()
    this.reset()
    if (label === undefined) this.inc(now as number)
    else for (const [value, count] of Object.entries(now)) this.inc({ [label]: value }, count)
  },
})

/**
 * All measures of this process.
 * @param pools ways to the database, by the name that they have there
 */
export function registryOf(pools: Record<string, DataSource>): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(appendSeconds)
  registry.registerMetric(requestSeconds)
  for (const each of COUNTERS) registry.registerMetric(new Counter(described(each)))
  for (const each of GAUGES) registry.registerMetric(new Gauge(described(each)))
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
 * @param measures what is answered
 * @throws StartupError when the port is taken
 */
export async function serveMetrics(
  { METRICS_PORT, METRICS_HOST }: Config,
  measures: () => Promise<string>,
): Promise<Server | undefined> {
  if (METRICS_PORT === undefined) return undefined
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    measures().then(
      (text) => response.writeHead(200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(METRICS_PORT, METRICS_HOST)
  await once(server, 'listening').catch((error: Error) => {
    throw new StartupError(`Cannot serve metrics where METRICS_HOST and METRICS_PORT say: ${error.message}.`)
  })
  return server.unref()
}

/** Where the metrics are. */
export const metricsUrl = (server: Listener): string => {
  const { address, port, family } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
}
