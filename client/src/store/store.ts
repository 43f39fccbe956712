// Where a client puts away what has to outlive it: what is not sent yet, the session, what was read. Adapters implement Store.
import { machine } from '../platform.js'

/**
 * Keys are texts, values whatever `structuredClone` takes; files among them where `files` says so.
 * Every method may reject, for instance because the disk is full: the client then goes on without.
 */
export interface Store {
  /** undefined for what is not there. */
  get(key: string): Promise<unknown>
  /** Writes all of it, or nothing. undefined takes a key away. */
  put(values: ReadonlyMap<string, unknown>): Promise<void>
  /** All whose key begins so, by key. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]>
  /** What it is called in all tabs that see the same: one of them then holds the connection for all. Without, this one is alone. */
  readonly shared?: string
}

/** Forgets with the process: for tests, and for who wants nothing kept. */
export class MemoryStore implements Store {
  readonly #values = new Map<string, unknown>()

  async get(key: string): Promise<unknown> {
    return structuredClone(this.#values.get(key))
  }

  async put(values: ReadonlyMap<string, unknown>): Promise<void> {
    for (const [key, value] of values) {
      if (value === undefined) this.#values.delete(key)
      else this.#values.set(key, structuredClone(value))
    }
  }

  async list(prefix: string): Promise<(readonly [string, unknown])[]> {
    const found = [...this.#values].filter(([key]) => key.startsWith(prefix))
    return structuredClone(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** A browser's own database as a Store. */
export interface DatabaseStore extends Store {
  /** Takes the whole database away, whoever's things are in it: close the clients that use it first. */
  delete(): Promise<void>
}

/** What `ask` does with a store. */
const asked = (ask: <T>(work: (store: Store) => Promise<T>) => Promise<T>): Store => ({
  get: (key) => ask((store) => store.get(key)),
  put: (values) => ask((store) => store.put(values)),
  list: (prefix) => ask((store) => store.list(prefix)),
})

/** @param name another one keeps other things */
export function indexedDBStore(name = 'whatsapp-api-client'): DatabaseStore {
  let loaded: Promise<DatabaseStore> | undefined
  // Only who needs it loads it; where it cannot be loaded, each method rejects.
  const database = () => (loaded ??= import('./indexeddb.js').then(({ openDatabase }) => openDatabase(name)))
  return {
    ...asked((work) => database().then(work)),
    shared: name,
    delete: () => database().then((each) => each.delete()),
  }
}

/** Milliseconds that a store may take. */
const ANSWER_LIMIT_MS = 4000

/** A store that rejects what it does not answer; after that at once, until it has answered. What it is to do, it may do some day. */
export function impatient(store: Store): Store {
  let silent = false
  const { shared } = store
  return {
    ...(shared && { shared }),
    ...asked(
      (work) =>
        new Promise((resolve, reject) => {
          const giveUp = () => {
            silent = true
            reject(new Error('No answer.'))
          }
          const timer = setTimeout(giveUp, silent ? 0 : ANSWER_LIMIT_MS)
          void work(store)
            .then(resolve, reject)
            .finally(() => {
              silent = false
              clearTimeout(timer)
            })
        }),
    ),
  }
}

/** A browser's database where there is one; else what ends with the process. */
export const defaultStore = (): Store => (machine.indexedDB ? indexedDBStore() : new MemoryStore())
