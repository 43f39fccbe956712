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
  private readonly values = new Map<string, unknown>()

  get(key: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.values.get(key)))
  }

  put(values: ReadonlyMap<string, unknown>): Promise<void> {
    for (const [key, value] of values) {
      if (value === undefined) this.values.delete(key)
      else this.values.set(key, structuredClone(value))
    }
    return Promise.resolve()
  }

  list(prefix: string): Promise<(readonly [string, unknown])[]> {
    const found = [...this.values].filter(([key]) => key.startsWith(prefix))
    return Promise.resolve(structuredClone(found.toSorted(([a], [b]) => (a < b ? -1 : 1))))
  }
}

/** A browser's own database as a Store. */
export interface DatabaseStore extends Store {
  /** Takes the whole database away, whoever's things are in it: close the clients that use it first. */
  delete(): Promise<void>
}

/** @param name another one keeps other things */
export function indexedDBStore(name = 'whatsapp-api-client'): DatabaseStore {
  let loaded: Promise<DatabaseStore> | undefined
  // Only who needs it loads it; where it cannot be loaded, each method rejects.
  const database = () => (loaded ??= import('./indexeddb.js').then(({ openDatabase }) => openDatabase(name)))
  return {
    shared: name,
    get: (key) => database().then((each) => each.get(key)),
    put: (values) => database().then((each) => each.put(values)),
    list: (prefix) => database().then((each) => each.list(prefix)),
    delete: () => database().then((each) => each.delete()),
  }
}

/** A browser's database where there is one; else what ends with the process. */
export const defaultStore = (): Store => (machine.indexedDB ? indexedDBStore() : new MemoryStore())
