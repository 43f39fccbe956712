// One lane: somebody at one door, of the room or of the inbox, all that passed there, and what it proves of each room.
import { signal } from '@preact/signals'
import { storageKey } from '../shared/place'
import { Problem } from '../shared/problem'
import type { Message, User } from '../shared/wire'
import type { Deliveries } from './deliveries'
import { frameOf, type Frame, type Seen } from './frame'
import { HeardRoom } from './heard-room'
import { openHttp } from './http.link'
import { isInbox, type Door, type Link, type LinkOptions, type Listener } from './link'
import { openPlain } from './plain.link'
import { parsed } from './requests'
import { LaneSession } from './session'
import type { Step } from './snippets'
import { openSocketIo } from './socketio.link'

/** Older ones go: a page that runs for a day must not grow. */
const KEPT_FRAMES = 1000

const OPEN: Record<Door, (options: LinkOptions, listener: Listener) => Link> = {
  socketio: openSocketIo,
  plain: openPlain,
  http: openHttp,
  inboxSocketio: openSocketIo,
  inboxPlain: openPlain,
}

/** What a reload must not lose. */
interface Kept {
  door: Door
  byTicket: boolean
  afterSeq: string
  after: string
  room: string
  log?: string | undefined
}

export type State = 'apart' | 'connecting' | 'live'

export class Lane {
  readonly session: LaneSession
  readonly user = signal<User | undefined>(undefined)
  readonly door = signal<Door>('socketio')
  readonly byTicket = signal(true)
  readonly state = signal<State>('apart')
  /** Why it is not connected. */
  readonly why = signal('')
  readonly frames = signal<readonly Frame[]>([])
  /** By name; never changed, only replaced. */
  readonly rooms = signal<ReadonlyMap<string, HeardRoom>>(new Map())
  /** What was done since the log was cleared. */
  readonly steps = signal<readonly Step[]>([])
  /** What stands in the field `after_seq`; empty for live only. */
  readonly afterSeq = signal('')
  /** What stands in the field `after`: the last `seq` of each room, as `sync` takes it. */
  readonly after = signal('{}')
  private readonly key: string
  private link: Link | undefined
  private room = ''
  /** Counts connections: what an old one still says is not heard. */
  private turn = 0

  constructor(
    readonly id: number,
    private readonly deliveries: Deliveries,
  ) {
    this.session = new LaneSession(`console-${id}`)
    this.key = storageKey(`console-lane-${id}`)
    this.restore()
    this.user.value = this.session.user
    this.session.onChange(() => {
      this.user.value = this.session.user
      if (!this.user.value) this.drop()
    })
  }

  /** Whether it hears all rooms of its user. */
  get isInbox(): boolean {
    return isInbox(this.door.value)
  }

  /** What it has heard of a room, if anything. */
  heard(room: string): HeardRoom | undefined {
    return this.rooms.value.get(room)
  }

  /** @param room the one that is looked at; an inbox has all */
  connect(room: string): void {
    if (this.link) return
    // What was done in one room is no code for another.
    if (room !== this.room && !this.isInbox) this.forgetAll()
    this.room = room
    this.state.value = 'connecting'
    this.why.value = ''
    const at = this.address(room)
    this.did({ do: 'connect', at })
    const options = { session: this.session, at, byTicket: this.byTicket.value }
    this.link = OPEN[this.door.value](options, this.listener(++this.turn))
  }

  private address(room: string): LinkOptions['at'] {
    if (this.isInbox) return { after: parsed(this.after.value.trim() || '{}') }
    const text = this.afterSeq.value.trim()
    const afterSeq = text === '' ? undefined : Number(text)
    return { room, afterSeq, log: afterSeq === undefined ? undefined : this.heard(room)?.log }
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

  clear(): void {
    this.frames.value = []
    this.steps.value = []
    for (const room of this.rooms.value.values()) room.restart()
  }

  /** Also which logs it has heard. */
  private forgetAll(): void {
    this.clear()
    this.rooms.value = new Map()
  }

  /** @throws ChatError */
  ask(verb: 'enter' | 'leave', room: string): Promise<unknown> {
    return this.session.call('POST', `/${verb}-chatroom/${encodeURIComponent(room)}`)
  }

  /** Enters or leaves the room; says in the log what came of it. */
  async membership(room: string, verb: 'enter' | 'leave'): Promise<void> {
    const raw = `POST /${verb}-chatroom/${encodeURIComponent(room)}`
    try {
      await this.ask(verb, room)
      this.did({ do: verb, room })
      this.saw({ way: 'note', name: verb === 'enter' ? 'entered' : 'left', raw })
    } catch (thrown) {
      this.saw({ way: 'note', name: `${verb} refused`, raw: Problem.from(thrown).words, failed: true })
    }
  }

  /** Puts away which door it is at, and from where it goes on. */
  keep(): void {
    if (this.link) this.standWhere(undefined)
    const { door, byTicket, afterSeq, after, room } = this
    const kept: Kept = {
      door: door.value,
      byTicket: byTicket.value,
      afterSeq: afterSeq.value,
      after: after.value,
      room,
      log: this.heard(room)?.log,
    }
    sessionStorage.setItem(this.key, JSON.stringify(kept))
  }

  /** Nothing of it is put away any more. */
  discard(): void {
    sessionStorage.removeItem(this.key)
  }

  private restore(): void {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? 'null') as Kept | null
    if (!kept) return
    this.door.value = kept.door
    this.byTicket.value = kept.byTicket
    this.afterSeq.value = kept.afterSeq
    this.after.value = kept.after
    this.room = kept.room
    if (kept.log !== undefined) this.opened(kept.room).log = kept.log
  }

  private listener(turn: number): Listener {
    const current = () => turn === this.turn
    return {
      saw: (seen) => current() && this.saw(seen),
      ready: () => current() && (this.state.value = 'live'),
      begun: (room, beginning) => current() && this.opened(room).begin(beginning),
      skipped: (room, afterSeq, beforeSeq) => current() && this.heard(room)?.skip(afterSeq, beforeSeq),
      gone: (room) => current() && this.forget(room),
      synced: () => current() && this.rooms.value.forEach((each) => each.goLive()),
      message: (message, seen) => current() && this.received(message, seen),
      stored: (room, seq, sentAt, message) => {
        if (message && current()) this.heard(room)?.take(message)
        const place = this.heard(room)?.place
        if (place) this.deliveries.stored(place, seq, sentAt)
      },
      ended: (why, code) => current() && this.ended(why, code),
    }
  }

  private received(message: Message, seen: Seen): void {
    const { chatroom, seq } = message
    const frame = this.saw(seen)
    const room = this.heard(this.isInbox ? chatroom : this.room)
    room?.hear(message)
    if (room?.isLive(seq)) this.deliveries.delivered(this, room.place, seq, frame.id)
  }

  private opened(name: string): HeardRoom {
    const known = this.heard(name)
    if (known) return known
    const room = new HeardRoom(name)
    this.rooms.value = new Map(this.rooms.value).set(name, room)
    return room
  }

  private forget(name: string): void {
    const rooms = new Map(this.rooms.value)
    rooms.delete(name)
    this.rooms.value = rooms
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
      name: dropped ? 'connection cut' : 'connection ended',
      raw: dropped ? 'as a lost network would: without a goodbye' : why,
    })
    this.standWhere(code)
  }

  /** Puts into the fields from where the next connection goes on. */
  private standWhere(code: string | undefined): void {
    if (this.isInbox) {
      const known = [...this.rooms.value.values()].filter(({ log }) => log !== undefined)
      const positions = known.map(({ name, position: seq, log }) => [name, { seq, log }])
      this.after.value = JSON.stringify(Object.fromEntries(positions))
    } else if (code === 'seq_unknown') {
      this.forget(this.room)
      this.afterSeq.value = '0'
    } else {
      const last = this.heard(this.room)?.lastSeq.value
      if (last !== undefined) this.afterSeq.value = String(last)
    }
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
