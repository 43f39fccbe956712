// What ticks and typing cost: marks that are stored, and what they take from the messages beside them.
import { Client } from 'pg'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { Crowd } from '../load/crowd.js'
import type { Seat } from '../load/protocol.js'
import type { Scenario, Values } from '../scenario.js'
import { fillPeople, fillRooms, type Rooms } from '../targets/world.js'
import { seatsIn, type Contender } from './contenders.js'
import { costs, highestRate } from './highest.js'

const PEOPLE = 1000
/** Texts a second, and marks that come with each. */
const TEXTS = 1000
const MARKS_WITH_EACH = 5
/** Messages a second in the room where everybody reads and types. */
const RECEIPTS_RATE = 10
/** As many as see each other's ticks by default. */
const READERS: Rooms = { name: 'readers', count: 1, members: 256 }

/** With so much in each room that marks can go on and on. */
const deep = ({ inbox: { depth } }: Effort): Rooms => ({
  name: 'deep',
  count: 100,
  members: 10,
  messages: depth,
})

async function deepContender(bench: Bench, env?: Record<string, string>): Promise<Contender> {
  const databaseUrl = await bench.postgres.database('marks', async (client) => {
    await fillPeople(client, PEOPLE)
    for (const rooms of [deep(bench.effort), READERS])
      await fillRooms(client, rooms, { people: PEOPLE, clientIds: false })
  })
  await unread(databaseUrl)
  const { port, pid } = await bench.fleet.chat({ databaseUrl, env: env ?? {} })
  const { postmaster } = bench.postgres
  return { dialect: 'plain', ports: [port], watched: { pids: [pid], postmaster } }
}

/** Marks only go forward: each measurement needs people who have read nothing. */
async function unread(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl)
  await client.connect()
  await client.query('UPDATE members SET read_seq = joined_seq, read_n = 0, delivered_seq = joined_seq')
  await client.query('VACUUM ANALYZE members')
  await client.end()
}

async function join(
  bench: Bench,
  rooms: Rooms,
  contender: Contender,
  fanOut: number,
  each: (nth: number) => Partial<Seat>,
): Promise<Crowd> {
  const seats = (await seatsIn(rooms, contender, PEOPLE)).map((seat, nth) => ({ ...seat, ...each(nth) }))
  return Crowd.join(bench.pool, { dialect: 'plain', seats, fanOut }, contender.watched)
}

async function storedMarks(bench: Bench): Promise<Values> {
  const rooms = deep(bench.effort)
  const contender = await deepContender(bench)
  const marks = { from: rooms.members + 1, to: rooms.members + rooms.messages! }
  const crowd = await join(bench, rooms, contender, 0, () => ({ marks }))
  return costs(await highestRate(bench, crowd, { key: 'marks', fanOut: 0, from: 4000 }))
}

const HIGHEST = 'marks'

export const marks = (): Scenario => ({
  name: 'marks',
  title: '100 rooms × 10: highest stored marks per second (p99 under 500 ms)',
  metrics: [
    { key: 'accepted', label: 'marks/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs each', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs each', digits: 1 },
  ],
  series: [HIGHEST],
  goals: [{ series: HIGHEST, metric: 'accepted', atLeast: 20_000 }],
  measure: storedMarks,
})

/** At a rate that is given: how long messages take, and what that costs. */
async function steady(
  bench: Bench,
  crowd: Crowd,
  what: string,
  rate: number,
  { warmUp, seconds }: Effort['steady'],
): Promise<Values> {
  const allowed = Math.min(rate, bench.effort.search.ceiling)
  const result = await crowd.step({ warmUp, seconds, rate: allowed })
  bench.noteClients(what, result)
  if (!result.complete) bench.notes.add(`${what}: not everything was delivered (${result.complaint ?? '-'}).`)
  const { delivery, acknowledgement, cpu } = result
  const share = (microseconds: number) => microseconds / seconds / 10_000
  return {
    ...{ p50: delivery.p50, p99: delivery.p99, acknowledged: acknowledgement.p99 },
    ...{ server: share(cpu.server), database: share(cpu.database) },
  }
}

const LATENCY = [
  { key: 'p50', label: 'p50, ms', digits: 2 },
  { key: 'p99', label: 'p99, ms', digits: 2 },
  { key: 'acknowledged', label: 'acknowledged p99, ms', digits: 2 },
  { key: 'server', label: 'server, % of a core', digits: 0 },
  { key: 'database', label: 'PostgreSQL, % of a core', digits: 0 },
]
const [ALONE, BESIDE] = ['texts alone', `with ${MARKS_WITH_EACH} marks each`]

export const textsBesideMarks = (): Scenario => ({
  name: 'marks-beside',
  title: `100 rooms × 10 at ${TEXTS} texts per second, alone and beside ${TEXTS * MARKS_WITH_EACH} marks per second: from scheduled send to receipt`,
  metrics: LATENCY,
  series: [ALONE, BESIDE],
  goals: ['p50', 'p99'].map((metric) => ({ series: BESIDE, reference: ALONE, metric, atMost: 1.2 })),
  async measure(bench, series) {
    const rooms = deep(bench.effort)
    const besides = series === BESIDE ? MARKS_WITH_EACH : 0
    // Half of each room speaks and the other half reads: whoever speaks has read all before it anyway.
    const reading = { from: rooms.members + 1, to: rooms.members + rooms.messages! }
    const half = (rooms.count * rooms.members) / 2
    const each = (nth: number) => (nth < half ? {} : { besides, marks: reading })
    const crowd = await join(bench, rooms, await deepContender(bench), rooms.members, each)
    return steady(bench, crowd, `marks-beside, ${series}`, TEXTS, bench.effort.steady)
  },
})

const [SILENT, LIVELY] = ['nobody says what they read', 'everybody reads and types']

export const receipts = ({ sparse }: Effort): Scenario => ({
  name: 'receipts',
  title: `One room × ${READERS.members} at ${RECEIPTS_RATE} messages per second, without and with everybody's marks and typing: from scheduled send to receipt`,
  metrics: LATENCY,
  series: [SILENT, LIVELY],
  goals: [{ series: LIVELY, reference: SILENT, metric: 'p99', atMost: 1.5 }],
  async measure(bench, series) {
    const contender = await deepContender(bench, { TYPING_MAX_MEMBERS: `${READERS.members}` })
    const crowd = await join(bench, READERS, contender, READERS.members, () => ({
      lively: series === LIVELY,
    }))
    return steady(bench, crowd, `receipts, ${series}`, RECEIPTS_RATE, sparse)
  },
})
