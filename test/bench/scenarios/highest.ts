// The highest rate that is sustained: in many small rooms, and in one crowded room.
import type { Bench } from '../bench.js'
import { Crowd, type StepResult } from '../load/crowd.js'
import { highestSustained, isSustained } from '../load/search.js'
import type { Scenario, Values } from '../scenario.js'
import type { Rooms } from '../targets/world.js'
import { contend, crowdIn, doorGoals, DOORS, HALL, INSERTS, MANY, roomsDatabase } from './contenders.js'

/** Deliveries that each load process times in a second: more would only cost it time. */
const SAMPLES = 2000
/** Connections of the single inserts, as many as this server's pool has. */
const INSERTING_CONNECTIONS = 10

/** A search begins somewhat below what the run before has found, so that the way up is short but there is one. */
const COME_BACK_AT = 0.6

/** Sampling every so-manieth delivery: a prime, so that it is not always the same one of a batch. */
const PRIMES = [1, 2, 3, 5, 7, 11, 13, 17, 23, 31, 43, 61, 83, 113, 151, 199, 251]

/** Of how many deliveries a load process should time one. */
export function sampleEvery(rate: number, fanOut: number, processes: number): number {
  const wanted = (rate * fanOut) / processes / SAMPLES
  return PRIMES.find((prime) => prime >= wanted) ?? PRIMES.at(-1)!
}

/** Searches the highest rate that the crowd's server sustains. @param key under which the next run finds this one's */
export async function highestRate(
  bench: Bench,
  crowd: Crowd,
  { key, fanOut, from }: { key: string; fanOut: number; from: number },
): Promise<StepResult> {
  const { step, search } = bench.effort
  const { clientIds, clients } = bench.options
  const offer = (rate: number) =>
    crowd.step({ ...step, rate, sampleEvery: sampleEvery(rate, fanOut, clients), clientIds })
  const before = bench.sustained.get(key)
  const start = before ? before * COME_BACK_AT : Math.min(from, search.ceiling)
  // The first step is not counted: code is still being compiled.
  if (!(await offer(start * COME_BACK_AT)).complete) await crowd.rejoin()
  const best = await highestSustained({ ...search, from: start }, async (rate) => {
    const result = await offer(rate)
    bench.noteClients(key, result)
    const sustained = isSustained(result, fanOut)
    bench.log(`    ${rate.toFixed(0)}/s: ${describe(result)}${sustained ? '' : ' — too much'}`)
    if (!result.complete) await crowd.rejoin()
    return { sustained, result }
  })
  if (!best) throw new Error('no rate was sustained')
  bench.sustained.set(key, best.offered)
  return best
}

function describe({
  accepted,
  delivery,
  acknowledgement,
  complete,
  clientBusy,
  complaint,
}: StepResult): string {
  const p99 = Math.max(acknowledgement.p99, delivery.p99 || 0)
  const parts = [
    `${accepted.toFixed(0)} accepted`,
    `p99 ${p99.toFixed(1)} ms`,
    `clients ${(clientBusy * 100).toFixed(0)} %`,
  ]
  if (!complete) parts.push(`not all delivered${complaint ? ` (${complaint.slice(0, 120)})` : ''}`)
  return parts.join(', ')
}

export function costs({
  accepted,
  delivered,
  acknowledgement,
  delivery,
  cpu,
  messages,
  deliveries,
}: StepResult): Values {
  return {
    accepted,
    delivered,
    p99: Math.max(acknowledgement.p99, delivery.p99 || 0),
    serverPerMessage: cpu.server / messages,
    databasePerMessage: cpu.database / messages,
    serverPerDelivery: cpu.server / deliveries,
    databasePerDelivery: cpu.database / deliveries,
  }
}

async function crowdOf(
  bench: Bench,
  series: string,
  rooms: Rooms,
): Promise<{ crowd: Crowd; fanOut: number }> {
  if (series !== INSERTS)
    return { crowd: await crowdIn(bench, rooms, await contend(bench, series)), fanOut: rooms.members }
  const order = { databaseUrl: await roomsDatabase(bench), connections: INSERTING_CONNECTIONS }
  const { postmaster } = bench.postgres
  return { crowd: await Crowd.inserting(bench.pool, order, { pids: [], postmaster }), fanOut: 0 }
}

const measureHighest =
  (name: string, rooms: Rooms, from: number) =>
  async (bench: Bench, series: string): Promise<Values> => {
    const { crowd, fanOut } = await crowdOf(bench, series, rooms)
    return costs(await highestRate(bench, crowd, { key: `${name}, ${series}`, fanOut, from }))
  }

export const highestInMany = (): Scenario => ({
  name: 'rooms',
  title: '100 rooms × 10: highest accepted messages per second (p99 under 500 ms)',
  metrics: [
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs/message', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs/message', digits: 1 },
  ],
  series: [...DOORS, INSERTS],
  goals: doorGoals('accepted', { atLeast: 2 }, { atLeast: 1.5 }),
  measure: measureHighest('rooms', MANY, 2000),
})

export const highestInHall = (): Scenario => ({
  name: 'room',
  title: 'One room × 200: highest deliveries per second (p99 under 500 ms)',
  metrics: [
    { key: 'delivered', label: 'deliveries/s', digits: 0 },
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerDelivery', label: 'server µs/delivery', digits: 2 },
    { key: 'databasePerDelivery', label: 'PostgreSQL µs/delivery', digits: 2 },
  ],
  series: DOORS,
  goals: doorGoals('delivered', { atLeast: 2 }, { atLeast: 4 }),
  measure: measureHighest('room', HALL, 200),
})
