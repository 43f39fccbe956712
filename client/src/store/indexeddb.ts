// A browser's own database as a Store: one table of keys and values, which all tabs see.
import type { Store } from './store.js'

const TABLE = 'kept'

/** @param name another one keeps other things */
export function indexedDBStore(name = 'whatsapp-api-client'): Store {
  let opened: Promise<IDBDatabase> | undefined

  const open = (): Promise<IDBDatabase> =>
    (opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1)
      request.onupgradeneeded = () => void request.result.createObjectStore(TABLE)
      request.onerror = () => reject(request.error!)
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
  async function transaction<T>(
    mode: IDBTransactionMode,
    work: (table: IDBObjectStore) => () => T,
  ): Promise<T> {
    const database = await open()
    return new Promise((resolve, reject) => {
      const started = database.transaction(TABLE, mode)
      const result = work(started.objectStore(TABLE))
      started.oncomplete = () => resolve(result())
      started.onabort = started.onerror = () => reject(started.error!)
    })
  }

  return {
    shared: true,

    get: (key) =>
      transaction('readonly', (table) => {
        const request = table.get(key)
        return (): unknown => request.result
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
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const [keys, values] = [table.getAllKeys(range), table.getAll(range)]
        return () => keys.result.map((key, nth) => [key as string, values.result[nth] as unknown] as const)
      }),
  }
}
