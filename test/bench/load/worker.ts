// A process that makes load: connections that send at a pace and count, told what to do by the bench.
import { SingleInserts } from '../references/single-inserts.js'
import { nowUs } from './clock.js'
import { DIALECTS } from './dialects.js'
import { Line } from './line.js'
import { pace } from './pacer.js'
import type { Answer, Call, JoinOrder, LoadMethods, StepOrder } from './protocol.js'
import { Tally } from './tally.js'

type Handlers = {
  [Method in keyof LoadMethods]: (
    argument: LoadMethods[Method]['takes'],
  ) => Promise<LoadMethods[Method]['answers']>
}

let tally = new Tally()
let lines: Line[] = []
let inserts: SingleInserts | undefined
let clientIds = 0
let stopPacing = () => {}

async function join({ dialect, seats, atOnce }: JoinOrder) {
  const startedAt = nowUs()
  lines = seats.map((seat) => new Line(seat, DIALECTS[dialect], tally))
  const waiting = lines.values()
  const opener = async () => {
    for (const line of waiting) await line.open()
  }
  await Promise.all(Array.from({ length: atOnce }, opener))
  return { startedAt, finishedAt: nowUs() }
}

async function step(order: StepOrder): Promise<undefined> {
  tally.begin(order)
  const speakers = lines.filter(({ besides }) => besides === undefined)
  const markers = lines.filter(({ besides }) => besides)
  let turn = 0
  let marked = 0
  stopPacing = pace(order.pace, (scheduled) => {
    if (inserts) return inserts.insert(scheduled, tally)
    const clientId = order.clientIds ? `${process.pid}-${++clientIds}` : undefined
    speakers[turn % speakers.length]?.send(scheduled, clientId)
    for (let nth = markers[0]?.besides ?? 0; nth > 0; nth--) markers[marked++ % markers.length]!.markOn()
    turn += 1
  })
}

async function leave(): Promise<undefined> {
  stopPacing()
  for (const line of lines) line.close()
  lines = []
  await inserts?.close()
  inserts = undefined
  tally = new Tally()
}

const handlers: Handlers = {
  join,
  step,
  leave,
  report: async () => tally.report(),
  prepareInserts: async (order) => {
    inserts = await SingleInserts.open(order)
    return undefined
  },
}

async function answer({ id, method, argument }: Call): Promise<Answer> {
  try {
    return { id, result: await handlers[method](argument as never) }
  } catch (error) {
    return { id, error: (error as Error).message }
  }
}

process.on('message', (call: Call) => void answer(call).then((reply) => process.send?.(reply)))
process.on('disconnect', () => process.exit())
// Ctrl-C reaches every process of a terminal; the bench itself ends this one.
process.on('SIGINT', () => undefined)
