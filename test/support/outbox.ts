// What a good client has to say: sent in its order, so many at once, and again until it is acknowledged.
import { awake } from './awake.js'
import { pause } from './inbox.js'
import type { SendAnswer } from './wire.js'

export type Acknowledged = Extract<SendAnswer, { ok: true }>

/** Something to say; inboxes name the `chatroom`, too. */
export interface Body {
  type: string
  client_id: string
  [field: string]: unknown
}

interface Outgoing {
  body: Body
  sentAt?: number
  resolve: (answer: Acknowledged) => void
}

/** Longer than any answer of the server may take, refusals included. */
const ANSWER_LIMIT = 7000

/** Refusals and cuts after which coming back helps; 0 and 1005 to 1006 are connections that broke without a word. */
export const COME_BACK = new Set<string | number>([
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

export class Outbox {
  readonly acknowledged = new Map<string, Acknowledged>()
  /** `unavailable` and the like: how many milliseconds each took. */
  readonly refusals: number[] = []
  /** Milliseconds from the first attempt to the acknowledgement, of the slowest message. */
  slowest = 0
  private readonly waiting: Outgoing[] = []
  private write: ((body: Body) => void) | undefined
  private refused = false

  /**
   * @param problems where it is noted what must not happen
   * @param window messages that may be on their way at once
   */
  constructor(
    private readonly problems: string[],
    private readonly window = 1,
  ) {}

  /** How much is not acknowledged. */
  get size(): number {
    return this.waiting.length
  }

  /** Resolves when it is acknowledged, however often it has to be sent. */
  send(body: Body): Promise<Acknowledged> {
    const start = awake()
    const answer = new Promise<Acknowledged>((resolve) => this.waiting.push({ body, resolve }))
    this.pump()
    return answer.finally(() => (this.slowest = Math.max(this.slowest, awake() - start)))
  }

  /** There is a connection: all that is not acknowledged goes over it. */
  open(write: (body: Body) => void): void {
    this.write = write
    this.refused = false
    for (const each of this.waiting) delete each.sentAt
    this.pump()
  }

  close(): void {
    this.write = undefined
  }

  /** Whether something should have been answered by now. */
  get overdue(): boolean {
    const now = awake()
    return this.waiting.some(({ sentAt }) => sentAt !== undefined && now - sentAt > ANSWER_LIMIT)
  }

  settle(client_id: string | null, answer: SendAnswer): void {
    const index = this.waiting.findIndex(({ body }) => body.client_id === client_id)
    const outgoing = this.waiting[index]
    if (!outgoing) return void this.problems.push(`answer to nothing: ${JSON.stringify(answer)}`)
    if (answer.ok) {
      this.waiting.splice(index, 1)
      this.acknowledged.set(outgoing.body.client_id, answer)
      outgoing.resolve(answer)
    } else {
      if (!COME_BACK.has(answer.error.code)) this.problems.push(`refused for good: ${answer.error.code}`)
      this.refusals.push(awake() - (outgoing.sentAt ?? 0))
      delete outgoing.sentAt
      this.refused = true
    }
    if (this.refused && this.waiting.every(({ sentAt }) => sentAt === undefined)) void this.tryAgain()
    this.pump()
  }

  /** Sends what is not on its way yet, in order; after a refusal only when everything that is has been answered. */
  private pump(): void {
    if (!this.write || this.refused) return
    for (const each of this.waiting.slice(0, this.window)) {
      if (each.sentAt !== undefined) continue
      each.sentAt = awake()
      this.write(each.body)
    }
  }

  private async tryAgain(): Promise<void> {
    await pause(100)
    this.refused = false
    this.pump()
  }
}
