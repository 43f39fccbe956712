// One worker or two behind one address: what the machine makes of them, and what it would if each had a core.
import type { Bench } from '../bench.js'
import type { Scenario, Values } from '../scenario.js'
import { crowdIn, roomsDatabase, SQUARES, type Contender } from './contenders.js'
import { costs, highestRate, sampleEvery } from './highest.js'

const ONE = 'one worker'
const TWO = 'two workers'

/** Messages a second at which a delivery's price is compared: one rate for both, which this machine can do with all that it runs beside. */
const RATE = 2000

/** Two workers with a core each deliver this many times as much as one. */
const CAPACITY = 1.5

async function server(bench: Bench, series: string): Promise<Contender> {
  const env = { WORKERS: series === TWO ? '2' : '1' }
  const { port, pid } = await bench.fleet.chat({ databaseUrl: await roomsDatabase(bench), env })
  const { postmaster } = bench.postgres
  return { dialect: 'plain', ports: [port], watched: { pids: [pid], postmaster } }
}

async function measure(bench: Bench, series: string): Promise<Values> {
  // Whoever else runs on the same database would listen to every hint, too.
  await bench.fleet.stop()
  const crowd = await crowdIn(bench, SQUARES, await server(bench, series))
  const search = { key: `workers, ${series}`, fanOut: SQUARES.members, from: 500 }
  const { delivered, p99 } = costs(await highestRate(bench, crowd, search))
  const rate = Math.min(RATE, bench.effort.search.ceiling)
  const { clients, clientIds } = bench.options
  const each = sampleEvery(rate, SQUARES.members, clients)
  const result = await crowd.step({ ...bench.effort.steady, rate, sampleEvery: each, clientIds })
  bench.noteClients(`workers, ${series}`, result)
  const { serverPerDelivery, databasePerDelivery } = costs(result)
  return {
    delivered: delivered!,
    p99: p99!,
    serverPerDelivery: serverPerDelivery!,
    databasePerDelivery: databasePerDelivery!,
  }
}

/** The machine's cores are shared with load and database, so the price of a delivery says what two workers with a core each could do. */
export const workers = (): Scenario => ({
  name: 'workers',
  title: `10 rooms × 100 (plain WebSocket), one worker or two: highest deliveries per second, and the price of one at ${RATE} messages per second (of two workers ≤ 2 ÷ ${CAPACITY} times that of one: they could do ${CAPACITY} times as much with a core each)`,
  metrics: [
    { key: 'delivered', label: 'deliveries/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerDelivery', label: 'µs/delivery, all workers', digits: 2 },
    { key: 'databasePerDelivery', label: 'PostgreSQL µs/delivery', digits: 2 },
  ],
  series: [ONE, TWO],
  goals: [
    { series: TWO, reference: ONE, metric: 'delivered' },
    { series: TWO, reference: ONE, metric: 'serverPerDelivery', atMost: Math.round(200 / CAPACITY) / 100 },
  ],
  measure,
})
