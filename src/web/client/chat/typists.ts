// Who is typing where, and that I am.
import { signal } from '@preact/signals'
import type { Person } from '../shared/wire'

/** Milliseconds after which nobody types any more who was said to: the server says so itself after 6 s, unless that is lost. */
const FORGOTTEN_MS = 8000
/** Milliseconds between two times that I say it: more often, the server passes over it. */
const AGAIN_MS = 2500
/** Milliseconds without a key, after which I have stopped. */
const STOPPED_MS = 4000
/** Members up to whom typing is told (TYPING_MAX_MEMBERS, unless the server was told otherwise). */
const MOST_MEMBERS = 100

export class Typists {
  /** By room, who began first first. */
  readonly byRoom = signal<ReadonlyMap<string, readonly Person[]>>(new Map())
  private readonly timers = new Map<string, number>()

  heard(room: string, user: Person, active: boolean): void {
    const key = `${room} ${user.id}`
    clearTimeout(this.timers.get(key))
    this.timers.delete(key)
    if (active)
      this.timers.set(
        key,
        window.setTimeout(() => this.heard(room, user, false), FORGOTTEN_MS),
      )
    const before = this.byRoom.peek().get(room) ?? []
    const known = before.some(({ id }) => id === user.id)
    if (known === active) return
    const next = active ? [...before, user] : before.filter(({ id }) => id !== user.id)
    const all = new Map(this.byRoom.peek())
    if (next.length > 0) all.set(room, next)
    else all.delete(room)
    this.byRoom.value = all
  }

  /** Nobody tells any more who stops. */
  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    this.byRoom.value = new Map()
  }
}

/** My typing in one room. */
export class MyTyping {
  private saidAt = 0
  private active = false
  private timer: number | undefined

  /** @param tell writes a frame, which may be lost */
  constructor(
    private readonly chatroom: string,
    private readonly tell: (frame: object) => boolean,
  ) {}

  /** A key was pressed in a room of so many. */
  key(members: number): void {
    if (members < 2 || members > MOST_MEMBERS) return
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.stop(), STOPPED_MS)
    if (this.active && Date.now() - this.saidAt < AGAIN_MS) return
    this.say(true)
  }

  /** It was sent, or is not written any more. */
  stop(): void {
    clearTimeout(this.timer)
    if (this.active) this.say(false)
  }

  private say(active: boolean): void {
    this.active = active
    this.saidAt = Date.now()
    this.tell({ type: 'typing', chatroom: this.chatroom, active })
  }
}
