// One lane: somebody at one door of the room, all that passed there, and what it proves.
import { computed, signal } from '@preact/signals'
import { Api } from '../shared/api'
import { Problem } from '../shared/problem'
import { SessionKeeper } from '../shared/session'
import { TimelineState } from '../shared/timeline-state'
import type { Message, User } from '../shared/wire'
import type { Deliveries } from './deliveries'
import { frameOf, type Frame, type Seen } from './frame'
import { openHttp } from './http.link'
import type { Door, Link, LinkOptions, Listener } from './link'
import { openPlain } from './plain.link'
import { held, heard, startRun, type SeqRun } from './seq-run'
import type { Step } from './snippets'
import { openSocketIo } from './socketio.link'

/** Older ones go: a page that runs for a day must not grow. */
const KEPT_FRAMES = 1000
const KEPT_MESSAGES = 200

const OPEN: Record<Door, (options: LinkOptions, listener: Listener) => Link> = {
  socketio: openSocketIo,
  plain: openPlain,
  http: openHttp,
}

export type State = 'apart' | 'connecting' | 'live'

export class Lane {
  readonly session: SessionKeeper
  readonly api: Api
  readonly user = signal<User | undefined>(undefined)
  readonly door = signal<Door>('socketio')
  readonly byTicket = signal(true)
  readonly state = signal<State>('apart')
  /** Why it is not connected. */
  readonly why = signal('')
  readonly frames = signal<readonly Frame[]>([])
  readonly runs = signal<readonly SeqRun[]>([])
  /** What was said, as far as it was received, as it is now. */
  readonly messages = signal<readonly Message[]>([])
  private timeline = new TimelineState()
  /** What was done since the log was cleared. */
  readonly steps = signal<readonly Step[]>([])
  /** What stands in the field `after_seq`; empty for live only. */
  readonly afterSeq = signal('')
  /** The last `seq` received. */
  readonly lastSeq = computed(() => held(this.runs.value).at(-1)?.[1])
  private link: Link | undefined
  private room = ''
  /** Which log of it was received. */
  private log: string | undefined
  /** Counts connections: what an old one still says is not heard. */
  private turn = 0

  constructor(
    readonly id: number,
    private readonly deliveries: Deliveries,
  ) {
    this.session = new SessionKeeper(sessionStorage, `console-${id}`)
    this.api = new Api(this.session)
    this.user.value = this.session.user
    this.session.onChange(() => {
      this.user.value = this.session.user
      if (!this.user.value) this.drop()
    })
  }

  connect(room: string): void {
    if (this.link) return
    // A position in one room says nothing in another.
    if (room !== this.room) this.forget()
    this.room = room
    const text = this.afterSeq.value.trim()
    const afterSeq = text === '' ? undefined : Number(text)
    this.state.value = 'connecting'
    this.why.value = ''
    this.did({ do: 'connect', afterSeq, log: afterSeq === undefined ? undefined : this.log })
    const options = { session: this.session, room, afterSeq, log: this.log, byTicket: this.byTicket.value }
    this.link = OPEN[this.door.value](options, this.listener(++this.turn, afterSeq))
  }

  /** Sends `text` as it is, as often as asked. */
  send(text: string, times = 1): void {
    if (this.door.value === 'http' && !this.link) this.connect(this.room)
    for (let time = 0; time < times; time++) {
      this.did({ do: 'send', text })
      this.link?.send(text)
    }
  }

  drop(): void {
    if (!this.link) return
    this.did({ do: 'drop' })
    this.link.drop()
  }

  /** What was received is of another log than what comes now. */
  private forget(): void {
    this.clear()
    this.log = undefined
  }

  clear(): void {
    this.frames.value = []
    this.steps.value = []
    this.restart()
  }

  private restart(): void {
    this.runs.value = []
    this.timeline = new TimelineState()
    this.messages.value = []
  }

  /** Enters or leaves the room; says in the log what came of it. */
  async membership(room: string, verb: 'enter' | 'leave'): Promise<void> {
    const raw = `POST /${verb}-chatroom/${encodeURIComponent(room)}`
    try {
      await (verb === 'enter' ? this.api.enter(room) : this.api.leave(room))
      this.did({ do: verb })
      this.saw({ way: 'note', name: verb === 'enter' ? 'entered' : 'left', raw })
    } catch (thrown) {
      this.saw({ way: 'note', name: `${verb} refused`, raw: Problem.from(thrown).words, failed: true })
    }
  }

  private listener(turn: number, afterSeq: number | undefined): Listener {
    const current = () => turn === this.turn
    return {
      saw: (seen) => current() && this.saw(seen),
      ready: (lastSeq, log) => {
        if (!current()) return
        if (this.log !== log) this.restart()
        this.log = log
        this.state.value = 'live'
        this.runs.value = [...this.runs.value, startRun(afterSeq, lastSeq)]
        this.deliveries.startAt(this, lastSeq)
      },
      message: (message, seen) => current() && this.heard(message, seen),
      stored: (seq, sentAt, message) => {
        if (message && current()) this.take(message)
        this.deliveries.stored(this.place, seq, sentAt)
      },
      ended: (why, code) => current() && this.ended(why, code),
    }
  }

  private heard(message: Message, seen: Seen): void {
    const { seq } = message
    const frame = this.saw(seen)
    this.take(message)
    const before = this.runs.value
    const run = before.at(-1)
    if (run) this.runs.value = [...before.slice(0, -1), heard(run, seq)]
    this.deliveries.delivered(this, this.place, seq, frame.id)
  }

  private take(entry: Message): void {
    this.timeline.take(entry)
    this.timeline.trim(KEPT_MESSAGES)
    this.messages.value = this.timeline.messages
  }

  /** What a `seq` is a place in. */
  private get place(): string {
    return `${this.room} ${this.log}`
  }

  /** The message of a line arrived so long after it was sent. */
  setDelivery(frameId: number, deliveryMs: number): void {
    this.frames.value = this.frames.value.map((frame) =>
      frame.id === frameId ? { ...frame, deliveryMs } : frame,
    )
  }

  private ended(why: string, code?: string): void {
    this.forgetConnection(why)
    this.link = undefined
    this.turn++
    this.state.value = 'apart'
    this.why.value = why
    const dropped = why === 'dropped'
    this.saw({
      way: 'note',
      name: dropped ? 'connection dropped' : 'connection ended',
      raw: dropped ? 'as a lost network would: without a goodbye' : why,
    })
    if (code === 'seq_unknown') {
      this.log = undefined
      this.restart()
      this.afterSeq.value = '0'
    } else if (this.lastSeq.value !== undefined) this.afterSeq.value = String(this.lastSeq.value)
  }

  /** For the code to take away: who was not let in has connected to nothing, and what the server ended is no longer open. */
  private forgetConnection(why: string): void {
    const steps = this.steps.value
    if (this.state.value === 'connecting' && steps.at(-1)?.do === 'connect')
      this.steps.value = steps.slice(0, -1)
    else if (why !== 'dropped') this.did({ do: 'drop' })
  }

  private saw(seen: Seen): Frame {
    const frame = frameOf(seen)
    this.frames.value = [...this.frames.value.slice(-KEPT_FRAMES + 1), frame]
    return frame
  }

  private did(step: Step): void {
    this.steps.value = [...this.steps.value, step]
  }
}
