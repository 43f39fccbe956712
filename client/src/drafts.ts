// What one has begun to write and not sent, by room: it is there again after a reload, and for nobody else who signs in.
import { Value } from './observable.js'
import type { Shelf } from './store/shelf.js'

const PLACE = 'draft/'

interface Kept {
  room: string
  text: string
}

export class Drafts {
  /** By the name of the room; without those in which nothing is written. */
  readonly all = new Value<ReadonlyMap<string, string>>(new Map())

  constructor(private readonly shelf: Shelf) {}

  /** Takes what was put away. */
  async restore(): Promise<void> {
    const kept = await this.shelf.list<Kept>(PLACE)
    const restored = kept.map(({ room, text }) => [room, text] as const)
    this.all.set(new Map([...restored, ...this.all.getSnapshot()]))
  }

  /** @param text nothing takes it away */
  set(room: string, text: string): void {
    const all = new Map(this.all.getSnapshot())
    if (text === '') all.delete(room)
    else all.set(room, text)
    this.all.set(all)
    // At once: a page may be gone with the next key.
    void this.shelf.put(PLACE + room, text === '' ? undefined : { room, text })
  }
}
