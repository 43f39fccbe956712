// Who is typing where, and that one is typing oneself.
import { Values, type Observable } from './observable.js'
import type { Person } from './types/wire.js'

/** Milliseconds after which nobody types any more who was said to: the server says so itself after 6 s, unless that is lost. */
const FORGOTTEN_MS = 8000
/** Milliseconds between two times that it is said: more often, the server passes over it. */
const AGAIN_MS = 2500
/** Milliseconds without a key, after which one has stopped. */
const STOPPED_MS = 4000
const NOBODY: readonly Person[] = []

type Timer = ReturnType<typeof setTimeout>

export class Typists {
  readonly #byRoom = new Values(NOBODY)
  readonly #timers = new Map<string, Timer>()

  /** Who types in a room, who began first first. */
  of(room: string): Observable<readonly Person[]> {
    return this.#byRoom.of(room)
  }

  heard(room: string, user: Person, active: boolean): void {
    const key = `${room} ${user.id}`
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    if (active)
      this.#timers.set(
        key,
        setTimeout(() => this.heard(room, user, false), FORGOTTEN_MS),
      )
    const typists = this.#byRoom.of(room)
    const others = typists.getSnapshot()
    if (others.some(({ id }) => id === user.id) === active) return
    typists.set(active ? [...others, user] : others.filter(({ id }) => id !== user.id))
  }

  /** Nobody tells any more who stops. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#byRoom.clear()
  }
}

/** One's own typing in one room. */
export class OwnTyping {
  #saidAt = 0
  #active = false
  #timer: Timer | undefined

  /** @param tell says whether one types, which may be lost */
  constructor(private readonly tell: (active: boolean) => void) {}

  /** A key was pressed. */
  key(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.stop(), STOPPED_MS)
    if (!this.#active || Date.now() - this.#saidAt >= AGAIN_MS) this.#say(true)
  }

  /** It was sent, or is not written any more. */
  stop(): void {
    clearTimeout(this.#timer)
    if (this.#active) this.#say(false)
  }

  #say(active: boolean): void {
    this.#active = active
    this.#saidAt = Date.now()
    this.tell(active)
  }
}
