// What one lane has heard of one room: how far it has come on each of its connections, and the messages as they are now.
import { computed, signal } from '@preact/signals'
import { RoomNow } from './room-now'
import type { Message } from '../shared/wire'
import { heard, held, skip, startRun, type SeqRun } from './seq-run'

const KEPT_MESSAGES = 200

/** Where a room stood when a connection to it began. */
export interface Beginning {
  /** What was asked for: everything after this; undefined for what comes live. */
  afterSeq: number | undefined
  /** Where it was at that moment: up to here all is a replay, and says nothing about speed. */
  lastSeq: number
  log: string | undefined
}

export class HeardRoom {
  readonly runs = signal<readonly SeqRun[]>([])
  /** What was said, as far as it was received, as it is now. */
  readonly messages = signal<readonly Message[]>([])
  /** The last `seq` received. */
  readonly lastSeq = computed(() => held(this.runs.value).at(-1)?.[1])
  /** Which log of it was received. */
  log: string | undefined
  private liveFrom = 0
  private now = new RoomNow<Message>(KEPT_MESSAGES)

  constructor(readonly name: string) {}

  /** What a `seq` is a place in. */
  get place(): string {
    return `${this.name} ${this.log}`
  }

  /** Up to where it needs nothing more. */
  get position(): number {
    return (this.runs.value.at(-1)?.next ?? 1) - 1
  }

  begin({ afterSeq, lastSeq, log }: Beginning): void {
    if (log !== undefined && log !== this.log) {
      if (this.log !== undefined) this.restart()
      this.log = log
    }
    this.liveFrom = lastSeq
    this.runs.value = [...this.runs.value, startRun(afterSeq, lastSeq)]
  }

  /** What comes from here on is live. */
  goLive(): void {
    this.liveFrom = Math.min(this.liveFrom, this.position)
  }

  isLive(seq: number): boolean {
    return seq > this.liveFrom
  }

  hear(entry: Message): void {
    this.take(entry)
    this.change((run) => heard(run, entry.seq))
  }

  skip(afterSeq: number, beforeSeq: number): void {
    this.change((run) => skip(run, afterSeq, beforeSeq))
  }

  /** Of a message that is known from an answer: it says nothing about what the connection has received. */
  take(entry: Message): void {
    this.now.take(entry)
    this.messages.value = this.now.messages
  }

  restart(): void {
    this.runs.value = []
    this.now = new RoomNow(KEPT_MESSAGES)
    this.messages.value = []
  }

  private change(next: (run: SeqRun) => SeqRun): void {
    const before = this.runs.value
    const run = before.at(-1)
    if (run) this.runs.value = [...before.slice(0, -1), next(run)]
  }
}
