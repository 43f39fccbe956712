// Who watches whom on this node, why, and what they were told last.
import type { Actor } from '../auth/actor.js'
import type { Notice } from '../room-feed/sink.js'

/** A connection that is told of the presence of others. */
export interface Watcher {
  readonly actor: Actor
  notify(event: Notice): void
}

/** Why somebody is watched: the client has asked for it, or they are the other one of a direct chat. */
export type Reason = 'asked' | 'peer'

/** What a watcher was told last of somebody: what is the same is not told again. */
interface Watched {
  reasons: Set<Reason>
  told: string | undefined
}

export class Watchers {
  /** By the id of the user who watches, and by their connections: ids of those whom each watches. */
  private readonly watching = new Map<string, Map<Watcher, Set<string>>>()
  /** By the id of the user whom they watch. */
  private readonly watched = new Map<string, Map<Watcher, Watched>>()

  /**
   * For this reason a watcher watches these from now on, and no others.
   * @returns those whom it has not watched before, for whatever reason
   */
  watch(watcher: Watcher, reason: Reason, userIds: readonly string[]): string[] {
    const known = [...this.of(watcher)]
    const asked = new Set(userIds)
    for (const id of known) if (!asked.has(id)) this.forget(watcher, id, reason)
    for (const id of asked) {
      const entry = entryOf(this.watched, id)
      const watched = entry.get(watcher) ?? { reasons: new Set(), told: undefined }
      watched.reasons.add(reason)
      entry.set(watcher, watched)
    }
    if (asked.size > 0) {
      const all = entryOf(this.watching, watcher.actor.id)
      all.set(watcher, new Set([...this.of(watcher), ...asked]))
    }
    const before = new Set(known)
    return [...asked].filter((id) => !before.has(id))
  }

  /** The connection is gone. */
  remove(watcher: Watcher): void {
    for (const id of [...this.of(watcher)]) this.forget(watcher, id)
  }

  /** Ids of all who are watched. */
  all(): Iterable<string> {
    return this.watched.keys()
  }

  has(userId: string): boolean {
    return this.watched.has(userId)
  }

  /** The connections that watch somebody. */
  watchersOf(userId: string): Iterable<Watcher> {
    return this.watched.get(userId)?.keys() ?? []
  }

  /** Ids of those whom any connection of this user watches. */
  watchedBy(userId: string): string[] {
    return [...(this.watching.get(userId)?.values() ?? [])].flatMap((ids) => [...ids])
  }

  /** What a watcher is told of somebody. @returns false where it was told that last, or does not watch them */
  tell(watcher: Watcher, userId: string, told: string, again: boolean): boolean {
    const watched = this.watched.get(userId)?.get(watcher)
    if (!watched || (watched.told === told && !again)) return false
    watched.told = told
    return true
  }

  private of(watcher: Watcher): ReadonlySet<string> {
    return this.watching.get(watcher.actor.id)?.get(watcher) ?? NOBODY
  }

  /** @param reason that is over; without it, all are */
  private forget(watcher: Watcher, userId: string, reason?: Reason): void {
    const watched = this.watched.get(userId)?.get(watcher)
    if (!watched) return
    if (reason) watched.reasons.delete(reason)
    if (reason && watched.reasons.size > 0) return
    drop(this.watched, userId, watcher)
    const ids = this.watching.get(watcher.actor.id)?.get(watcher)
    ids?.delete(userId)
    if (ids?.size === 0) drop(this.watching, watcher.actor.id, watcher)
  }
}

const NOBODY: ReadonlySet<string> = new Set()

/** The map under a key, made if there is none. */
function entryOf<Value>(maps: Map<string, Map<Watcher, Value>>, key: string): Map<Watcher, Value> {
  const known = maps.get(key) ?? new Map<Watcher, Value>()
  maps.set(key, known)
  return known
}

/** Takes a watcher out of the map under a key, and that away when it is empty. */
function drop(maps: Map<string, Map<Watcher, unknown>>, key: string, watcher: Watcher): void {
  const known = maps.get(key)
  known?.delete(watcher)
  if (known?.size === 0) maps.delete(key)
}
