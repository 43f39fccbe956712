// What connections cost: memory while they are idle, and time when many come at once.
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { Crowd } from '../load/crowd.js'
import { cpuOf, residentBytes, type Cpu } from '../report/process-cost.js'
import type { Scenario, Values } from '../scenario.js'
import { contend, crowdIn, doorGoals, DOORS, MANY, QUIET, seatsIn, type Contender } from './contenders.js'

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
  goals: connections.flatMap((count) => doorGoals(kilobytes(count), { atMost: 1.25 }, { atMost: 1.5 })),
  async measure(bench, series) {
    const values: Values = {}
    for (const count of connections) values[kilobytes(count)] = await idleMemory(bench, series, count)
    return values
  },
})

/** Everybody comes at once; they have left again when it resolves. */
async function storm(bench: Bench, contender: Contender): Promise<{ crowd: Crowd; after: Cpu }> {
  const crowd = await crowdIn(bench, MANY, contender)
  const after = cpuOf(contender.watched)
  await crowd.leave()
  await pause(bench.effort.step.warmUp * 1000)
  return { crowd, after }
}

export const joinStorm = (): Scenario => ({
  name: 'join',
  title:
    'Join storm: 1 000 clients, 100 handshakes under way at a time, in 100 rooms: from handshake to `ready`',
  metrics: [
    { key: 'rate', label: 'joined/s', digits: 0 },
    { key: 'cpu', label: 'server µs each', digits: 0 },
    { key: 'database', label: 'PostgreSQL µs each', digits: 0 },
  ],
  series: DOORS,
  goals: doorGoals('rate', { atLeast: 0.6 }, { atLeast: 0.6 }),
  async measure(bench, series) {
    const contender = await contend(bench, series)
    const { warmUp, counted } = bench.effort.storms
    const clients = MANY.count * MANY.members * counted
    for (let nth = 0; nth < warmUp; nth++) await storm(bench, contender)
    const sum = { seconds: 0, server: 0, database: 0 }
    for (let nth = 0; nth < counted; nth++) {
      const before = cpuOf(contender.watched)
      const { crowd, after } = await storm(bench, contender)
      sum.seconds += crowd.joinedIn
      sum.server += after.server - before.server
      sum.database += after.database - before.database
    }
    return {
      rate: clients / sum.seconds,
      cpu: sum.server / clients,
      database: sum.database / clients,
    }
  },
})
