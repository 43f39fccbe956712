// Whoever hangs up in the middle of saying hello: their address is gone before anybody asks for it.
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { tcp, upgrade } from '../support/raw-socket.js'
import { startServer } from '../support/server.js'

const CALLS = process.env['HOSTILE'] === 'full' ? 3000 : 400
const AT_ONCE = 20

const server = await startServer({ env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '1000000' } })
const bystander = await bystanderIn(server)

const LOGIN = JSON.stringify({ username: 'nobody', password: 'wrong-password' })
const HELLOS = {
  'a plain WebSocket': upgrade('/send-message/lunch'),
  'a Socket.IO handshake': upgrade('/socket.io/?EIO=4&transport=websocket'),
  'a long poll': 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n',
  'a sign-in':
    'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
    `Content-Length: ${LOGIN.length}\r\n\r\n${LOGIN}`,
}

/** Says it, and resets the connection at once: what the server still reads is from somebody who is not there. */
function callAndHangUp(hello: string): Promise<void> {
  const socket = tcp(server)
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.once('connect', () => socket.write(hello, () => socket.resetAndDestroy()))
  })
}

describe('hanging up at once', () => {
  it.each(Object.entries(HELLOS))(`on %s harms nobody, ${CALLS} times`, async (_, hello) => {
    const callers = Array.from({ length: AT_ONCE }, async () => {
      for (let left = CALLS / AT_ONCE; left > 0; left--) await callAndHangUp(hello)
    })
    await Promise.all(callers)
    await expectServed(bystander)
    expect(server.output).not.toMatch(/"code":"internal"|code=internal/)
  })
})
