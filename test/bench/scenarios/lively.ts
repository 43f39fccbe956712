// What answers and reactions cost beside texts, through the same door of the same server.
import type { Bench } from '../bench.js'
import { Crowd } from '../load/crowd.js'
import type { Seat } from '../load/protocol.js'
import type { Scenario, Values } from '../scenario.js'
import { chatContender, LIVELY, roomsDatabase, seatsIn } from './contenders.js'
import { costs, highestRate } from './highest.js'

const TEXTS = 'texts'
const REPLIES = 'replies'
const REACTIONS = 'reactions'

/** What is in each room beforehand: everybody has come, and then so much was said. */
const SEQS = Array.from({ length: LIVELY.messages! }, (_, nth) => LIVELY.members + 1 + nth)

const aboutIn = (series: string): Pick<Seat, 'about'> =>
  series === REPLIES || series === REACTIONS ? { about: { kind: series, seqs: SEQS } } : {}

async function measure(bench: Bench, series: string): Promise<Values> {
  const contender = await chatContender(bench, await roomsDatabase(bench), 'plain')
  const seats = (await seatsIn(LIVELY, contender)).map((seat) => ({ ...seat, ...aboutIn(series) }))
  const order = { dialect: contender.dialect, seats, fanOut: LIVELY.members }
  const crowd = await Crowd.join(bench.pool, order, contender.watched)
  const search = { key: `lively, ${series}`, fanOut: LIVELY.members, from: 1000 }
  return costs(await highestRate(bench, crowd, search))
}

export const lively = (): Scenario => ({
  name: 'lively',
  title: '100 rooms × 10: highest accepted texts, answers and reactions per second (p99 under 500 ms)',
  metrics: [
    { key: 'accepted', label: 'accepted/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs each', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs each', digits: 1 },
  ],
  series: [TEXTS, REPLIES, REACTIONS],
  goals: [
    { series: REPLIES, reference: TEXTS, metric: 'accepted', atLeast: 0.7 },
    { series: REACTIONS, reference: TEXTS, metric: 'accepted', atLeast: 0.5 },
  ],
  measure,
})
