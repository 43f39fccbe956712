// At a given rate: how long a delivery takes, and what it costs.
import type { Bench } from '../bench.js'
import type { Goal, Metric, ScenarioMaker, Values } from '../scenario.js'
import type { Rooms } from '../targets/world.js'
import {
  ARENA,
  type Bounds,
  contend,
  crowdIn,
  doorGoals,
  DOORS,
  HALL,
  INSERTING,
  insertingGoals,
  MANY,
  OUR_DOORS,
} from './contenders.js'
import { costs, sampleEvery } from './highest.js'

/** A scenario at a fixed rate. */
interface Fixed {
  name: string
  rooms: Rooms
  /** Messages a second, of all together. */
  rate: number
  goals: Goal[]
  /** Whose cost is told. */
  each?: keyof typeof LABELS
  series?: string[]
  /** Which of the effort's lengths; steady unless told. */
  length?: 'steady' | 'sparse' | undefined
}

const grouped = (number: number) => number.toLocaleString('en').replaceAll(',', ' ')

const placeOf = ({ count, members }: Rooms) =>
  count === 1 ? `One room × ${grouped(members)}` : `${count} rooms × ${members}`

async function measureAt(
  bench: Bench,
  { name, rooms, rate, length = 'steady' }: Fixed,
  series: string,
): Promise<Values> {
  const crowd = await crowdIn(bench, rooms, await contend(bench, series))
  const { clientIds, clients } = bench.options
  const result = await crowd.step({
    ...bench.effort[length],
    // The smoke test goes no faster than its ceiling here, either.
    rate: Math.min(rate, bench.effort.search.ceiling),
    sampleEvery: sampleEvery(rate, rooms.members, clients),
    clientIds,
  })
  bench.noteClients(`${name}, ${series}`, result)
  if (!result.complete)
    bench.notes.add(
      `${name}, ${series}: not everything was delivered in time (${result.complaint ?? 'no complaint'}): ${result.accepted.toFixed(0)} of ${rate} messages a second were accepted.`,
    )
  const { delivery, acknowledgement } = result
  return { ...costs(result), p50: delivery.p50, p99: delivery.p99, acknowledged: acknowledgement.p50 }
}

const LABELS = { Message: 'message', Delivery: 'delivery' }

const metricsOf = (each: keyof typeof LABELS): Metric[] => [
  { key: 'p50', label: 'p50, ms', digits: 2 },
  { key: 'p99', label: 'p99, ms', digits: 2 },
  { key: 'acknowledged', label: 'acknowledged p50, ms', digits: 2 },
  { key: `serverPer${each}`, label: `server µs/${LABELS[each]}`, digits: 2 },
  { key: `databasePer${each}`, label: `PostgreSQL µs/${LABELS[each]}`, digits: 2 },
]

const atRate =
  (fixed: Fixed): ScenarioMaker =>
  () => {
    const { name, rooms, rate, goals, series = DOORS, each = 'Delivery' } = fixed
    return {
      name,
      title: `${placeOf(rooms)} at ${grouped(rate)} messages per second: from scheduled send to receipt`,
      metrics: metricsOf(each),
      series,
      goals,
      measure: (bench, of) => measureAt(bench, fixed, of),
    }
  }

/** What is wanted of p50 and p99, of both doors alike. */
const times = (p50: Bounds, p99: Bounds): Goal[] => [
  ...doorGoals('p50', p50, p50),
  ...doorGoals('p99', p99, p99),
]

/** Small rooms: what people have at work, and on a busy day. */
const inMany = (rate: number) =>
  atRate({
    name: `rooms-${rate}`,
    rooms: MANY,
    rate,
    each: 'Message',
    goals: times({ atMost: 2, orAtMost: 5 }, { atMost: 2, orAtMost: 20 }),
  })

/** One room of which everybody hears everything. */
const inHall = (rate: number) =>
  atRate({ name: `room-${rate}`, rooms: HALL, rate, goals: times({ atMost: 1.5 }, { atMost: 1.5 }) })

const inArena = (rate: number, length: Fixed['length']) =>
  atRate({
    name: `crowd-${rate}`,
    rooms: ARENA,
    rate,
    length,
    goals: doorGoals('p99', { atMost: 1.1 }, { atMost: 1.2 }),
  })

export const FIXED_RATES: ScenarioMaker[] = [
  atRate({
    name: 'latency',
    rooms: MANY,
    rate: 100,
    each: 'Message',
    series: [...DOORS, ...INSERTING],
    goals: [...['p50', 'p99'].flatMap((metric) => insertingGoals(metric, { atMost: 1 })), ...times({}, {})],
  }),
  ...[1000, 2000, 4000].map(inMany),
  ...[50, 300, 1000].map(inHall),
  inArena(5, 'sparse'),
  inArena(50, 'steady'),
  atRate({
    name: 'cpu',
    rooms: HALL,
    rate: 200,
    goals: doorGoals('serverPerDelivery', { atMost: 0.8 }, { atMost: 0.8 }),
  }),
  // At about half of the highest rates: to be compared with another commit's.
  atRate({ name: 'cpu-rooms', rooms: MANY, rate: 12_000, each: 'Message', series: OUR_DOORS, goals: [] }),
  atRate({ name: 'cpu-room', rooms: HALL, rate: 5000, series: OUR_DOORS, goals: [] }),
]
