// Who competes: this server through each of its doors, and the references; and the rooms that they compete in.
import type { Bench } from '../bench.js'
import { Crowd } from '../load/crowd.js'
import type { DialectName } from '../load/dialects.js'
import type { Seat } from '../load/protocol.js'
import type { Watched } from '../report/process-cost.js'
import type { Goal } from '../scenario.js'
import { fillPeople, fillRooms, memberNumber, tokenOf, type Rooms } from '../targets/world.js'

export const SOCKET_IO_DOOR = 'this server, Socket.IO'
export const PLAIN_DOOR = 'this server, plain WebSocket'
export const SOCKET_IO = 'plain Socket.IO'
export const WS = 'plain ws'
export const SOCKET_IO_INSERTING = 'plain Socket.IO with one INSERT each'
export const WS_INSERTING = 'plain ws with one INSERT each'
export const INSERTS = 'single inserts'

/** Both doors, and what each is compared with. */
export const DOORS = [SOCKET_IO_DOOR, SOCKET_IO, PLAIN_DOOR, WS]

/** Both doors of this server alone. */
export const OUR_DOORS = [SOCKET_IO_DOOR, PLAIN_DOOR]
/** What stores each message by itself. */
export const INSERTING = [SOCKET_IO_INSERTING, WS_INSERTING]

/** What is wanted of a metric; nothing where it is only to be shown. */
export type Bounds = Pick<Goal, 'atLeast' | 'atMost' | 'orAtMost'>

/** Goals of one metric, for each door against its own kind. */
export const doorGoals = (metric: string, socketIo: Bounds, plain: Bounds): Goal[] => [
  { series: SOCKET_IO_DOOR, reference: SOCKET_IO, metric, ...socketIo },
  { series: PLAIN_DOOR, reference: WS, metric, ...plain },
]

/** The same against its own kind that inserts each message. */
export const insertingGoals = (metric: string, bounds: Bounds): Goal[] => [
  { series: SOCKET_IO_DOOR, reference: SOCKET_IO_INSERTING, metric, ...bounds },
  { series: PLAIN_DOOR, reference: WS_INSERTING, metric, ...bounds },
]

/** Enough for everybody who is idle in rooms of ten. */
const PEOPLE = 10_000
export const MANY: Rooms = { name: 'many', count: 100, members: 10 }
export const HALL: Rooms = { name: 'hall', count: 1, members: 200 }
export const ARENA: Rooms = { name: 'arena', count: 1, members: 1000 }
/** With something in them to answer and to react to. */
export const LIVELY: Rooms = { name: 'lively', count: 100, members: 10, messages: 10 }
/** What several workers share: each has half of every room. */
export const SQUARES: Rooms = { name: 'squares', count: 10, members: 100 }
export const QUIET: Rooms = { name: 'quiet', count: 1000, members: 10 }

/** The database of all scenarios in which the log's size does not matter. */
export const roomsDatabase = (bench: Bench): Promise<string> =>
  bench.postgres.database('rooms', async (client) => {
    await fillPeople(client, PEOPLE)
    for (const rooms of [MANY, LIVELY, HALL, ARENA, SQUARES, QUIET])
      await fillRooms(client, rooms, { people: PEOPLE, clientIds: false })
  })

/** A server, or several nodes of one, ready to be connected to. */
export interface Contender {
  dialect: DialectName
  ports: number[]
  watched: Watched
}

export async function contend(bench: Bench, series: string): Promise<Contender> {
  if (OUR_DOORS.includes(series))
    return chatContender(bench, await roomsDatabase(bench), series === PLAIN_DOOR ? 'plain' : 'socketIo')
  const name = series === WS || series === WS_INSERTING ? 'ws' : 'socketio'
  const inserting = INSERTING.includes(series)
  const { port, pid } = await bench.fleet.reference(name, inserting ? await roomsDatabase(bench) : undefined)
  const postmaster = inserting ? bench.postgres.postmaster : undefined
  const dialect = name === 'ws' ? 'plain' : 'plainSocketIo'
  return { dialect, ports: [port], watched: { pids: [pid], postmaster } }
}

/** This server on a database, through one door. */
export async function chatContender(
  bench: Bench,
  databaseUrl: string,
  dialect: DialectName,
): Promise<Contender> {
  const { port, pid } = await bench.fleet.chat({ databaseUrl })
  return { dialect, ports: [port], watched: { pids: [pid], postmaster: bench.postgres.postmaster } }
}

/** A seat for every member of every room, by one of their sessions; members of one room are spread over the nodes. */
export async function seatsIn(
  rooms: Rooms,
  { ports }: Pick<Contender, 'ports'>,
  people = PEOPLE,
  device = 0,
): Promise<Seat[]> {
  const seats: Seat[] = []
  for (let nth = 0; nth < rooms.members; nth++) {
    for (let room = 0; room < rooms.count; room++) {
      const token = await tokenOf(memberNumber(rooms, people, room, nth), device)
      seats.push({ port: ports[nth % ports.length]!, room: `${rooms.name}-${room}`, token })
    }
  }
  return seats
}

/** Everybody of these rooms, connected. */
export async function crowdIn(
  bench: Bench,
  rooms: Rooms,
  contender: Contender,
  people = PEOPLE,
): Promise<Crowd> {
  const seats = await seatsIn(rooms, contender, people)
  const { dialect, watched } = contender
  return Crowd.join(bench.pool, { dialect, seats, fanOut: rooms.members }, watched)
}
