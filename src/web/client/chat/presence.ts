// Who of those that are looked at is online, as far as they let it be seen.
import { signal } from '@preact/signals'
import type { Person } from '../shared/wire'

export interface Presence {
  online: boolean
  last_seen: string | null
}

/** From the wire contract: more cannot be watched at once. */
export const MOST_WATCHED = 200

export class Watched {
  /** By the id of the person. */
  readonly now = signal<ReadonlyMap<string, Presence>>(new Map())
  private usernames: readonly string[] = []

  /** @param tell writes a frame; false while there is no connection */
  constructor(private readonly tell: (frame: object) => boolean) {}

  /** Looks at these, and no longer at those of before. */
  watch(usernames: readonly string[]): void {
    const next = usernames.slice(0, MOST_WATCHED)
    if (next.join() === this.usernames.join()) return
    this.usernames = next
    this.tell({ type: 'watch', users: next })
  }

  /**
   * There is a connection again, which does not know whom one looked at; or what is seen of people may be another now.
   * @param also whoever one has a direct chat with is told of without asking, but not again
   */
  again(also: readonly string[] = []): void {
    const users = [...new Set([...this.usernames, ...also])].slice(0, MOST_WATCHED)
    if (users.length > 0) this.tell({ type: 'watch', users })
  }

  heard({ id }: Person, { online, last_seen }: Presence): void {
    this.now.value = new Map(this.now.peek()).set(id, { online, last_seen })
  }

  /** Nobody tells any more who comes and goes. */
  clear(): void {
    this.now.value = new Map()
  }
}
