// What connections cost: memory while they are idle, and time when many come at once.
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { Crowd } from '../load/crowd.js'
import type { Seat } from '../load/protocol.js'
import { cpuOf, residentBytes, type Cpu } from '../report/process-cost.js'
import type { Metric, Scenario, Values } from '../scenario.js'
import { fillPeople, fillRooms } from '../targets/world.js'
import {
  chatContender,
  contend,
  doorGoals,
  DOORS,
  MANY,
  OUR_DOORS,
  PLAIN_DOOR,
  QUIET,
  seatsIn,
  type Contender,
} from './contenders.js'

/** Connections that come and go before memory is looked at: what is loaded with the first is nobody's own. */
const FIRST = 50

const kilobytes = (count: number) => `kB${count}`

/** Resident memory of the server's process for each of so many connections, in rooms of ten. */
async function idleMemory(bench: Bench, series: string, connections: number): Promise<number> {
  const settle = () => pause(bench.effort.idle.settleSeconds * 1000)
  // Memory that was used once is rarely given back: each time a new process.
  await bench.pool.all('leave', () => undefined)
  await bench.fleet.stop()
  const contender = await contend(bench, series)
  const { dialect, watched } = contender
  const [pid] = watched.pids as [number]
  // Whole rooms: seats come by member first, so rooms are taken by number.
  const seats = await seatsIn({ ...QUIET, count: connections / QUIET.members }, contender)
  const first = await Crowd.join(bench.pool, { dialect, seats: seats.slice(0, FIRST), fanOut: 0 }, watched)
  await first.leave()
  await settle()
  const before = residentBytes(pid)
  await Crowd.join(bench.pool, { dialect, seats, fanOut: 0 }, watched)
  await settle()
  return (residentBytes(pid) - before) / 1024 / connections
}

export const idleConnections = ({ idle: { connections } }: Effort): Scenario => ({
  name: 'idle',
  title: 'Idle connections, in rooms of 10: memory of the server process for each',
  metrics: connections.map((count) => ({
    key: kilobytes(count),
    label: `kB each of ${count}`,
    digits: 1,
  })),
  series: DOORS,
  goals: connections.flatMap((count) => doorGoals(kilobytes(count), { atMost: 1 }, { atMost: 1.2 })),
  async measure(bench, series) {
    const values: Values = {}
    for (const count of connections) values[kilobytes(count)] = await idleMemory(bench, series, count)
    return values
  },
})

/** Everybody comes at once; they have left again when it resolves. */
async function storm(
  bench: Bench,
  { dialect, watched }: Contender,
  seats: Seat[],
): Promise<{ crowd: Crowd; after: Cpu }> {
  const crowd = await Crowd.join(bench.pool, { dialect, seats, fanOut: MANY.members }, watched)
  const after = cpuOf(watched)
  await crowd.leave()
  await pause(bench.effort.step.warmUp * 1000)
  return { crowd, after }
}

/** @param seatsOf who comes in the nth storm */
async function storms(
  bench: Bench,
  contender: Contender,
  seatsOf: (nth: number) => Promise<Seat[]>,
): Promise<Values> {
  const { warmUp, counted } = bench.effort.storms
  const clients = MANY.count * MANY.members * counted
  for (let nth = 0; nth < warmUp; nth++) await storm(bench, contender, await seatsOf(nth))
  const sum = { seconds: 0, server: 0, database: 0 }
  for (let nth = warmUp; nth < warmUp + counted; nth++) {
    const seats = await seatsOf(nth)
    const before = cpuOf(contender.watched)
    const { crowd, after } = await storm(bench, contender, seats)
    sum.seconds += crowd.joinedIn
    sum.server += after.server - before.server
    sum.database += after.database - before.database
  }
  return {
    rate: clients / sum.seconds,
    cpu: sum.server / clients,
    database: sum.database / clients,
  }
}

const STORM = '1 000 clients, 100 handshakes under way at a time, in 100 rooms'
const STORM_METRICS: Metric[] = [
  { key: 'rate', label: 'joined/s', digits: 0 },
  { key: 'cpu', label: 'server µs each', digits: 0 },
  { key: 'database', label: 'PostgreSQL µs each', digits: 0 },
]

export const joinStorm = (): Scenario => ({
  name: 'join',
  title: `Join storm: ${STORM}, with tokens that the node has seen: from handshake to \`ready\``,
  metrics: STORM_METRICS,
  series: DOORS,
  goals: doorGoals('rate', { atLeast: 0.8 }, { atLeast: 0.7 }),
  async measure(bench, series) {
    const contender = await contend(bench, series)
    return storms(bench, contender, () => seatsIn(MANY, contender))
  },
})

/** Who comes with a session of their own each time. */
const NEWCOMERS = MANY.count * MANY.members

/** This server as one that has seen none of them; the references look at nobody. */
async function newNode(bench: Bench, series: string): Promise<Contender> {
  if (!OUR_DOORS.includes(series)) return contend(bench, series)
  const { warmUp, counted } = bench.effort.storms
  const databaseUrl = await bench.postgres.database('newcomers', async (client) => {
    await fillPeople(client, NEWCOMERS, warmUp + counted)
    await fillRooms(client, MANY, { people: NEWCOMERS, clientIds: false })
  })
  await bench.fleet.stop()
  return chatContender(bench, databaseUrl, series === PLAIN_DOOR ? 'plain' : 'socketIo')
}

export const newcomersStorm = (): Scenario => ({
  name: 'join-new',
  title: `Join storm: ${STORM}, with sessions and tokens that the node has never seen: from handshake to \`ready\``,
  metrics: STORM_METRICS,
  series: DOORS,
  goals: doorGoals('rate', { atLeast: 0.6 }, { atLeast: 0.5 }),
  async measure(bench, series) {
    const contender = await newNode(bench, series)
    return storms(bench, contender, (nth) => seatsIn(MANY, contender, NEWCOMERS, nth))
  },
})
