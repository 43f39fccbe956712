// Where a client puts away what has to outlive it: what is not sent yet, the session, what was read. Adapters implement Store.

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
  /** Whether other tabs see the same: then one of them holds the connection for all. */
  readonly shared?: boolean
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
