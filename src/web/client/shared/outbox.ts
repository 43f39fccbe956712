// What was said or changed in one room and has not come back yet: sent until it is acknowledged, over as many connections as that takes.
import type { Outgoing } from './inbox-listener.js'
import { HISTORY_REPLACED, Problem, UNREACHABLE } from './problem.js'
import { isChanging, type Draft } from './wire.js'

/** How often a message is offered that the server cannot take just now, before its author decides. */
const OFFERS = 4
/** Milliseconds before the second offer; each further one waits twice as long. */
const FIRST_WAIT = 400

/** The room that all of it is for. */
export interface Addressee {
  /** Whether something may be sent now. */
  readonly ready: boolean
  /** Which log it has, as far as it is known here. */
  readonly log: string | undefined
  /** The last entry of it that has come. */
  readonly lastSeq: number
  /** @returns its `seq`. @throws Problem */
  offer(draft: Draft & { client_id: string }): Promise<number>
  /** The oldest first. */
  outboxChanged(outbox: readonly Outgoing[]): void
}

export class Outbox {
  private items: Outgoing[] = []
  private pumping = false
  /** A log that the room turned out not to have any more: nothing goes before it is known which it has. */
  private gone: string | undefined
  private closed = false

  constructor(private readonly room: Addressee) {}

  /** Says something, now or as soon as that is possible. */
  send(draft: Draft): void {
    const client_id = newClientId()
    this.items.push({ client_id, draft: { ...draft, client_id }, since: new Date() })
    this.tell()
    void this.pump()
  }

  /** Sends again what was refused. The same `client_id`: if it did arrive after all, it is not stored twice. */
  retry(client_id: string): void {
    this.items = this.items.map((each) => {
      if (each.client_id !== client_id) return each
      const { problem: _, ...fresh } = each
      return fresh
    })
    this.tell()
    void this.pump()
  }

  /** Forgets what was refused, or has come back. */
  discard(client_id: string): void {
    if (!this.items.some((each) => each.client_id === client_id)) return
    this.items = this.items.filter((each) => each.client_id !== client_id)
    this.tell()
  }

  /** What has come back in a page of the history does not come once more. */
  settle(): void {
    if (!this.items.some(({ seq }) => seq !== undefined && seq <= this.room.lastSeq)) return
    this.items = this.items.filter(({ seq }) => seq === undefined || seq > this.room.lastSeq)
    this.tell()
  }

  /**
   * The room has another log: what has not come back was said into one that is gone. In the same room it is said again, with its
   * `client_id`: stored once, whatever of the old log is in the new; but what refers to a message by its `seq` might refer to
   * another one there. That, and whatever is for another room of the same name (`anew`), goes only if its author wants it.
   */
  carryOver(anew: boolean): void {
    const left = this.items.filter(({ seq }) => !anew || seq === undefined)
    this.items = left.map((each) => {
      const { seq: _, ...unsent } = each
      if (anew) return { ...unsent, problem: new Problem('seq_unknown', '') }
      return refers(each.draft) ? { ...unsent, problem: new Problem(HISTORY_REPLACED, '') } : unsent
    })
    this.tell()
  }

  close(): void {
    this.closed = true
  }

  /** One at a time, the oldest first: so that what was said first is stored first, whatever happens in between. */
  async pump(): Promise<void> {
    if (this.pumping) return
    this.pumping = true
    let offers = 0
    for (let next = this.next(); next; next = this.next()) {
      const { log } = this.room
      const problem = await this.offer(next)
      if (!problem) continue
      // Not answered: it stays, and is the first to go when the connection is back.
      if (problem.code === UNREACHABLE) break
      if (problem.code === 'seq_unknown') this.gone = log
      else if (problem.passing && ++offers < OFFERS) await pause(FIRST_WAIT * 2 ** offers)
      else this.mark(next, { problem })
    }
    this.pumping = false
  }

  private next(): Outgoing | undefined {
    if (this.closed || !this.room.ready || this.room.log === this.gone) return undefined
    return this.items.find(({ problem, seq }) => !problem && !seq)
  }

  /** @returns why it was not acknowledged, if it was not */
  private async offer(outgoing: Outgoing): Promise<Problem | undefined> {
    const { client_id, draft } = outgoing
    try {
      const seq = await this.room.offer({ ...draft, client_id })
      // Answer and entry come in either order, and a repetition is answered long after its entry.
      if (seq <= this.room.lastSeq) this.discard(client_id)
      else this.mark(outgoing, { seq })
      return undefined
    } catch (thrown) {
      return Problem.from(thrown)
    }
  }

  private mark({ client_id }: Outgoing, mark: Pick<Outgoing, 'seq' | 'problem'>): void {
    this.items = this.items.map((each) => (each.client_id === client_id ? { ...each, ...mark } : each))
    this.tell()
  }

  private tell(): void {
    this.room.outboxChanged([...this.items])
  }
}

const refers = (draft: Draft): boolean => isChanging(draft) || draft.reply_to !== undefined

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Random enough to be nobody else's. Not crypto.randomUUID, which pages without https do not have. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
