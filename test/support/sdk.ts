// Clients of the SDK as an app makes them: with the WebSocket of `ws`, since Node.js 20 has none.
import { WebSocket } from 'ws'
import { createClient, type Client, type ClientOptions } from '../../client/src/index.js'
import { PATIENCE } from './inbox.js'
import type { Person } from './people.js'
import type { Server } from './server.js'
import { whenDone } from './when-done.js'

/** The class that `createClient` is given. */
export const webSocket: ClientOptions['webSocket'] = WebSocket

/** A client of somebody, closed with the calling test. */
export function clientOf(
  server: Pick<Server, 'url'>,
  person: Pick<Person, 'token'>,
  options: Partial<ClientOptions> = {},
): Client {
  const client = createClient({ url: server.url, token: person.token, webSocket, ...options })
  whenDone(() => client.close())
  return client
}

/** The same, connected and told everything. */
export async function liveClient(...args: Parameters<typeof clientOf>): Promise<Client> {
  const client = clientOf(...args)
  await until(client.connection, ({ at }) => at === 'live')
  return client
}

interface Observable<T> {
  getSnapshot(): T
  subscribe(listener: () => void): () => void
}

/** The first snapshot that is as it should be; fails, with the last one, when none is in time. */
export function until<T>(
  observable: Observable<T>,
  wanted: (snapshot: T) => boolean,
  ms = PATIENCE,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const snapshot = observable.getSnapshot()
      if (!wanted(snapshot)) return
      stop()
      clearTimeout(timer)
      resolve(snapshot)
    }
    const stop = observable.subscribe(() => queueMicrotask(look))
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`After ${ms} ms: ${JSON.stringify(observable.getSnapshot())?.slice(0, 2000)}`))
    }, ms)
    queueMicrotask(look)
  })
}

/** Keeps looking, as a screen does, until the test is done. */
export function watch<T>(observable: Observable<T>): Observable<T> {
  whenDone(observable.subscribe(() => undefined))
  return observable
}
