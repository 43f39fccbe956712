// Which web pages may come in, through every door: our own however its port is written, apps, and whole domains.
import { get } from 'node:http'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import { registered, roomWith } from '../support/people.js'
import { startServer } from '../support/server.js'

const EXTENSION = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'
const server = await startServer({
  env: {
    CORS_ORIGINS: `https://Shop.example:443, https://*.example.com, https://*.dev.example:8443, capacitor://localhost, ionic://localhost, tauri://localhost, http://tauri.localhost, app://-, file://, null, ${EXTENSION}`,
  },
})
const ann = await registered(server)
const room = await roomWith(ann)

type Knock = (origin: string, host?: string) => Promise<boolean>

const socketIo =
  (transport: string): Knock =>
  (origin, host) =>
    new Promise((resolve) => {
      const socket = io(`${server.url}/send-message/${room}`, {
        auth: { token: ann.token },
        transports: [transport],
        extraHeaders: { origin, ...(host && { host }) },
        reconnection: false,
        forceNew: true,
      })
      const end = (in_: boolean) => {
        socket.disconnect()
        resolve(in_)
      }
      socket.once('ready', () => end(true))
      socket.once('connect_error', () => end(false))
    })

/** The first poll alone: an XMLHttpRequest does not let its Host be named. */
const poll: Knock = (origin, host) =>
  new Promise((resolve, reject) => {
    const headers = { origin, host }
    const asked = get(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', reject)
  })

const plain: Knock = (origin, host) =>
  new Promise((resolve) => {
    const headers = { origin, ...(host && { host }) }
    const socket = new WebSocket(`${server.wsUrl}/send-message/${room}`, { headers })
    socket.once('open', () => resolve((socket.terminate(), true)))
    socket.once('error', () => resolve(false))
  })

/** What a browser asks before it sends a token from a page of another origin. */
async function preflight(path: string, origin: string): Promise<Headers> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  }
  return (await fetch(server.url + path, { method: 'OPTIONS', headers })).headers
}

/** The answer to a preflight, and the one to the request itself. */
const http =
  (path: string): Knock =>
  async (origin) => {
    const before = await preflight(path, origin)
    const { headers } = await fetch(server.url + path, { headers: { origin } })
    const allowed = [before, headers].map((each) => each.get('access-control-allow-origin') === origin)
    expect(allowed[0]).toBe(allowed[1])
    return allowed[0]! && before.get('access-control-allow-headers')!.includes('authorization')
  }

const DOORS: Record<string, Knock> = {
  'a plain WebSocket': plain,
  'Socket.IO over WebSocket': socketIo('websocket'),
  'Socket.IO over long polls': socketIo('polling'),
  'HTTP, with a preflight': http('/auth/me'),
  'a long poll with a preflight': http('/socket.io/?EIO=4&transport=polling'),
}

const ALLOWED = [
  'https://shop.example',
  'https://a.example.com',
  'https://a.b-c.example.com',
  'https://xn--bcher-kva.example.com',
  'https://a.dev.example:8443',
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'http://tauri.localhost',
  'app://-',
  'file://',
  'null',
  EXTENSION,
]

const REFUSED = [
  'http://shop.example',
  'https://shop.example:8443',
  'https://example.com',
  'https://evil-example.com',
  'https://example.com.evil.example',
  'https://a.example.com.evil.example',
  'https://a.example.com:8443',
  'http://a.example.com',
  'https://a.dev.example',
  'https://.example.com',
  'capacitor://evil',
  'capacitor://localhost:8100',
  'chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba',
  'https://shop.example, https://evil.example',
  'nonsense',
]

describe.each(Object.entries(DOORS))('%s', (_, knock) => {
  it('is open to what CORS_ORIGINS names, and to nothing like it', async () => {
    const outcomes = async (origins: string[]) =>
      Promise.all(origins.map(async (origin) => [origin, await knock(origin)]))
    expect(await outcomes(ALLOWED)).toEqual(ALLOWED.map((origin) => [origin, true]))
    expect(await outcomes(REFUSED)).toEqual(REFUSED.map((origin) => [origin, false]))
  })
})

const SOCKETS: [string, Knock][] = [
  ['a plain WebSocket', plain],
  ['Socket.IO over WebSocket', socketIo('websocket')],
  ['a long poll', poll],
]

describe.each(SOCKETS)('%s, to our own page', (_, knock) => {
  it.each([
    ['https://chat.example.org', 'chat.example.org:443'],
    ['https://chat.example.org:443', 'chat.example.org'],
    ['http://chat.example.org', 'chat.example.org:80'],
    ['http://chat.example.org:80', 'chat.example.org'],
    ['https://chat.example.org', 'chat.example.org'],
    ['https://chat.example.org:8443', 'Chat.Example.org:8443'],
    ['wss://chat.example.org', 'chat.example.org'],
    ['http://[::1]:3000', '[::1]:3000'],
  ])('%s is open where Host says %s', async (origin, host) => {
    expect(await knock(origin, host)).toBe(true)
  })

  it.each([
    ['https://chat.example.org', 'chat.example.org:8443'],
    ['https://chat.example.org:8443', 'chat.example.org'],
    ['https://chat.example.org', 'chat.example.org:80'],
    ['app://chat.example.org', 'chat.example.org'],
    ['https://chat.example.org.evil.example', 'chat.example.org'],
  ])('%s is not, where Host says %s', async (origin, host) => {
    expect(await knock(origin, host)).toBe(false)
  })
})

describe('credentials, such as the cookie of a balancer', () => {
  it.each(['/auth/me', '/socket.io/?EIO=4&transport=polling'])(
    'are allowed on %s to those whom the list names, and not to null, which anybody can be',
    async (path) => {
      const allowed = async (origin: string) =>
        (await preflight(path, origin)).get('access-control-allow-credentials')
      expect(await allowed('https://a.example.com')).toBe('true')
      expect(await allowed('capacitor://localhost')).toBe('true')
      for (const origin of ['null', 'https://evil.example']) expect(await allowed(origin)).toBeNull()
    },
  )

  it('are no reason to let another page keep an answer for this one', async () => {
    for (const origin of ['https://a.example.com', 'https://evil.example']) {
      const { headers } = await fetch(`${server.url}/docs-json`, { headers: { origin } })
      expect(headers.get('vary')).toMatch(/\bOrigin\b/)
      expect(headers.get('vary')).toMatch(/\bAccept-Encoding\b/)
    }
  })
})
