// Where pushes may go: to what is public, found out at the moment of connecting, since anybody can name any address.
import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { Agent } from 'node:https'
import { isIP } from 'node:net'
import type { RequestOptions } from 'node:http'
import ipaddr from 'ipaddr.js'

/** Nest's injection token for a PushRoute. */
export const PUSH_ROUTE = Symbol('PUSH_ROUTE')

/** What a request to this address is made with. @throws NotPublic */
export type PushRoute = (url: URL) => Pick<RequestOptions, 'agent'>

/** Trying it again would be in vain. */
export class NotPublic extends Error {}

/** @param anywhere whether private addresses, and http, are as good: for tests, and networks of one's own */
export function pushRoute(anywhere: boolean): PushRoute {
  if (anywhere) return () => ({})
  const agent = new Agent({ keepAlive: true, lookup: lookupPublic })
  return ({ hostname }) => {
    // What is a number already is never looked up.
    const number = hostname.replace(/^\[|\]$/g, '')
    if (isIP(number) !== 0) assertPublic(number)
    return { agent }
  }
}

function assertPublic(address: string): void {
  if (ipaddr.process(address).range() !== 'unicast') throw new NotPublic('Not a public address')
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** Connects to nothing that was not looked at: an answer that changes afterwards is of no use. */
function lookupPublic(hostname: string, options: LookupOptions, answer: Answer): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, [])
    try {
      for (const { address } of addresses) assertPublic(address)
    } catch (refused) {
      return answer(refused as Error, [])
    }
    if (options.all) return answer(null, addresses)
    const [{ address, family }] = addresses as [LookupAddress]
    answer(null, address, family)
  })
}
