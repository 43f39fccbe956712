// Two nodes on one database against one: over PostgreSQL's bus, and over Redis.
import type { Bench } from '../bench.js'
import type { Scenario, Values } from '../scenario.js'
import { crowdIn, MANY, roomsDatabase, type Contender } from './contenders.js'
import { costs, highestRate } from './highest.js'

const ONE = 'one node'
const TWO_POSTGRES = 'two nodes, PostgreSQL bus'
const TWO_REDIS = 'two nodes, Redis bus'

async function nodes(bench: Bench, series: string): Promise<Contender> {
  const redisUrl = series === TWO_REDIS ? await bench.redisUrl() : undefined
  if (series === TWO_REDIS && !redisUrl)
    throw new Error('there is no Redis: set REDIS_URL or install redis-server')
  const databaseUrl = await roomsDatabase(bench)
  const numbers = series === ONE ? [0] : [0, 1]
  const all = await Promise.all(numbers.map((node) => bench.fleet.chat({ databaseUrl, node, redisUrl })))
  return {
    dialect: 'plain',
    ports: all.map(({ port }) => port),
    watched: { pids: all.map(({ pid }) => pid), postmaster: bench.postgres.postmaster },
  }
}

async function measure(bench: Bench, series: string): Promise<Values> {
  // Whoever else runs on the same database would listen to every hint, too.
  await bench.fleet.stop()
  const crowd = await crowdIn(bench, MANY, await nodes(bench, series))
  return costs(await highestRate(bench, crowd, { key: `nodes, ${series}`, fanOut: MANY.members, from: 2000 }))
}

export const twoNodes = (): Scenario => ({
  name: 'nodes',
  title: '100 rooms × 10 (plain WebSocket), the members of each room on one node or spread over two',
  metrics: [
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'µs/message, all nodes', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs/message', digits: 1 },
  ],
  series: [ONE, TWO_POSTGRES, TWO_REDIS],
  goals: [TWO_POSTGRES, TWO_REDIS].flatMap((series) =>
    ['accepted', 'serverPerMessage'].map((metric) => ({ series, reference: ONE, metric })),
  ),
  measure,
})
