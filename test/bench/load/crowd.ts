// Everybody who is connected during a measurement, and what they do together: join, talk at a rate, leave.
import { setTimeout as pause } from 'node:timers/promises'
import { cpuOf, type Cpu, type Watched } from '../report/process-cost.js'
import { nowUs, sleepUntil } from './clock.js'
import { Histogram } from './histogram.js'
import type { DialectName } from './dialects.js'
import type { LoadPool } from './pool.js'
import type { InsertsOrder, Seat, StepReport } from './protocol.js'

export interface Step {
  /** Messages per second, of all together. */
  rate: number
  /** Seconds before what is counted begins, and for which it lasts. */
  warmUp: number
  seconds: number
  sampleEvery?: number
  clientIds?: boolean
}

export interface StepResult {
  offered: number
  /** Per second of the window. */
  accepted: number
  delivered: number
  /** From the scheduled sending, in milliseconds: to the receipt by a member, and to the acknowledgement. */
  delivery: { p50: number; p99: number }
  acknowledgement: { p50: number; p99: number }
  /** In the window. */
  cpu: Cpu
  messages: number
  deliveries: number
  /** Whether everything sent was answered, and everything accepted delivered to everybody, exactly once. */
  complete: boolean
  /** The share of a core that the busiest load process took. */
  clientBusy: number
  complaint: string | undefined
}

/** Whom to connect. */
interface Order {
  dialect: DialectName
  seats: Seat[]
  /** Deliveries that one message makes. */
  fanOut: number
  /** Handshakes under way at a time. */
  atOnce?: number
}

/** Handshakes under way at a time. */
const AT_ONCE = 100
/** How long a step's last answers and deliveries may take. */
const SETTLE_MS = 5000
/** Nothing moved for so long: nothing will. */
const STILL_MS = 1000
/** Less than this share of what was offered: the rest is not worth waiting for. */
const HOPELESS = 0.8
/** A server that takes less of a core than this has got over what was too much for it; looked at this often and long. */
const CALM = 0.2
const LOOK_MS = 200
const CALM_WITHIN_MS = 15_000
/** Between ordering a step and its first message: every process has heard by then. */
const LEAD_US = 50_000

export class Crowd {
  /** Seconds from the first handshake to the last `ready`. */
  joinedIn = 0

  private constructor(
    private readonly pool: LoadPool,
    private readonly watched: Watched,
    /** Deliveries that one message makes. */
    private readonly fanOut: number,
    private readonly enter: () => Promise<number>,
  ) {}

  /**
   * Connects a client for each seat.
   * @throws Error when one of them is not let in
   */
  static async join(
    pool: LoadPool,
    { dialect, seats, fanOut, atOnce = AT_ONCE }: Order,
    watched: Watched,
  ): Promise<Crowd> {
    const shares = shareOut(seats, pool.size)
    const crowd = new Crowd(pool, watched, fanOut, async () => {
      const each = { dialect, atOnce: Math.ceil(atOnce / pool.size) }
      const reports = await pool.all('join', (index) => ({ ...each, seats: shares[index] ?? [] }))
      const started = Math.min(...reports.map(({ startedAt }) => startedAt))
      return (Math.max(...reports.map(({ finishedAt }) => finishedAt)) - started) / 1e6
    })
    crowd.joinedIn = await crowd.enter()
    return crowd
  }

  /** Not clients but statements: each message is one insert. */
  static async inserting(pool: LoadPool, order: InsertsOrder, watched: Watched): Promise<Crowd> {
    const each = { ...order, connections: Math.ceil(order.connections / pool.size) }
    const crowd = new Crowd(pool, watched, 0, async () => {
      await pool.all('prepareInserts', () => each)
      return 0
    })
    await crowd.enter()
    return crowd
  }

  async step({ rate, warmUp, seconds, sampleEvery = 1, clientIds = false }: Step): Promise<StepResult> {
    const { pool } = this
    const firstAt = nowUs() + LEAD_US
    const windowStart = firstAt + warmUp * 1e6
    const windowEnd = windowStart + seconds * 1e6
    const gap = (1e6 * pool.size) / rate
    const count = Math.ceil(((warmUp + seconds) * 1e6) / gap)
    await pool.all('step', (index) => ({
      pace: { firstAt: firstAt + (gap * index) / pool.size, gap, count },
      ...{ windowStart, windowEnd, sampleEvery, clientIds },
    }))
    await sleepUntil(windowStart)
    const before = cpuOf(this.watched)
    await sleepUntil(windowEnd)
    const after = cpuOf(this.watched)
    const cpu = { server: after.server - before.server, database: after.database - before.database }
    const result = this.result(await this.settled(rate))
    // What is left over from the warm-up and comes in the window is not what the server sustains.
    const accepted = Math.min(rate, result.accepted)
    const delivered = Math.min(rate * this.fanOut, result.delivered)
    return { ...result, offered: rate, cpu, accepted, delivered }
  }

  /** After a step that left something behind: everybody goes, and comes again when the server has got over it. */
  async rejoin(): Promise<void> {
    await this.leave()
    for (let left = CALM_WITHIN_MS / LOOK_MS; left > 0; left--) {
      const before = cpuOf(this.watched)
      await pause(LOOK_MS)
      const after = cpuOf(this.watched)
      const busy = after.server - before.server + after.database - before.database
      if (busy < CALM * LOOK_MS * 1000) break
    }
    await this.enter()
  }

  async leave(): Promise<void> {
    await this.pool.all('leave', () => undefined)
  }

  /** Waits until nothing is on its way any more, or nothing moves, or it is plain that too much was offered. */
  private async settled(rate: number): Promise<StepReport[]> {
    let moved = nowUs()
    let last = ''
    for (const end = moved + SETTLE_MS * 1000; ; await pause(50)) {
      const reports = await this.pool.all('report', () => undefined)
      const now = JSON.stringify(sums(reports))
      if (now !== last) moved = nowUs()
      last = now
      const still = nowUs() - moved > STILL_MS * 1000
      if (reports.some(({ windowEnd }) => !windowEnd)) continue
      const hopeless = this.result(reports).accepted < HOPELESS * rate
      if (this.isComplete(reports) || still || hopeless || nowUs() > end) return reports
    }
  }

  private isComplete(reports: StepReport[]): boolean {
    const { planned, accepted, delivered } = sums(reports)
    return (
      planned === accepted &&
      delivered === accepted * this.fanOut &&
      reports.every(({ closed }) => closed === 0)
    )
  }

  private result(reports: StepReport[]): Omit<StepResult, 'offered' | 'cpu'> {
    const times = (key: 'deliveryTimes' | 'acknowledgeTimes') => {
      const all = Histogram.sum(reports.map((report) => report[key]))
      return { p50: all.quantile(0.5), p99: all.quantile(0.99) }
    }
    const inWindow = (key: 'accepted' | 'delivered') =>
      reports.map(({ windowStart, windowEnd }) => {
        const count = windowEnd![key] - windowStart![key]
        return { count, rate: (count * 1e6) / (windowEnd!.at - windowStart!.at) }
      })
    const [messages, deliveries] = [inWindow('accepted'), inWindow('delivered')]
    return {
      accepted: total(messages.map(({ rate }) => rate)),
      delivered: total(deliveries.map(({ rate }) => rate)),
      messages: total(messages.map(({ count }) => count)),
      deliveries: total(deliveries.map(({ count }) => count)),
      delivery: times('deliveryTimes'),
      acknowledgement: times('acknowledgeTimes'),
      complete: this.isComplete(reports),
      clientBusy: Math.max(...reports.map(({ busy }) => busy)),
      complaint: reports.find(({ complaint }) => complaint)?.complaint,
    }
  }
}

const total = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0)

const sums = (reports: StepReport[]) => ({
  planned: total(reports.map(({ planned }) => planned)),
  sent: total(reports.map(({ total: { sent } }) => sent)),
  accepted: total(reports.map(({ total: { accepted } }) => accepted)),
  delivered: total(reports.map(({ total: { delivered } }) => delivered)),
  answered: total(reports.map(({ total: { accepted, refused } }) => accepted + refused)),
})

/** Deals seats out in turn, in a different turn from room to room, so that every room is in every process. */
function shareOut(seats: Seat[], processes: number): Seat[][] {
  const shares: Seat[][] = Array.from({ length: processes }, () => [])
  const seen = new Map<string, number>()
  for (const seat of seats) {
    const nth = seen.get(seat.room) ?? 0
    seen.set(seat.room, nth + 1)
    shares[(nth + seen.size) % processes]!.push(seat)
  }
  return shares
}
