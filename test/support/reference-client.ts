// What every good client must do: keep its last seq, resend what is not acknowledged, come back to the next node, resume.
import { awake } from './awake.js'
import { pause } from './inbox.js'
import { LINES, type Line, type LineDoor } from './lines.js'
import { COME_BACK, Outbox, type Acknowledged, type Body } from './outbox.js'
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

const BACK_OFF = { first: 50, most: 1000 }
export class ReferenceClient {
  /** Everything received of the log that the room has, from the first seq on. */
  readonly received: Message[] = []
  /** How every connection ended that had been let in. */
  readonly endings: (string | number)[] = []
  /** What must not happen. */
  readonly problems: string[] = []
  lastSeq: number
  /** How often it has started again from the beginning: the room had another log. */
  restarts = 0
  /** The log that all of this is of; undefined until it is told. */
  private log: string | undefined
  private readonly outbox: Outbox
  /** The node that it is, or was last, connected to. */
  url = ''
  private line: Line | undefined
  private open = true
  private attempt = 0
  private readonly running: Promise<void>

  constructor(private readonly options: ClientOptions) {
    this.lastSeq = options.after ?? 0
    this.outbox = new Outbox(this.problems, options.window)
    this.running = this.run()
  }

  get unacknowledged(): number {
    return this.outbox.size
  }

  get acknowledged(): ReadonlyMap<string, Acknowledged> {
    return this.outbox.acknowledged
  }

  /** `unavailable` and the like: how many milliseconds each took. */
  get refusals(): readonly number[] {
    return this.outbox.refusals
  }

  /** Milliseconds from the first attempt to the acknowledgement, of the slowest message. */
  get slowest(): number {
    return this.outbox.slowest
  }

  get connected(): boolean {
    return this.line !== undefined
  }

  /** Resolves when the message is acknowledged, however often it has to be sent. */
  say(message: string, client_id: string): Promise<Acknowledged> {
    return this.send({ type: 'text', message, client_id })
  }

  /** The same for anything. */
  send(body: Body): Promise<Acknowledged> {
    return this.outbox.send(body)
  }

  async reaches(seq: number, ms: number): Promise<void> {
    for (const end = awake() + ms; this.lastSeq < seq; await pause(20))
      if (awake() > end) throw new Error(`At ${this.lastSeq} of ${seq} after ${ms} ms`)
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
      this.outbox.close()
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
      const look = setInterval(() => this.outbox.overdue && line.close(), 200)
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
    this.line = line
    this.outbox.open((body) => line.send({ ...body, log: this.log }))
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

  private settle(client_id: string | null, answer: SendAnswer): void {
    if (!answer.ok && answer.error.code === 'seq_unknown') {
      this.startAgain()
      this.line?.close()
    }
    this.outbox.settle(client_id, answer)
  }
}
