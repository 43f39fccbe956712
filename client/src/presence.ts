// Who of those that are looked at is online, as far as they let it be seen.
import { Value, type Observable } from './observable.js'
import type { Person, Presence } from './types/wire.js'

/** From the wire contract: more cannot be watched at once. */
const MOST_WATCHED = 200

export class Watched {
  /** By username. */
  private readonly people = new Map<string, Value<Presence | undefined>>()
  /** The usernames, who was looked at last last. */
  private readonly looked = new Set<string>()
  private telling: ReturnType<typeof setTimeout> | undefined

  /** @param watch asks for these and no others */
  constructor(private readonly watch: (usernames: readonly string[]) => void) {}

  /** Somebody's presence, watched while anybody listens; undefined while it is not known, or hidden. */
  of(username: string): Observable<Presence | undefined> {
    let value = this.people.get(username)
    if (!value) {
      value = new Value<Presence | undefined>(undefined, () => this.look(username))
      this.people.set(username, value)
    }
    return value
  }

  heard({ username }: Person, { online, last_seen }: Presence): void {
    ;(this.of(username) as Value<Presence | undefined>).set({ online, last_seen })
  }

  /** There is a connection again, which does not know whom one looked at. */
  again(): void {
    if (this.looked.size > 0) this.tellSoon()
  }

  /** Nobody tells any more who comes and goes. */
  clear(): void {
    for (const value of this.people.values()) value.set(undefined)
  }

  private look(username: string): () => void {
    this.looked.add(username)
    this.tellSoon()
    return () => {
      this.looked.delete(username)
      this.tellSoon()
    }
  }

  /** A list that is drawn anew looks at a hundred one after the other. */
  private tellSoon(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined
      this.watch([...this.looked].slice(-MOST_WATCHED))
    })
  }
}
