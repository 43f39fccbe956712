// Who waits to be let into the rooms that I look after: how many, as far as I was told.
import { signal } from '@preact/signals'
import { governing } from './me'

export class Requests {
  /** By room. */
  readonly pending = signal<ReadonlyMap<string, number>>(new Map())

  heard(room: string, pending: number): void {
    this.pending.value = new Map(this.pending.peek()).set(room, pending)
  }

  /** Asks how many wait: a hundred are as good as more. */
  async load(room: string): Promise<void> {
    const page = await governing.requests(room).catch(() => undefined)
    if (page) this.heard(room, page.items.length)
  }

  clear(): void {
    this.pending.value = new Map()
  }
}
