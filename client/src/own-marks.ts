// How far one is in each room, as the server is told of it: soon, not for every entry, and again until it has heard.
import type { ChatError } from './chat-error.js'

/** Milliseconds between two rounds, and how many rooms are told of in each: the server takes only so many in a time. */
const ROUND_MS = 300
const PER_ROUND = 20
/** Seconds to leave the server alone that does not take them just now, unless it says how many. */
const PAUSE_S = 2

interface Reached {
  read: number
  delivered: number
}

export class OwnMarks {
  readonly #wanted = new Map<string, Reached>()
  /** Told, and not answered: what comes meanwhile goes with the next. */
  readonly #asked = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #pausedUntil = 0

  /** @param tell writes a frame; false while there is no connection */
  constructor(private readonly tell: (frame: object) => boolean) {}

  /** What arrived here, or was seen. */
  reached(name: string, { read = 0, delivered = 0 }: Partial<Reached>): void {
    const known = this.#wanted.get(name) ?? { read: 0, delivered: 0 }
    const marks = { read: Math.max(read, known.read), delivered: Math.max(read, delivered, known.delivered) }
    this.#wanted.set(name, marks)
    this.#schedule(0)
  }

  answered(name: string, { read, delivered }: Reached): void {
    this.#asked.delete(name)
    const wanted = this.#wanted.get(name)
    if (wanted && wanted.read <= read && wanted.delivered <= delivered) this.#wanted.delete(name)
    // A round that was due meanwhile has passed it over.
    else if (wanted) this.#schedule(ROUND_MS)
  }

  refused(name: string, error: ChatError): void {
    if (!this.#asked.delete(name)) return
    if (error.passing) this.#pausedUntil = Date.now() + (error.retryAfter ?? PAUSE_S) * 1000
    else this.#wanted.delete(name)
    this.#schedule(ROUND_MS)
  }

  /** There is a connection again: what the last one did not answer is told once more. */
  again(): void {
    this.#asked.clear()
    this.#schedule(0)
  }

  /** Of a room that one is in no more, or whose log is another. */
  forget(name: string): void {
    this.#wanted.delete(name)
    this.#asked.delete(name)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#wanted.clear()
  }

  #schedule(ms: number): void {
    this.#timer ??= setTimeout(() => this.#round(), Math.max(ms, this.#pausedUntil - Date.now()))
  }

  #round(): void {
    this.#timer = undefined
    const due = [...this.#wanted].filter(([name]) => !this.#asked.has(name)).slice(0, PER_ROUND)
    for (const [chatroom, { read, delivered }] of due) {
      if (!this.tell({ type: 'mark', chatroom, read: read || undefined, delivered })) return
      this.#asked.add(chatroom)
    }
    if (due.length > 0) this.#schedule(ROUND_MS)
  }
}
