// How long a search takes in a user's rooms, and what it costs whoever sends that everything can be found.
import { Agent, get } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { Client } from 'pg'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { nowUs } from '../load/clock.js'
import { Histogram } from '../load/histogram.js'
import type { Scenario, Values } from '../scenario.js'
import { fillPeople, fillRooms, tokenOf, type Rooms } from '../targets/world.js'
import { chatContender, crowdIn, MANY } from './contenders.js'
import { costs, highestRate } from './highest.js'

/** Words that there are, and of each message: of the nth one about as many as n times fewer than of the first. */
const VOCABULARY = 50_000
const WORDS = 8
/** One person is in all of them. */
const talk = (messages: number): Rooms => ({ name: 'talk', count: 100, members: 1, messages: messages / 100 })
const word = (rank: number) => createHash('md5').update(`${rank}`).digest('hex').slice(0, 9)

/** What is looked for: which words, by their rank, taken in turn. */
const SOUGHT: Record<string, (turn: number) => string> = {
  'a word of every fourth message': (turn) => word(3 + (turn % 3)),
  'a word of one in a hundred': (turn) => word(70 + turn),
  'a word of one in a hundred thousand': (turn) => word(VOCABULARY - 1 - (turn % 5000)),
  'a word that nobody says': (turn) => `nobody${turn}`,
  'two words that seldom meet': (turn) => `${word(50 + turn)} ${word(60 + 2 * turn)}`,
  'the beginnings of many words': (turn) => word(turn + 1).slice(0, 2),
  'a common word without another': (turn) => `${word(1)} -${word(2 + (turn % 3))}`,
}

/** $1 the number of messages of each room: one of every room in turn, a second after the other. */
const SAY = `
  UPDATE messages m SET created_at = now() - make_interval(secs => $1::int - m.n), message = (
    SELECT string_agg(left(md5(floor(exp(random() * ln(${VOCABULARY})))::int::text), 9), ' ')
    FROM generate_series(1, ${WORDS}) WHERE m.n > 0
  )
  WHERE m.n > $2::int AND m.n <= $3::int`

async function talkDatabase(bench: Bench): Promise<string> {
  const { messages } = bench.effort.found
  const rooms = talk(messages)
  return bench.postgres.database('talk', async (client) => {
    bench.log(`    filling ${messages} messages`)
    await fillPeople(client, 1)
    // One person is a member of all of these rooms.
    await fillRooms(client, rooms, { people: 1, clientIds: false })
    const step = 500
    for (let from = 0; from < rooms.messages!; from += step)
      await client.query(SAY, [rooms.messages, from, from + step])
  })
}

/** Waits until all that was said can be found; answers how many messages a second that was. */
async function untilFound(databaseUrl: string, messages: number): Promise<number> {
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    const begun = performance.now()
    const before = await indexed(client)
    let now = before
    while (now < messages) {
      await setTimeout(1000)
      now = await indexed(client)
    }
    if (now > before) await client.query('VACUUM ANALYZE message_words')
    return ((now - before) / (performance.now() - begun)) * 1000
  } finally {
    await client.end()
  }
}

async function indexed(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM message_words')
  return Number(rows[0]!.count)
}

function ask(port: number, token: string, agent: Agent, q: string): Promise<void> {
  const path = `/search?limit=20&q=${encodeURIComponent(q)}`
  const headers = { Authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the search answered ${response.statusCode}`))
      response.resume().once('end', resolve)
    }).once('error', reject)
  })
}

async function measure(bench: Bench, series: string): Promise<Values> {
  const { messages, requests } = bench.effort.found
  const databaseUrl = await talkDatabase(bench)
  const { ports } = await chatContender(bench, databaseUrl, 'plain')
  const rate = await untilFound(databaseUrl, messages)
  if (rate > 0) bench.notes.add(`Search: ${rate.toFixed(0)} messages a second were made ready to be found.`)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const token = await tokenOf(0)
  const times = new Histogram()
  try {
    for (let turn = -20; turn < requests; turn++) {
      const start = nowUs()
      await ask(ports[0]!, token, agent, SOUGHT[series]!(Math.abs(turn)))
      if (turn >= 0) times.add(nowUs() - start)
    }
  } finally {
    agent.destroy()
  }
  return { p50: times.quantile(0.5), p99: times.quantile(0.99) }
}

export const search = ({ found: { messages } }: Effort): Scenario => ({
  name: 'search',
  title: `Searching ${messages.toLocaleString('en').replaceAll(',', ' ')} messages in one person's 100 rooms, one after the other`,
  metrics: [
    { key: 'p50', label: 'p50, ms', digits: 1 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
  ],
  series: Object.keys(SOUGHT),
  goals: Object.keys(SOUGHT).flatMap((series) => [
    { series, metric: 'p50', atMost: 30 },
    { series, metric: 'p99', atMost: 150 },
  ]),
  measure,
})

const [BESIDE, WITHOUT] = ['everything can be found', 'nothing is to be found']

/**
 * Lets the search pass over everything as soon as it is collected, in the same transaction: it is never behind, and nothing piles up
 * for it. (Its row may not be held instead: a transaction that stays open keeps all others' dead rows.)
 */
const PASS_OVER = `
  CREATE FUNCTION pass_over() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE followers SET position = NEW.position, seq = 0 WHERE name = 'search';
    RETURN NULL;
  END $$;
  CREATE TRIGGER pass_over AFTER UPDATE ON followers FOR EACH ROW
    WHEN (NEW.name = 'collector' AND NEW.position > OLD.position) EXECUTE FUNCTION pass_over()`

export const searchBeside = (): Scenario => ({
  name: 'search-beside',
  title: '100 rooms × 10: highest rate of messages, with and without the search following them',
  metrics: [
    { key: 'accepted', label: 'messages/s', digits: 0 },
    { key: 'p99', label: 'p99, ms', digits: 1 },
    { key: 'serverPerMessage', label: 'server µs/message', digits: 1 },
    { key: 'databasePerMessage', label: 'PostgreSQL µs/message', digits: 1 },
  ],
  series: [WITHOUT, BESIDE],
  goals: [{ series: BESIDE, reference: WITHOUT, metric: 'accepted', atLeast: 0.91 }],
  async measure(bench, series) {
    const databaseUrl = await bench.postgres.database(`beside-${series === BESIDE}`, async (client) => {
      await fillPeople(client, 1000)
      await fillRooms(client, MANY, { people: 1000, clientIds: false })
      if (series === WITHOUT) await client.query(PASS_OVER)
    })
    const crowd = await crowdIn(bench, MANY, await chatContender(bench, databaseUrl, 'plain'), 1000)
    const found = await highestRate(bench, crowd, {
      key: `search-beside, ${series}`,
      fanOut: MANY.members,
      from: 1000,
    })
    return costs(found)
  },
})
