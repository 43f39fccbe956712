// Which addresses of the internet are everybody's: what strangers name is connected to at these only.
import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Looks a name up, as `dns.lookup` with `all` does. */
export type Resolve = (
  name: string,
  answer: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

const system: Resolve = (name, answer) => dnsLookup(name, { all: true }, answer)

/** That something would be connected to that is not everybody's. */
export class PrivateAddress extends Error {
  readonly code = 'EPRIVATE'

  constructor(readonly address: string) {
    super('The address is private, loopback, link-local or reserved (WEBHOOK_PRIVATE_ADDRESSES).')
  }
}

/** Ranges of IPv6 that lead to an IPv4 address which stands in them, and at which of their bytes that begins. */
const CARRIERS: Record<string, number> = { ipv4Mapped: 12, rfc6052: 12, rfc6145: 12, '6to4': 2 }
/** The deprecated ::a.b.c.d, and local NAT64 (RFC 8215). */
const OTHERS = [ipaddr.parseCIDR('::/96'), ipaddr.parseCIDR('64:ff9b:1::/48')] as [ipaddr.IPv6, number][]

/** Whether an IP address is everybody's, whichever way it is written. */
export function isPublic(text: string): boolean {
  if (!isIP(text)) return false
  const address = ipaddr.parse(text.replace(/%.*$/, ''))
  const range = address.range()
  if (address.kind() === 'ipv4') return range === 'unicast'
  const within = (address as ipaddr.IPv6).toByteArray()
  const start = CARRIERS[range]
  if (start !== undefined) return isPublic(within.slice(start, start + 4).join('.'))
  return range === 'unicast' && !OTHERS.some((each) => (address as ipaddr.IPv6).match(each))
}

/**
 * For the `lookup` of a request: answers with addresses that are everybody's, and fails where there is none. What it answers is what
 * is connected to, so that a DNS answer that changes helps nobody. An address that stands in the URL itself is never looked up: see
 * `assertPublicHost`.
 */
export function publicLookup(resolve: Resolve = system): LookupFunction {
  return (name, options, answer) => {
    resolve(name, (error, found) => {
      if (error) return answer(error, '', 0)
      const good = found.filter(
        ({ address, family }) => isPublic(address) && isWanted(family, options.family),
      )
      if (good.length === 0) return answer(new PrivateAddress(found[0]?.address ?? name), '', 0)
      if (options.all) answer(null, good)
      else answer(null, good[0]!.address, good[0]!.family)
    })
  }
}

const isWanted = (family: number, wanted: string | number | undefined): boolean =>
  !wanted || wanted === family || wanted === `IPv${family}`

/**
 * An address that stands in a URL is everybody's. The URL has made one of whatever way it was written: decimal, octal, shortened.
 * @throws PrivateAddress
 */
export function assertPublicHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && !isPublic(host)) throw new PrivateAddress(host)
}
