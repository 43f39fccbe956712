// A browser's own database as a Store: one table of keys and values, which all tabs see.
import type { DatabaseStore } from './store.js'

const TABLE = 'kept'

/** The part of IndexedDB that is used: whoever compiles this for Node.js has no types of browsers. */
interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

interface Opening extends Request<Database> {
  onupgradeneeded: (() => void) | null
}

interface Database {
  createObjectStore(name: string): unknown
  transaction(table: string, mode: Mode): Transaction
  close(): void
  onclose: (() => void) | null
  onversionchange: (() => void) | null
}

interface Transaction {
  objectStore(name: string): Table
  readonly error: unknown
  /** Older browsers have none. */
  commit?(): void
  oncomplete: (() => void) | null
  onabort: (() => void) | null
  onerror: (() => void) | null
}

interface Table {
  get(key: string): Request<unknown>
  put(value: unknown, key: string): unknown
  delete(key: string): unknown
  getAll(range: object): Request<unknown[]>
  getAllKeys(range: object): Request<string[]>
}

type Mode = 'readonly' | 'readwrite'

const browser = globalThis as unknown as {
  indexedDB: { open(name: string, version: number): Opening; deleteDatabase(name: string): Request<unknown> }
  IDBKeyRange: { bound(from: string, to: string): object }
}

export function openDatabase(name: string): DatabaseStore {
  let opened: Promise<Database> | undefined

  const open = (): Promise<Database> =>
    (opened ??= new Promise<Database>((resolve, reject) => {
      const request = browser.indexedDB.open(name, 1)
      request.onupgradeneeded = () => void request.result.createObjectStore(TABLE)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const database = request.result
        // A browser closes it when it clears its data: it is opened anew.
        database.onclose = () => (opened = undefined)
        database.onversionchange = () => {
          database.close()
          opened = undefined
        }
        resolve(database)
      }
    }).catch((error: unknown) => {
      opened = undefined
      throw error
    }))

  /** Resolves once what `work` has asked for is on disk. */
  async function transaction<T>(mode: Mode, work: (table: Table) => () => T): Promise<T> {
    const database = await open()
    return new Promise((resolve, reject) => {
      const started = database.transaction(TABLE, mode)
      const result = work(started.objectStore(TABLE))
      // By itself it is committed once each request is answered, which a page that is left does not live to see: all would be undone.
      if (mode === 'readwrite') started.commit?.()
      started.oncomplete = () => resolve(result())
      started.onabort = started.onerror = () => reject(started.error)
    })
  }

  return {
    shared: name,

    get: (key) =>
      transaction('readonly', (table) => {
        const request = table.get(key)
        return () => request.result
      }),

    put: (values) =>
      transaction('readwrite', (table) => {
        for (const [key, value] of values) {
          if (value === undefined) table.delete(key)
          else table.put(value, key)
        }
        return () => undefined
      }),

    list: (prefix) =>
      transaction('readonly', (table) => {
        const range = browser.IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const [keys, values] = [table.getAllKeys(range), table.getAll(range)]
        return () => keys.result.map((key, nth) => [key, values.result[nth]] as const)
      }),

    // Open ones are asked to close, which they do.
    delete: () =>
      new Promise((resolve, reject) => {
        const request = browser.indexedDB.deleteDatabase(name)
        request.onsuccess = () => resolve()
        request.onerror = () => reject(request.error)
      }),
  }
}
