// A value that can be looked at and listened to: the form in which everything that changes is handed out.

/** Fits React's `useSyncExternalStore`. A snapshot is never changed, only replaced. */
export interface Observable<T> {
  getSnapshot(): T
  /** Calls back after each change. @returns how to stop that */
  subscribe(listener: () => void): () => void
}

export class Value<T> implements Observable<T> {
  readonly #listeners = new Set<() => void>()
  #end: (() => void) | undefined

  /** @param begin runs while somebody listens; what it returns runs when nobody does any more */
  constructor(
    private value: T,
    private readonly begin?: () => () => void,
  ) {}

  readonly getSnapshot = (): T => this.value

  readonly subscribe = (listener: () => void): (() => void) => {
    // The same function twice is two who listen.
    const own = () => listener()
    this.#listeners.add(own)
    if (this.#listeners.size === 1) this.#end = this.begin?.()
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size > 0) return
      this.#end?.()
      this.#end = undefined
    }
  }

  set(value: T): void {
    if (Object.is(value, this.value)) return
    this.value = value
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (thrown) {
        // That one's own mistake, and nothing to the others.
        queueMicrotask(() => {
          throw thrown
        })
      }
    }
  }
}

/** A Value for each key, made when it is first asked for, and looked at in no other way. */
export class Values<T> {
  readonly #all = new Map<string, Value<T>>()

  /** @param begin runs for a key while somebody listens to it, see Value */
  constructor(
    private readonly empty: T,
    private readonly begin?: (key: string) => () => void,
  ) {}

  of(key: string): Value<T> {
    let value = this.#all.get(key)
    if (!value) this.#all.set(key, (value = new Value(this.empty, this.begin && (() => this.begin!(key)))))
    return value
  }

  clear(): void {
    for (const value of this.#all.values()) value.set(this.empty)
  }
}
