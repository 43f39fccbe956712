// Which addresses of the internet are everybody's: what strangers name is connected to at these only.
import type { LookupAddress } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { wrongField } from './errors.js'

/** Every address of a name. Rejects where there is none. */
export type Resolve = (name: string) => Promise<LookupAddress[]>

/** How long a DNS server has for its answer, in milliseconds, and how often it is asked; the second time has twice as long. */
const ASKED = { timeout: 2000, tries: 2 }
/** This machine itself (RFC 6761). */
const LOOPBACK = /(^|\.)localhost\.?$/i

/**
 * Asks DNS, without threads: `dns.lookup` occupies one for as long as a name's servers keep silent, and two such names would hold up
 * every other look-up of this process. What stands in /etc/hosts is not looked at: that is how a network calls its own.
 * @param servers to ask; those of the system without it, as they are now
 */
export function askDns(servers?: string[]): Resolve {
  return async (name) => {
    const resolver = new Resolver(ASKED)
    if (servers) resolver.setServers(servers)
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
    const all = (answer: typeof four, family: 4 | 6) =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
    return [...all(four, 4), ...all(six, 6)]
  }
}

/** That something would be connected to that is not everybody's. */
export class PrivateAddress extends Error {
  readonly code = 'EPRIVATE'

  constructor(readonly address: string) {
    super('The address is private, loopback, link-local or reserved (WEBHOOK_PRIVATE_ADDRESSES).')
  }
}

/**
 * What is not everybody's of IPv4: the registry of special-purpose addresses of IANA, and multicast; and the one address of the
 * internet at which Azure answers each machine about itself.
 */
const RESERVED = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
  168.63.129.16/32 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`
/** What is everybody's of IPv6, and what of it is not: protocol assignments, documentation, and 6to4, which leads to any IPv4. */
const GLOBAL = '2000::/3'
const RESERVED_OF_GLOBAL = '2001::/23 2001:db8::/32 2002::/16 3fff::/20'

const reserved = listOf(RESERVED, 'ipv4')
const global = listOf(GLOBAL, 'ipv6')
const reservedOfGlobal = listOf(RESERVED_OF_GLOBAL, 'ipv6')

function listOf(subnets: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const subnet of subnets.split(/\s+/)) {
    const [net = '', prefix] = subnet.split('/')
    list.addSubnet(net, Number(prefix), family)
  }
  return list
}

/** IPv6 that leads to an IPv4 address which stands in it: mapped, and NAT64 (RFC 6052). */
const CARRIED = /^(?:::ffff|64:ff9b:):(?:([\da-f]{1,4}):)?([\da-f]{1,4})$/

/** Whether an IP address is everybody's, whichever way it is written. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !reserved.check(address)
  if (family === 0 || address.includes('%')) return false
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const carried = CARRIED.exec(shortest)
  if (carried) {
    const [high, low] = [carried[1] ?? '0', carried[2]!].map((group) => Number.parseInt(group, 16))
    return isPublic([high! >> 8, high! & 255, low! >> 8, low! & 255].join('.'))
  }
  return global.check(shortest, 'ipv6') && !reservedOfGlobal.check(shortest, 'ipv6')
}

/**
 * For the `lookup` of a request: answers with addresses that are everybody's, and fails where there is none. What it answers is what
 * is connected to, so that a DNS answer that changes helps nobody. An address that stands in the URL itself is never looked up: see
 * `assertPublicHost`.
 */
export function publicLookup(resolve: Resolve = askDns()): LookupFunction {
  return (name, options, answer) => {
    publicAddresses(name, resolve).then(
      (addresses) => {
        const wanted = addresses.filter(({ family }) => isWanted(family, options.family))
        const [first] = wanted
        if (!first) answer(new PrivateAddress(name), '', 0)
        else if (options.all) answer(null, wanted)
        else answer(null, first.address, first.family)
      },
      (error: Error) => answer(error, '', 0),
    )
  }
}

/** @throws PrivateAddress where there is none */
async function publicAddresses(name: string, resolve: Resolve): Promise<LookupAddress[]> {
  if (LOOPBACK.test(name)) throw new PrivateAddress(name)
  const found = await resolve(name)
  const good = found.filter(({ address }) => isPublic(address))
  if (good.length === 0) throw new PrivateAddress(found[0]?.address ?? name)
  return good
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

/**
 * The same of an address that somebody gives, told as what is wrong with that field.
 * @throws ChatError `validation_failed`
 */
export function assertPublicField(field: string, address: string): void {
  try {
    assertPublicHost(new URL(address))
  } catch {
    throw wrongField(field, `${field} must not be a private, loopback, link-local or reserved address`)
  }
}
