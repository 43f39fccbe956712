// Who of those that are looked at is online, as far as they let it be seen.
import { Values, type Observable } from './observable.js'
import type { Person, Presence } from './types/wire.js'

export class Watched {
  /** By username. */
  readonly #people = new Values<Presence | undefined>(undefined, (username) => this.#look(username))
  /** The usernames, who was looked at last last. */
  readonly #looked = new Set<string>()
  private telling: ReturnType<typeof setTimeout> | undefined

  /** @param watch asks for these and no others */
  constructor(private readonly watch: (usernames: readonly string[]) => void) {}

  /** Somebody's presence, watched while anybody listens; undefined while it is not known, or hidden. */
  of(username: string): Observable<Presence | undefined> {
    return this.#people.of(username)
  }

  heard({ username }: Person, { online, last_seen }: Presence): void {
    this.#people.of(username).set({ online, last_seen })
  }

  /** There is a connection again, which does not know whom one looked at. */
  again(): void {
    // A list that is drawn anew looks at a hundred one after the other.
    this.telling ??= setTimeout(() => {
      this.telling = undefined
      this.watch([...this.#looked])
    })
  }

  /** Nobody tells any more who comes and goes. */
  clear(): void {
    this.#people.clear()
  }

  #look(username: string): () => void {
    this.#looked.add(username)
    this.again()
    return () => {
      this.#looked.delete(username)
      this.again()
    }
  }
}
