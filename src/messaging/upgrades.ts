// Upgrades that are not taken: refused ones, and those to what is not spoken here.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

const OF_THE_UPGRADE = /^(?:upgrade|connection|http2-settings)$/i

/**
 * Lets HTTP/1.1 go on as if no upgrade had been offered (RFC 9110, 7.8): Java's HTTP client offers HTTP/2 with its first
 * request, and means it well. Node has let go of the connection, so the request is put back in front of what follows it, without
 * the offer, and the connection comes anew.
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const others = linesOf(request.rawHeaders, (name) => !OF_THE_UPGRADE.test(name))
  if (/\bclose\b/i.test(request.headers.connection ?? '')) others.push('Connection: close')
  socket.unshift(Buffer.concat([written(request, others), head]))
  server.emit('connection', socket)
}

/** The bytes of a request, without what follows its headers, for whoever is to read it anew. */
export const asSent = (request: IncomingMessage): Buffer => written(request, linesOf(request.rawHeaders))

function linesOf(rawHeaders: readonly string[], wanted: (name: string) => boolean = () => true): string[] {
  const lines: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (wanted(rawHeaders[at]!)) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  return lines
}

function written({ method, url, httpVersion }: IncomingMessage, headers: readonly string[]): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`, ...headers]
  // Header bytes are what Node reads them as.
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Nobody waits for the other side to hang up, too: it might never, and is counted nowhere. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
