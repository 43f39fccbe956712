// Where a request comes from: the address of the connection, or what a proxy that TRUST_PROXY names says of it.
import type { IncomingMessage } from 'node:http'
import proxyaddr from 'proxy-addr'
import type { Config } from '../config/config.js'

/** Whether to believe the address that says it stands `hops` in front of us. */
type Trust = (address: string, hops: number) => boolean

/** TRUST_PROXY as a rule, read as Express reads it: how many proxies, or their addresses, or nobody. */
function trustOf(proxies: string | undefined): Trust {
  if (proxies === undefined) return () => false
  if (/^\d+$/.test(proxies)) return (_, hops) => hops < Number(proxies)
  return proxyaddr.compile(proxies.split(',').map((each) => each.trim()))
}

const rules = new Map<string | undefined, Trust>()

function ruleOf({ TRUST_PROXY }: Pick<Config, 'TRUST_PROXY'>): Trust {
  const rule = rules.get(TRUST_PROXY) ?? trustOf(TRUST_PROXY)
  rules.set(TRUST_PROXY, rule)
  return rule
}

/** Whether a connection from `address` is a proxy's, so that it says nothing of who is behind it. */
export const isTrustedProxy = (address: string, config: Pick<Config, 'TRUST_PROXY'>): boolean =>
  ruleOf(config)(address, 0)

/** Of somebody who has hung up before they were asked: the system does not know their address any more. */
export const GONE = 'gone'

/** For the handshakes of sockets, which Express never sees; for all else `request.ip` is the same. */
export function clientAddress(request: IncomingMessage, config: Pick<Config, 'TRUST_PROXY'>): string {
  // Not what its type says: undefined without an address.
  return (proxyaddr(request, ruleOf(config)) as string | undefined) ?? GONE
}
