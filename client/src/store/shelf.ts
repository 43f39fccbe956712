// One person's part of a store: nothing of it is ever seen by somebody else who signs in, and no failure of it stops a client.
import { machine } from '../platform.js'
import type { Store } from './store.js'

/** Where in a store a person's part is. */
export interface Place {
  store: Store
  /** What all of its keys begin with: the server's address and the person's id. */
  prefix: string
}

/** What can be read again is put away below this, and goes first when there is no room. */
export const CACHE = 'cache/'

/** Where the end of a room's log is. */
export const logPlace = (room: string): string => `${CACHE}log/${room}`

/** Milliseconds until what may wait is put away. */
const SOON_MS = 500

export class Shelf {
  readonly #later = new Map<string, () => unknown>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param place known once it is known who one is: until then everything waits */
  constructor(private readonly place: Promise<Place>) {
    // Nobody is signed in; whoever has asked for the client is told.
    place.catch(() => undefined)
    // A page that is left does not come to what may wait.
    machine.addEventListener?.('pagehide', () => this.flush())
  }

  async get<T>(key: string): Promise<T | undefined> {
    const { store, prefix } = await this.place
    return (await store.get(prefix + key).catch(() => undefined)) as T | undefined
  }

  /** All below a key, by key. */
  async list<T>(below: string): Promise<T[]> {
    const { store, prefix } = await this.place
    const found = await store.list(prefix + below).catch(() => [])
    return found.map(([, value]) => value as T)
  }

  /**
   * Puts it away now; what can be read again makes room if need be. undefined takes it away.
   * @returns whether it is there
   */
  async put(key: string, value: unknown): Promise<boolean> {
    try {
      const { store, prefix } = await this.place
      const values = new Map([[prefix + key, value]])
      await store.put(values).catch(async () => {
        await this.clear(CACHE)
        await store.put(values)
      })
      return true
    } catch {
      return false
    }
  }

  /** Puts away soon what it is then, together with what else changes until then. */
  putLater(key: string, value: () => unknown): void {
    this.#later.set(key, value)
    this.#timer ??= setTimeout(() => void this.flush(), SOON_MS)
  }

  /** What was to be put away later is now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#later.size === 0) return
    const all = [...this.#later]
    this.#later.clear()
    try {
      const { store, prefix } = await this.place
      await store.put(new Map(all.map(([key, value]) => [prefix + key, value()])))
    } catch {
      // It can be read again.
    }
  }

  /** Takes away what is below a key; all of this person without one. */
  async clear(below = ''): Promise<void> {
    try {
      const { store, prefix } = await this.place
      const found = await store.list(prefix + below)
      await store.put(new Map(found.map(([key]) => [key, undefined])))
    } catch {
      // What cannot be read cannot be shown to anybody.
    }
  }
}
