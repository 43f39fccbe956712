// What a connection has received, in order, and ways to wait for more.
import { alarm } from './awake.js'
import type { Message } from './wire.js'

/** Milliseconds for what nothing says how soon it has to be there: a slow machine takes its time, and a quick one does not wait. */
export const PATIENCE = 30_000

/** Resolves after `ms`; for showing that something does not happen. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Fails loudly when `promise` takes longer than `ms`, of which what the machine stands still for is no part. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let takeBack: (() => void) | undefined
  const late = new Promise<never>((_, reject) => {
    takeBack = alarm(ms, () => reject(new Error(`${what}: not within ${ms} ms`)))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    takeBack?.()
  }
}

/** Everything received, in order; the first that matches can be awaited, whether it is already here or not. */
export class Inbox<Item> {
  readonly items: Item[] = []
  private readonly waiting = new Set<(item: Item) => void>()

  push(item: Item): void {
    this.items.push(item)
    for (const look of this.waiting) look(item)
  }

  waitFor(predicate: (item: Item) => boolean, ms = PATIENCE): Promise<Item> {
    const here = this.items.find(predicate)
    if (here !== undefined) return Promise.resolve(here)
    return new Promise((resolve, reject) => {
      const look = (item: Item) => {
        if (!predicate(item)) return
        done()
        resolve(item)
      }
      const takeBack = alarm(ms, () => {
        done()
        reject(new Error(`Not received within ${ms} ms. Received: ${this.summary()}`))
      })
      const done = () => {
        takeBack()
        this.waiting.delete(look)
      }
      this.waiting.add(look)
    })
  }

  private summary(): string {
    const last = this.items.slice(-5).map((item) => JSON.stringify(item).slice(0, 200))
    return `${this.items.length} in all, the last: ${last.join(', ')}`
  }
}

/** The sequence numbers of messages. */
export const seqs = (messages: Message[]): number[] => messages.map(({ seq }) => seq)

/** Those of entries alone: marks and the like have none. */
export const entrySeqs = (messages: Message[]): number[] => seqs(messages).filter((seq) => seq > 0)

/** `first`, `first` + 1, … `last`. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
