// The connections with many rooms that stand where a room's feed stands: to the feed, each is a pointer, and when its user came.
import type { MessageView } from '../room-log/message.view.js'
import { visiblePart, type Reading } from '../room-log/visible.js'
import { takesOut } from './admission.js'
import type { Listener } from './arrival.js'

export class Listeners {
  private readonly all: Listener[] = []
  /** Of each of these, the `seq` of their user's latest entering. */
  private readonly joinedSeqs: number[] = []

  get size(): number {
    return this.all.length
  }

  [Symbol.iterator](): Iterator<Listener> {
    return this.all[Symbol.iterator]()
  }

  add(listener: Listener, joinedSeq: number): void {
    this.all.push(listener)
    this.joinedSeqs.push(joinedSeq)
  }

  /** @returns whether it was among them */
  remove(listener: Listener): boolean {
    const place = this.all.indexOf(listener)
    if (place >= 0) this.drop(place)
    return place >= 0
  }

  /**
   * Hands each what it may read of these entries, up to what takes its user out: then it is one of them no more.
   * @param reading what somebody may read who came at a `seq`
   * @param gone is told who that was, and by which entry
   */
  deliver(
    due: readonly MessageView[],
    reading: (joinedSeq: number) => Reading,
    gone: (listener: Listener, entry: MessageView) => void,
  ): void {
    const places = placesOfLeaving(due)
    // From the last: whoever takes the place of one that goes has been served.
    for (let at = this.all.length - 1; at >= 0; at--) {
      const listener = this.all[at]!
      const place = places?.get(listener.actor.id)
      const part = place === undefined ? due : due.slice(0, place + 1)
      const seen = visiblePart(part, reading(this.joinedSeqs[at]!))
      if (seen.length > 0) listener.write(seen)
      if (place === undefined) continue
      this.drop(at)
      gone(listener, due[place]!)
    }
  }

  /** The last takes the place of the one that goes. */
  private drop(place: number): void {
    const [last, lastJoined] = [this.all.pop()!, this.joinedSeqs.pop()!]
    if (place === this.all.length) return
    this.all[place] = last
    this.joinedSeqs[place] = lastJoined
  }
}

/** Whom these entries take out of the room, and where the first that does so stands; nothing where they take out nobody. */
function placesOfLeaving(entries: readonly MessageView[]): Map<string, number> | undefined {
  // Who takes out whom is seldom.
  if (!entries.some(takesOut)) return undefined
  const places = new Map<string, number>()
  entries.forEach((entry, place) => {
    const user = takesOut(entry)
    if (user !== undefined && !places.has(user)) places.set(user, place)
  })
  return places
}
