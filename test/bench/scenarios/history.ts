// Whether a long log is as quick to read as a short one: a page of the history, and a resume.
import { Agent, get } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Bench } from '../bench.js'
import type { Effort } from '../effort.js'
import { nowUs } from '../load/clock.js'
import { DIALECTS, type DialectName } from '../load/dialects.js'
import { Histogram } from '../load/histogram.js'
import { Line } from '../load/line.js'
import { Tally } from '../load/tally.js'
import type { Scenario } from '../scenario.js'
import { fillPeople, fillRooms, tokenOf, type Rooms } from '../targets/world.js'
import { chatContender } from './contenders.js'

/** Messages of a page, and of a resume. */
const PAGE = 50
const STUCK_MS = 10_000

/** A room with one member, and so many messages with their `joined`. */
const roomOf = (messages: number): Rooms => ({
  name: `log${messages}`,
  count: 1,
  members: 1,
  messages: messages - 1,
})
const label = (messages: number) => `a room of ${messages.toLocaleString('en').replaceAll(',', ' ')}`

interface Reading {
  port: number
  messages: number
  token: string
  agent: Agent
}

/** Milliseconds at the middle of many, one after the other; as many come first, while code is being compiled. */
async function median(requests: number, once: () => Promise<void>): Promise<number> {
  const times = new Histogram()
  for (let n = -requests; n < requests; n++) {
    const start = nowUs()
    await once()
    if (n >= 0) times.add(nowUs() - start)
  }
  return times.quantile(0.5)
}

function readPage({ port, messages, token, agent }: Reading): Promise<void> {
  const path = `/chatroom/${roomOf(messages).name}-0/messages?limit=${PAGE}`
  return new Promise((resolve, reject) => {
    get(
      { port, host: '127.0.0.1', path, agent, headers: { Authorization: `Bearer ${token}` } },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`the history answered ${response.statusCode}`))
        response.resume().once('end', resolve)
      },
    ).once('error', reject)
  })
}

/** From the handshake to the last of the missed messages. */
async function resume({ port, messages, token }: Reading, dialect: DialectName): Promise<void> {
  const tally = new Tally()
  const missed = Math.min(PAGE, messages)
  const seat = { port, room: `${roomOf(messages).name}-0`, token, afterSeq: messages - missed }
  const line = new Line(seat, DIALECTS[dialect], tally)
  const end = Date.now() + STUCK_MS
  await line.open()
  while (tally.delivered < missed && Date.now() < end) await setImmediate()
  line.close()
  if (tally.delivered < missed) throw new Error(`a resume brought ${tally.delivered} messages of ${missed}`)
}

async function measure(bench: Bench, messages: number, sizes: number[]) {
  const databaseUrl = await bench.postgres.database('history', async (client) => {
    await fillPeople(client, 1)
    for (const size of sizes)
      await fillRooms(client, roomOf(size), { people: 1, clientIds: bench.options.clientIds })
  })
  const { ports } = await chatContender(bench, databaseUrl, 'plain')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const reading = { port: ports[0]!, messages, token: await tokenOf(0), agent }
  const { requests } = bench.effort.history
  try {
    return {
      page: await median(requests, () => readPage(reading)),
      resume: await median(requests, () => resume(reading, 'plain')),
      resumeSocketIo: await median(requests, () => resume(reading, 'socketIo')),
    }
  } finally {
    agent.destroy()
  }
}

export const history = ({ history: { messages } }: Effort): Scenario => {
  // A room of ten has only ten to give; one of fifty answers as many bytes as the long one.
  const sizes = [10, PAGE, messages]
  const metrics = [
    { key: 'page', label: 'page, p50 ms', digits: 2 },
    { key: 'resume', label: 'resume, plain WebSocket, p50 ms', digits: 2 },
    { key: 'resumeSocketIo', label: 'resume, Socket.IO, p50 ms', digits: 2 },
  ]
  return {
    name: 'history',
    title: `History page of ${PAGE}, and resume of ${PAGE}, one after the other`,
    metrics,
    series: sizes.map(label),
    goals: metrics.flatMap(({ key }) =>
      [10, PAGE].map((size) => ({
        series: label(messages),
        reference: label(size),
        metric: key,
        ...(size === 10 && { atMost: 1.3 }),
      })),
    ),
    measure: (bench, series) =>
      measure(
        bench,
        sizes.find((size) => label(size) === series)!,
        sizes,
      ),
  }
}
