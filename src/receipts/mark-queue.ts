// Marks that come at the same time go to the database together: one statement at a time, and one row of it for each member.
import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { ChatError, toChatError, type ErrorCode } from '../common/errors.js'
import type { Actor } from '../auth/actor.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MarkDto } from './marks.dto.js'
import type { MarksView } from './marks.view.js'

/** What the database says of one member, after the commit: see set_marks.sql. */
export interface MarksRow extends MarksView {
  outcome: 'reached' | 'moved' | 'same' | 'busy' | ErrorCode
  /** Where the room's log ends; null if it is another. */
  head: number | null
}

/** What one member has marked in one room, as far as it waits: the furthest of all that they have asked for. */
export interface Marking extends MarkDto {
  actor: Actor
  room: RoomRef
}

interface Waiting extends MarkDto {
  /** By the clock of `performance.now()`: when it has waited long enough. */
  due: number
  resolve: (row: MarksRow) => void
  reject: (error: ChatError) => void
}

interface Gathered extends Marking {
  waiting: Waiting[]
}

interface Limits {
  /** How many may wait for an answer; more are refused with `unavailable`. */
  marks: number
  /** How long one may go without an answer, in milliseconds; then it is refused with `unavailable`. */
  ms: number
}

/** Most members in one statement: bounds the time for which their rows are locked. */
const MAX_BATCH = 512
/** How often those are looked for that have waited too long. */
const LOOK_MS = 100
/** Milliseconds from one statement to the next, unless there is enough for it: what comes meanwhile shares a commit. */
const REST_MS = 10
const ENOUGH = 256
/** From one try to the next, where somebody else has the rows of all that wait. */
const BUSY_MS = 10

export class MarkQueue {
  /** By room, log and member. */
  private gathered = new Map<string, Gathered>()
  private storing: Gathered[] = []
  private unanswered = 0
  private running: Promise<void> | undefined
  private closed = false

  /** @param store answers each, in their order; `busy` for whom nothing was stored since somebody else has their row */
  constructor(
    private readonly store: (markings: readonly Marking[]) => Promise<MarksRow[]>,
    private readonly limits: Limits,
  ) {}

  /**
   * Resolves after the commit.
   * @throws ChatError `seq_unknown`, `not_a_member`, `chatroom_not_found`; `unavailable` when too many wait, the database is away or
   *   the wait was too long: it may still be stored then, if it was already on its way
   */
  add(actor: Actor, room: RoomRef, { read, delivered }: MarkDto): Promise<MarksRow> {
    if (this.closed)
      return Promise.reject(new ChatError('unavailable', 'This node is going away. Reconnect.'))
    if (this.unanswered >= this.limits.marks) {
      return Promise.reject(
        new ChatError('unavailable', 'Too many marks are waiting (MAX_PENDING_MARKS).', { retryAfter: 1 }),
      )
    }
    this.unanswered++
    const answered = new Promise<MarksRow>((resolve, reject) =>
      this.gather(actor, room, { read, delivered, due: performance.now() + this.limits.ms, resolve, reject }),
    )
    this.running ??= this.run()
    return answered.finally(() => this.unanswered--)
  }

  /** Refuses whatever comes from now on; resolves when all that was accepted is answered. */
  async close(): Promise<void> {
    this.closed = true
    while (this.running) await this.running
  }

  private gather(actor: Actor, room: RoomRef, waiting: Waiting): void {
    const key = `${room.id} ${room.log} ${actor.id}`
    const { read, delivered } = waiting
    const known = this.gathered.get(key)
    if (!known) this.gathered.set(key, { actor, room, read, delivered, waiting: [waiting] })
    else {
      known.waiting.push(waiting)
      known.read = furthest(known.read, read)
      known.delivered = furthest(known.delivered, delivered)
    }
  }

  private async run(): Promise<void> {
    // Everything that this turn of the event loop brings goes together.
    await setImmediate()
    const look = setInterval(() => this.refuseLate(), LOOK_MS)
    while (this.gathered.size > 0) {
      if (!(await this.write())) await pause(BUSY_MS)
      else if (this.gathered.size > 0 && this.gathered.size < ENOUGH) await pause(REST_MS)
    }
    clearInterval(look)
    this.running = undefined
  }

  /** One statement. @returns whether anybody is answered */
  private async write(): Promise<boolean> {
    this.storing = this.take()
    if (this.storing.length === 0) return true
    try {
      const rows = await this.store(this.storing)
      return this.storing.filter((each, index) => this.settle(each, rows[index]!)).length > 0
    } catch (error) {
      const refused = toChatError(error, 'marks')
      for (const { waiting } of this.storing) refuse(waiting, refused)
      return true
    } finally {
      this.storing = []
    }
  }

  private take(): Gathered[] {
    const taken: Gathered[] = []
    for (const [key, each] of this.gathered) {
      if (taken.length === MAX_BATCH) break
      this.gathered.delete(key)
      // All of them may have waited too long.
      if (each.waiting.length > 0) taken.push(each)
    }
    return taken
  }

  /** @returns whether anybody is answered; the others wait for the next statement */
  private settle(each: Gathered, row: MarksRow): boolean {
    const { waiting } = each
    if (row.outcome === 'reached' || row.outcome === 'moved' || row.outcome === 'same') {
      for (const { resolve } of waiting) resolve(row)
      return true
    }
    const { outcome } = row
    const isToWait = (one: Waiting) => outcome === 'busy' || isWithin(one, row)
    for (const one of waiting.filter(isToWait)) this.gather(each.actor, each.room, one)
    if (outcome === 'busy') return false
    refuse(
      waiting.filter((one) => !isToWait(one)),
      refusalOf(outcome, row.head),
    )
    return true
  }

  /** Answers those that have waited too long. */
  private refuseLate(): void {
    const now = performance.now()
    const error = new ChatError('unavailable', 'The database does not answer. Try again.', { retryAfter: 1 })
    for (const each of [...this.storing, ...this.gathered.values()]) {
      const late = each.waiting.filter(({ due }) => due <= now)
      if (late.length === 0) continue
      each.waiting = each.waiting.filter(({ due }) => due > now)
      refuse(late, error)
    }
  }
}

const furthest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)

/** Of several that were refused together since one of them is beyond the end of the log: whether this one is not. */
const isWithin = ({ read = 0, delivered = 0 }: MarkDto, { outcome, head }: MarksRow): boolean =>
  outcome === 'seq_unknown' && head !== null && Math.max(read, delivered) <= head

function refuse(waiting: readonly Waiting[], error: ChatError): void {
  for (const { reject } of waiting) reject(error)
}

/** @param head where the log ends; null if it is another than the one that the mark is of */
export function refusalOf(code: ErrorCode, head: number | null): ChatError {
  if (code !== 'seq_unknown') return new ChatError(code)
  if (head === null)
    return new ChatError(code, 'This chatroom has another log now: start again from the history.')
  return new ChatError(code, `The log ends at ${head}.`)
}
