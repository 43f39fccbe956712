// Connections that do nothing: they take no more than their address's share, and make room for whoever wants something.
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { pause, range } from '../support/inbox.js'
import { startServer } from '../support/server.js'

/** What many systems and containers allow a process, unless told otherwise. */
const OPEN_FILES = 1024
const server = await startServer({ env: { RATE_LIMITS: 'on' }, openFiles: OPEN_FILES })
const bystander = await bystanderIn(server)
const open: Socket[] = []
afterAll(() => open.forEach((socket) => socket.destroy()))

async function idle(count: number, localAddress: string): Promise<Socket[]> {
  const sockets = range(1, count).map(() => {
    const socket = connect({ port: server.port, host: '127.0.0.1', localAddress })
    socket.on('error', () => undefined).resume()
    return socket
  })
  open.push(...sockets)
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), pause(3000)])))
  return sockets
}

/** The status of a request from an address on a connection of its own. */
function statusFrom(localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      port: server.port,
      host: '127.0.0.1',
      localAddress,
      agent: false as const,
      path: '/health/live',
    }
    request(options, (answer) => resolve(answer.resume().statusCode ?? 0))
      .once('error', reject)
      .end()
  })
}

it('a thousand idle connections of one address leave room for others, and for the same', async () => {
  const sockets = await idle(OPEN_FILES, '127.0.0.1')
  await pause(500)
  expect(await statusFrom('127.0.0.2')).toBe(200)
  expect(await statusFrom('127.0.0.1')).toBe(200)
  // Those that talk have not been touched.
  await expectServed(bystander)
  expect(sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThan(OPEN_FILES / 2)
})

it('idle connections of many addresses make room for whoever comes', async () => {
  for (const nth of range(10, 30)) await idle(60, `127.0.0.${nth}`)
  await pause(500)
  for (const nth of range(40, 45)) expect(await statusFrom(`127.0.0.${nth}`)).toBe(200)
  await expectServed(bystander)
})
