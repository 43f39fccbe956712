// Gives what comes under a path prefix of one HTTP server to another, which does not listen itself.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ignoreUpgrade } from '../messaging/upgrades.js'

export interface Mount {
  /** From now on whoever comes anew is told to come again: the application is going away. */
  drain(): void
}

/**
 * From now on what comes to `outer` under `prefix` is a matter of `inner`, which sees it without the prefix, ahead of every
 * listener of `outer`; all else goes on there as before, unseen by `inner`.
 * @param outer of any framework, over TLS or not; it listens, and has its own limits of time and connections
 */
export function mount(inner: Server, outer: Server, prefix: string): Mount {
  let draining = false
  const others = outer.emit.bind(outer) as (event: string, ...args: unknown[]) => boolean
  const emit = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'request' && event !== 'checkContinue' && event !== 'upgrade') return others(event, ...args)
    const [request, answer, head] = args as [IncomingMessage, ServerResponse | Duplex, Buffer]
    const url = under(prefix, request.url ?? '')
    if (url === undefined) return others(event, ...args)
    if (event !== 'upgrade') {
      const response = answer as ServerResponse
      if (draining && !isPoll(url)) return goAway(response)
      if (!url.startsWith('/')) return addSlash(prefix, url, response)
      if (event === 'checkContinue') response.writeContinue()
      return inner.emit('request', strip(request, url), response)
    }
    const socket = answer as Duplex
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') ignoreUpgrade(outer, request, socket, head)
    else if (draining) socket.destroy()
    else inner.emit('upgrade', strip(request, url), socket, head)
    return true
  }
  Object.assign(outer, { emit })
  // Node looks for a listener before it takes an upgrade for one; what is nobody's goes on as if it had not been offered.
  outer.on('upgrade', (request, socket, head) => {
    if (outer.listenerCount('upgrade') === 1) ignoreUpgrade(outer, request, socket, head)
  })
  return { drain: () => (draining = true) }
}

/** What follows the prefix, perhaps nothing; undefined for what is elsewhere. */
function under(prefix: string, url: string): string | undefined {
  if (!url.startsWith(prefix)) return undefined
  const rest = url.slice(prefix.length)
  return rest === '' || rest.startsWith('/') || rest.startsWith('?') ? rest : undefined
}

/** The whole address stays as `originalUrl`, as Express would have it. */
function strip(request: IncomingMessage, url: string): IncomingMessage {
  return Object.assign(request, { originalUrl: request.url, url })
}

/** Whether it is of a Socket.IO connection that there is, over which its client hears the goodbye. */
const isPoll = (url: string): boolean => url.startsWith('/socket.io/') && /[?&]sid=/.test(url)

function addSlash(prefix: string, query: string, response: ServerResponse): true {
  response.writeHead(308, { Location: `${prefix.slice(prefix.lastIndexOf('/') + 1)}/${query}` }).end()
  return true
}

function goAway(response: ServerResponse): true {
  response.writeHead(503, { Connection: 'close', 'Retry-After': '1' }).end()
  return true
}
