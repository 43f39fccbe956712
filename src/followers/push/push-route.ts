// Where pushes may go: to what is everybody's, found out at the moment of connecting, since anybody can name any address.
import type { RequestOptions } from 'node:http'
import { Agent } from 'node:https'
import { assertPublicHost, publicLookup } from '../../common/public-lookup.js'

/** Nest's injection token for a PushRoute. */
export const PUSH_ROUTE = Symbol('PUSH_ROUTE')

/** Milliseconds for which a connection waits for its next push, and how many do for one push service: anybody can name any number of them. */
const KEPT = { timeout: 30_000, maxFreeSockets: 4 } as const

/** What a request to this address is made with. @throws PrivateAddress */
export type PushRoute = (url: URL) => Pick<RequestOptions, 'agent'>

/** @param anywhere whether private addresses, and http, are as good: for tests, and networks of one's own */
export function pushRoute(anywhere: boolean): PushRoute {
  if (anywhere) return () => ({})
  const agent = new Agent({ keepAlive: true, ...KEPT, lookup: publicLookup() })
  return (url) => {
    assertPublicHost(url)
    return { agent }
  }
}
