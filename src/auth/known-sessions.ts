// Remembers for a moment who was seen to have a live session: a crowd that comes back need not ask the database who they are.
import type { Actor } from './actor.js'

/** Some hundred bytes each. Whoever is forgotten is only asked for again. */
const MOST = 10_000

interface Known {
  actor: Actor
  until: number
}

export class KnownSessions {
  private readonly known = new Map<string, Known>()

  /** @param ttl milliseconds for which one look at the database is believed */
  constructor(
    private readonly ttl: number,
    private readonly now = () => performance.now(),
  ) {}

  /** Who has that session, if it was just seen to live and has not been heard to end. */
  get(sessionId: string, userId: string): Actor | undefined {
    const known = this.known.get(sessionId)
    return known && known.until > this.now() && known.actor.id === userId ? known.actor : undefined
  }

  seen(actor: Actor): void {
    this.known.delete(actor.sessionId)
    // The oldest goes first: a Map keeps the order in which its keys came.
    if (this.known.size >= MOST) this.known.delete(this.known.keys().next().value!)
    this.known.set(actor.sessionId, { actor, until: this.now() + this.ttl })
  }

  seenAgain(sessionId: string): void {
    const known = this.known.get(sessionId)
    if (known) this.seen(known.actor)
  }

  forget(sessionId: string): void {
    this.known.delete(sessionId)
  }

  forgetAll(): void {
    this.known.clear()
  }
}
