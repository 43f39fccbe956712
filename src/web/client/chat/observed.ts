// The SDK's observables as signals: whoever draws one of them is drawn again when it changes.
import { signal } from '@preact/signals'
import type { Observable } from 'whatsapp-api-client'

/** Reads like a signal; listens only while something that reads it is on the page. */
export interface Observed<T> {
  readonly value: T
  peek(): T
  subscribe(listener: (value: T) => void): () => void
}

const known = new WeakMap<object, Observed<unknown>>()

/** The same for the same observable. */
export function observed<T>(observable: Observable<T>): Observed<T> {
  const found = known.get(observable) as Observed<T> | undefined
  if (found) return found
  let stop: (() => void) | undefined
  const version = signal(0, {
    watched: () => (stop = observable.subscribe(() => (version.value = version.peek() + 1))),
    unwatched: () => stop?.(),
  })
  const made: Observed<T> = {
    get value() {
      void version.value
      return observable.getSnapshot()
    },
    peek: () => observable.getSnapshot(),
    subscribe: (listener) => version.subscribe(() => listener(observable.getSnapshot())),
  }
  known.set(observable, made)
  return made
}
