// What one connection for all rooms costs: memory while it is idle, the way back after an absence, the list, and live messages.
import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { nowUs } from '../load/clock.js'
import { Crowd } from '../load/crowd.js'
import { DIALECTS, type DialectName } from '../load/dialects.js'
import { Histogram } from '../load/histogram.js'
import { Line } from '../load/line.js'
import type { Seat } from '../load/protocol.js'
import { Tally } from '../load/tally.js'
import { cpuOf, residentBytes } from '../report/process-cost.js'
import type { Scenario, Values } from '../scenario.js'
import { fillPeople, fillRooms, tokenOf, type Rooms } from '../targets/world.js'
import { chatContender, contend, MANY, PLAIN_DOOR, seatsIn } from './contenders.js'
import { costs, highestRate } from './highest.js'

const INBOX = 'inboxes'
const SOCKETS = 'room sockets'

/** Connections that come and go before memory is looked at. */
const FIRST = 50
/** Members of each room in which an idle inbox is. */
const MEMBERS = 100
/** Of the rooms of somebody who comes back, those with news, and how many. */
const NEWS = { rooms: 10, entries: 3 }
const STUCK_MS = 30_000
/** Seconds for which an idle server is watched. */
const WATCHED = 20

/** Rooms in blocks: everybody is in as many. */
const clubs = ({ inbox: { rooms, idle } }: Effort): Rooms => ({
  name: 'clubs',
  count: (idle / MEMBERS) * rooms,
  members: MEMBERS,
})

/** Everybody is in every room. */
const town = ({ inbox: { back, backRooms } }: Effort): Rooms => ({
  name: 'town',
  count: backRooms,
  members: back,
  messages: 5,
})

const database = (bench: Bench, rooms: Rooms, people: number) =>
  bench.postgres.database(rooms.name, async (client) => {
    await fillPeople(client, people)
    await fillRooms(client, rooms, { people, clientIds: false })
  })

/** What somebody has of rooms: all of it, but for the last entries of those with news. */
const afterOf = (rooms: Rooms, numbers: number[], news = 0): string =>
  JSON.stringify(
    Object.fromEntries(
      numbers.map((number, nth) => {
        const head = rooms.members + (rooms.messages ?? 0)
        return [`${rooms.name}-${number}`, nth < news ? head - NEWS.entries : head]
      }),
    ),
  )

/** Seats of idle connections: by inbox in all rooms of somebody, or in one of them. */
async function idleSeats(bench: Bench, port: number, series: string): Promise<Seat[]> {
  const rooms = clubs(bench.effort)
  const { idle } = bench.effort.inbox
  const block = idle / MEMBERS
  return Promise.all(
    Array.from({ length: idle }, async (_unused, person) => {
      const first = Math.floor(person / MEMBERS)
      const numbers = Array.from({ length: rooms.count / block }, (_, nth) => first + nth * block)
      const seat = { port, room: `${rooms.name}-${first}`, token: await tokenOf(person) }
      return series === INBOX ? { ...seat, after: afterOf(rooms, numbers) } : seat
    }),
  )
}

async function idleMemory(bench: Bench, series: string): Promise<Values> {
  const { idle } = bench.effort.inbox
  const settle = () => pause(bench.effort.idle.settleSeconds * 1000)
  const databaseUrl = await database(bench, clubs(bench.effort), idle)
  await bench.fleet.stop()
  const dialect: DialectName = series === INBOX ? 'inbox' : 'plain'
  const { ports, watched } = await chatContender(bench, databaseUrl, dialect)
  const [pid] = watched.pids as [number]
  const seats = await idleSeats(bench, ports[0]!, series)
  const first = await Crowd.join(bench.pool, { dialect, seats: seats.slice(0, FIRST), fanOut: 0 }, watched)
  await first.leave()
  await settle()
  const before = residentBytes(pid)
  await Crowd.join(bench.pool, { dialect, seats, fanOut: 0 }, watched)
  await settle()
  const start = cpuOf(watched)
  const seconds = Math.min(WATCHED, bench.effort.steady.seconds * 2)
  await pause(seconds * 1000)
  const end = cpuOf(watched)
  return {
    each: (residentBytes(pid) - before) / 1024 / idle,
    resident: residentBytes(pid) / 1024 / 1024,
    server: (end.server - start.server) / seconds / 10_000,
    database: (end.database - start.database) / seconds / 10_000,
  }
}

export const idleInboxes = ({ inbox: { idle, rooms } }: Effort): Scenario => ({
  name: 'inbox-idle',
  title: `${idle} idle connections (plain WebSocket): each in one room of ${MEMBERS}, or an inbox of ${rooms} such rooms`,
  metrics: [
    { key: 'each', label: 'kB each', digits: 1 },
    { key: 'resident', label: 'MB resident', digits: 0 },
    { key: 'server', label: '% of a core, idle', digits: 2 },
    { key: 'database', label: '% of a core, PostgreSQL', digits: 2 },
  ],
  series: [SOCKETS, INBOX],
  goals: [
    { series: INBOX, reference: SOCKETS, metric: 'each', difference: true, atMost: 4 },
    { series: INBOX, metric: 'resident', atMost: 1024 },
    { series: INBOX, metric: 'server', atMost: 1 },
  ],
  measure: idleMemory,
})

/** Milliseconds from the handshake to `synced`. */
async function syncOnce(seat: Seat): Promise<number> {
  const line = new Line(seat, DIALECTS.inbox, new Tally())
  const start = nowUs()
  const late = setTimeout(() => line.close(), STUCK_MS)
  await line.open()
  clearTimeout(late)
  line.close()
  return (nowUs() - start) / 1000
}

async function median(requests: number, once: () => Promise<number>): Promise<number> {
  const times = new Histogram()
  for (let n = -requests; n < requests; n++) {
    const took = await once()
    if (n >= 0) times.add(took * 1000)
  }
  return times.quantile(0.5)
}

async function backSeat(bench: Bench, port: number, person: number): Promise<Seat> {
  const rooms = town(bench.effort)
  const numbers = Array.from({ length: rooms.count }, (_, number) => number)
  const after = afterOf(rooms, numbers, NEWS.rooms)
  return { port, room: `${rooms.name}-0`, token: await tokenOf(person), after }
}

/** From the request to the end of the answer, in milliseconds. */
function listOnce(port: number, token: string, agent: Agent): Promise<number> {
  const start = nowUs()
  const headers = { Authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/inbox?limit=50', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the list answered ${response.statusCode}`))
      response.resume().once('end', () => resolve((nowUs() - start) / 1000))
    }).once('error', reject)
  })
}

async function comeBack(bench: Bench): Promise<Values> {
  const { back, requests } = bench.effort.inbox
  const databaseUrl = await database(bench, town(bench.effort), back)
  await bench.fleet.stop()
  const { ports, watched } = await chatContender(bench, databaseUrl, 'inbox')
  const port = ports[0]!
  const alone = await median(requests / 5, async () => syncOnce(await backSeat(bench, port, 1)))
  const other = new Line(await backSeat(bench, port, 2), DIALECTS.inbox, new Tally())
  await other.open()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const token = await tokenOf(1)
  try {
    const beside = await median(requests, async () => syncOnce(await backSeat(bench, port, 1)))
    const list = await median(requests, () => listOnce(port, token, agent))
    const seats = await Promise.all(
      Array.from({ length: back }, (_, person) => backSeat(bench, port, person)),
    )
    const crowd = await Crowd.join(bench.pool, { dialect: 'inbox', seats, fanOut: 0, atOnce: back }, watched)
    return { alone, beside, list, storm: crowd.joinedIn }
  } finally {
    other.close()
    agent.destroy()
  }
}

export const inboxSync = ({ inbox: { back, backRooms } }: Effort): Scenario => ({
  name: 'inbox-sync',
  title: `Coming back to ${backRooms} rooms, ${NEWS.rooms} of them with news, from handshake to \`synced\`; and the list of 50`,
  metrics: [
    { key: 'beside', label: 'somebody else has the rooms open, p50 ms', digits: 1 },
    { key: 'alone', label: 'nobody has, p50 ms', digits: 1 },
    { key: 'storm', label: `${back} at once, s`, digits: 2 },
    { key: 'list', label: 'GET /inbox, 50, p50 ms', digits: 2 },
  ],
  series: [INBOX],
  goals: [
    { series: INBOX, metric: 'beside', atMost: 30 },
    { series: INBOX, metric: 'storm', atMost: 10 },
    { series: INBOX, metric: 'list', atMost: 15 },
  ],
  measure: comeBack,
})

async function liveInMany(bench: Bench, series: string): Promise<Values> {
  const contender = await contend(bench, PLAIN_DOOR)
  const dialect: DialectName = series === INBOX ? 'inbox' : 'plain'
  const seats = await seatsIn(MANY, contender)
  const crowd = await Crowd.join(bench.pool, { dialect, seats, fanOut: MANY.members }, contender.watched)
  return costs(
    await highestRate(bench, crowd, { key: `inbox-rooms, ${series}`, fanOut: MANY.members, from: 2000 }),
  )
}

export const inboxRooms = (): Scenario => ({
  name: 'inbox-rooms',
  title: '100 rooms × 10: highest accepted messages per second, sent and read by inbox or by room socket',
  metrics: [
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs/message', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs/message', digits: 1 },
  ],
  series: [SOCKETS, INBOX],
  goals: [{ series: INBOX, reference: SOCKETS, metric: 'accepted', atLeast: 0.9 }],
  measure: liveInMany,
})
