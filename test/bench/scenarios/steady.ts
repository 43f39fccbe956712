// At a given rate: what a delivery costs the server, and how long it takes.
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import type { Scenario, Values } from '../scenario.js'
import type { Rooms } from '../targets/world.js'
import { ARENA, contend, crowdIn, doorGoals, DOORS, HALL, MANY } from './contenders.js'
import { costs } from './highest.js'

/** The smoke test goes no faster than its ceiling here, either. */
const allowed = (bench: Bench, rate: number) => Math.min(rate, bench.effort.search.ceiling)

const measureAt =
  (
    name: string,
    rooms: Rooms,
    rate: number,
    options: { precise?: boolean; sampleEvery?: number; seconds?: number },
  ) =>
  async (bench: Bench, series: string): Promise<Values> => {
    const crowd = await crowdIn(bench, rooms, await contend(bench, series))
    const { clientIds } = bench.options
    const result = await crowd.step({
      ...bench.effort.steady,
      ...options,
      rate: allowed(bench, rate),
      clientIds,
    })
    bench.noteClients(`${name}, ${series}`, result)
    if (!result.complete)
      bench.notes.add(
        `${name}, ${series}: not everything was delivered (${result.complaint ?? 'no complaint'}).`,
      )
    const { delivery, acknowledgement } = result
    return { ...costs(result), p50: delivery.p50, p99: delivery.p99, acknowledged: acknowledgement.p50 }
  }

export const costInHall = (): Scenario => ({
  name: 'cpu',
  title: 'One room × 200 at 200 messages per second: processor time of a delivery',
  metrics: [
    { key: 'serverPerDelivery', label: 'server µs/delivery', digits: 2 },
    { key: 'databasePerDelivery', label: 'PostgreSQL µs/delivery', digits: 2 },
    { key: 'delivered', label: 'deliveries/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
  ],
  series: DOORS,
  goals: doorGoals('serverPerDelivery', { atMost: 0.8 }, { atMost: 0.8 }),
  measure: measureAt('cpu', HALL, 200, { sampleEvery: 13 }),
})

export const latencyInMany = (): Scenario => ({
  name: 'latency',
  title: '100 rooms × 10 at 100 messages per second: from scheduled send to receipt',
  metrics: [
    { key: 'p50', label: 'p50, ms', digits: 2 },
    { key: 'p99', label: 'p99, ms', digits: 2 },
    { key: 'acknowledged', label: 'acknowledged p50, ms', digits: 2 },
  ],
  series: DOORS,
  goals: [
    ...doorGoals('p50', { atMost: 2 }, { atMost: 2 }),
    ...doorGoals('p99', { atMost: 1.5 }, { atMost: 1.5 }),
  ],
  measure: measureAt('latency', MANY, 100, { precise: true }),
})

export const latencyInArena = ({ sparse }: Effort): Scenario => ({
  name: 'crowd',
  title: 'One room × 1 000 at 5 messages per second: from scheduled send to receipt',
  metrics: [
    { key: 'p50', label: 'p50, ms', digits: 2 },
    { key: 'p99', label: 'p99, ms', digits: 2 },
  ],
  series: DOORS,
  goals: doorGoals('p99', { atMost: 1.2 }, { atMost: 1.2 }),
  measure: measureAt('crowd', ARENA, 5, { precise: true, ...sparse }),
})
