// How a request reaches another worker: over an address that only workers can enter, with the client's address in front.
import { request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, createServer, type Server as Listener } from 'node:net'
import { basename, join } from 'node:path'
import { once } from 'node:events'

/** What holds between two parties alone, and is not handed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = /^(?:connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|expect)$/i

/** Where worker `number` hears its neighbours. @param folder that no other user can enter */
export const addressOf = (folder: string, number: number): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}-${number}` : join(folder, String(number))

/**
 * From now on `server` gets what neighbours bring, as if its clients had come here themselves.
 * @param address as `addressOf` says
 */
export async function hearNeighbours(server: Server, address: string): Promise<Listener> {
  const listener = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    // A neighbour writes the line at once, before all else.
    socket.once('data', (bytes: Buffer) => {
      const end = bytes.indexOf('\n')
      if (end < 0) return socket.destroy()
      Object.defineProperty(socket, 'remoteAddress', { value: bytes.toString('latin1', 0, end) || undefined })
      socket.unshift(bytes.subarray(end + 1))
      server.emit('connection', socket)
    })
  })
  listener.listen(address)
  await once(listener, 'listening')
  return listener
}

/**
 * Has a neighbour answer a request. The connection stays ours: what comes next over it may be somebody else's.
 * @param unanswered called where there is no such neighbour; nothing has been answered by then
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
  unanswered: () => void,
): void {
  const client = request.socket.remoteAddress ?? ''
  const headers = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.test(name))
  const forwarded = ask({
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(headers),
    createConnection: () => {
      const socket = connect(address)
      socket.write(`${client}\n`)
      return socket
    },
  })
  forwarded.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, handedOn(answer.rawHeaders))
    // Half an answer is none.
    answer.once('error', () => response.destroy())
    answer.pipe(response)
  })
  // Also where it has answered without wanting to hear the rest.
  forwarded.on('error', () => {
    if (!response.headersSent && !response.destroyed) unanswered()
  })
  // However it ends here, nobody waits there any more.
  response.once('close', () => forwarded.destroy())
  // Nothing else of Engine.IO's has a body, and Node would write one without saying how long it is.
  if (request.method === 'POST') request.pipe(forwarded)
  else forwarded.end()
}

function handedOn(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, at) => !HOP_BY_HOP.test(rawHeaders[at - (at % 2)]!))
}
