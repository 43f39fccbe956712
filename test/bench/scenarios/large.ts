// Whether a full database takes messages as fast as an empty one.
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import type { Scenario, Values } from '../scenario.js'
import { fillPeople, fillRooms, type Rooms } from '../targets/world.js'
import { chatContender, crowdIn } from './contenders.js'
import { costs, highestRate } from './highest.js'

const label = (messages: number) => `${messages.toLocaleString('en').replaceAll(',', ' ')} messages`

/** One member in each room, connected: what is measured is the log, not the fan-out. */
const roomsFor = (rooms: number, messages: number): Rooms => ({
  name: 'log',
  count: rooms,
  members: 1,
  messages: messages / rooms - 1,
})

async function measure(bench: Bench, messages: number): Promise<Values> {
  const { large } = bench.effort
  const rooms = roomsFor(large.rooms, messages)
  const { clientIds } = bench.options
  const databaseUrl = await bench.postgres.database(`log${messages}`, async (client) => {
    bench.log(`    filling ${label(messages)}`)
    await fillPeople(client, rooms.count)
    await fillRooms(client, rooms, { people: rooms.count, clientIds })
  })
  const contender = await chatContender(bench, databaseUrl, 'plain')
  const crowd = await crowdIn(bench, rooms, contender, rooms.count)
  return costs(await highestRate(bench, crowd, { key: `large, ${label(messages)}`, fanOut: 1, from: 1000 }))
}

export const largeDatabase = ({ large: { rooms, small, large } }: Effort): Scenario => ({
  name: 'large',
  title: `Sending into ${rooms.toLocaleString('en').replaceAll(',', ' ')} rooms of a database that holds more and more (plain WebSocket, one connection in each room)`,
  metrics: [
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs/message', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs/message', digits: 1 },
  ],
  series: [small, large].map(label),
  goals: [{ series: label(large), reference: label(small), metric: 'accepted', atLeast: 0.8 }],
  measure: (bench, series) => measure(bench, series === label(large) ? large : small),
})
