// What every good client must do: keep its last seq, resend what is not acknowledged, come back to the next node, resume.
import { performance } from 'node:perf_hooks'
import { pause } from './inbox.js'
import { LINES, type Acknowledged, type Line, type LineDoor } from './lines.js'
import { random } from './random.js'
import type { Message, SendAnswer } from './wire.js'

export interface ClientOptions {
  /** Nodes to come back to, in turn. */
  urls: readonly string[]
  token: string
  room: string
  door: LineDoor
  /** The last seq that is known; 0 for everything. */
  after?: number
  /** Messages that may be on their way at once. */
  window?: number
  /** Milliseconds of silence after which a plain WebSocket counts as dead. */
  silence?: number
}

interface Outgoing {
  body: { type: string; client_id: string; [field: string]: unknown }
  sentAt?: number
  resolve: (answer: Acknowledged) => void
}

/** Longer than any answer of the server may take, refusals included. */
const ANSWER_LIMIT = 7000
const BACK_OFF = { first: 50, most: 1000 }
/** Refusals and cuts after which coming back helps; 0 and 1005 to 1006 are connections that broke without a word. */
const COME_BACK = new Set<string | number>([
  'seq_unknown',
  'unavailable',
  'internal',
  0,
  1001,
  1005,
  1006,
  1011,
  1013,
])

export class ReferenceClient {
  /** Everything received of the log that the room has, from the first seq on. */
  readonly received: Message[] = []
  readonly acknowledged = new Map<string, Acknowledged>()
  /** `unavailable` and the like: how many milliseconds each took. */
  readonly refusals: number[] = []
  /** How every connection ended that had been let in. */
  readonly endings: (string | number)[] = []
  /** What must not happen. */
  readonly problems: string[] = []
  lastSeq: number
  /** How often it has started again from the beginning: the room had another log. */
  restarts = 0
  /** The log that all of this is of; undefined until it is told. */
  private log: string | undefined
  /** Milliseconds from the first attempt to the acknowledgement, of the slowest message. */
  slowest = 0
  private readonly outbox: Outgoing[] = []
  /** The node that it is, or was last, connected to. */
  url = ''
  private line: Line | undefined
  private open = true
  private refused = false
  private attempt = 0
  private readonly running: Promise<void>

  constructor(private readonly options: ClientOptions) {
    this.lastSeq = options.after ?? 0
    this.running = this.run()
  }

  get unacknowledged(): number {
    return this.outbox.length
  }

  get connected(): boolean {
    return this.line !== undefined
  }

  /** Resolves when the message is acknowledged, however often it has to be sent. */
  say(message: string, client_id: string): Promise<Acknowledged> {
    return this.send({ type: 'text', message, client_id })
  }

  /** The same for anything. */
  send(body: Outgoing['body']): Promise<Acknowledged> {
    const start = performance.now()
    const answer = new Promise<Acknowledged>((resolve) => this.outbox.push({ body, resolve }))
    this.pump()
    return answer.finally(() => (this.slowest = Math.max(this.slowest, performance.now() - start)))
  }

  async reaches(seq: number, ms: number): Promise<void> {
    for (const end = performance.now() + ms; this.lastSeq < seq; await pause(20))
      if (performance.now() > end) throw new Error(`At ${this.lastSeq} of ${seq} after ${ms} ms`)
  }

  async stop(): Promise<void> {
    this.open = false
    this.line?.close()
    await this.running
  }

  /** A connection after the other, each on the next node; back-off while none lets us in. */
  private async run(): Promise<void> {
    for (let turn = 0; this.open; turn++) {
      this.url = this.options.urls[turn % this.options.urls.length]!
      const ending = await this.connect(this.url)
      if (this.line && this.open) this.endings.push(ending)
      this.line = undefined
      if (!this.open) return
      if (ending === 'seq_unknown') this.startAgain()
      if (!COME_BACK.has(ending)) return void this.problems.push(`cut for good: ${ending}`)
      await pause(Math.min(BACK_OFF.first * 2 ** this.attempt++, BACK_OFF.most) * (0.5 + random() / 2))
    }
  }

  /** Resolves with how the connection ended. */
  private connect(url: string): Promise<string | number> {
    return new Promise((resolve) => {
      const { token, room, door, silence = 5000 } = this.options
      const look = setInterval(() => this.overdue() && line.close(), 200)
      const line = LINES[door](
        { url, token, room, silence, after: this.lastSeq, log: this.log },
        {
          ready: (log) => this.resume(line, log),
          message: (message) => this.receive(message),
          answer: (client_id, answer) => this.settle(client_id, answer),
          ended: (ending) => {
            clearInterval(look)
            resolve(ending)
          },
        },
      )
      if (!this.open) line.close()
    })
  }

  private resume(line: Line, log: string): void {
    if (this.log !== undefined && this.log !== log) this.problems.push('let into another log')
    this.log = log
    this.attempt = 0
    this.refused = false
    for (const each of this.outbox) delete each.sentAt
    this.line = line
    this.pump()
  }

  /**
   * The database has come back with another history. What was not acknowledged is said again into the new log: here, rooms are
   * never made anew. A client for people asks them where that may be.
   */
  private startAgain(): void {
    if (this.log === undefined) return
    this.log = undefined
    this.lastSeq = 0
    this.received.length = 0
    this.restarts++
  }

  private receive(message: Message): void {
    const expected = this.lastSeq + 1
    if (message.seq !== expected) this.problems.push(`got ${message.seq} instead of ${expected}`)
    this.lastSeq = message.seq
    this.received.push(message)
  }

  private overdue(): boolean {
    const now = performance.now()
    return this.outbox.some(({ sentAt }) => sentAt !== undefined && now - sentAt > ANSWER_LIMIT)
  }

  /** Sends what is not on its way yet, in order; after a refusal only when everything that is has been answered. */
  private pump(): void {
    if (!this.line || this.refused) return
    for (const each of this.outbox.slice(0, this.options.window ?? 1)) {
      if (each.sentAt !== undefined) continue
      each.sentAt = performance.now()
      this.line.send({ ...each.body, log: this.log })
    }
  }

  private settle(client_id: string | null, answer: SendAnswer): void {
    const index = this.outbox.findIndex(({ body }) => body.client_id === client_id)
    const outgoing = this.outbox[index]
    if (!outgoing) return void this.problems.push(`answer to nothing: ${JSON.stringify(answer)}`)
    if (answer.ok) {
      this.outbox.splice(index, 1)
      this.acknowledged.set(outgoing.body.client_id, answer)
      outgoing.resolve(answer)
    } else {
      if (!COME_BACK.has(answer.error.code)) this.problems.push(`refused for good: ${answer.error.code}`)
      if (answer.error.code === 'seq_unknown') {
        this.startAgain()
        this.line?.close()
      }
      this.refusals.push(performance.now() - (outgoing.sentAt ?? 0))
      delete outgoing.sentAt
      this.refused = true
    }
    if (this.refused && this.outbox.every(({ sentAt }) => sentAt === undefined)) void this.tryAgain()
    this.pump()
  }

  private async tryAgain(): Promise<void> {
    await pause(100)
    this.refused = false
    this.pump()
  }
}
