// The chat inside somebody else's Nest application: all of it under a prefix, and nothing of it anywhere else.
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import { beforeAll, describe, expect, it } from 'vitest'
import { configWith } from '../../src/config/config.js'
import { prefixOf } from '../../src/config/prefix.js'
import { range, within, PATIENCE } from '../support/inbox.js'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import { closingOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket } from '../support/websocket.door.js'
import { whenDone } from '../support/when-done.js'
import type { Attachment, Message, MessagePage } from '../support/wire.js'

const PROGRAM = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('host.ts', import.meta.url))]
const env = {
  CHAT_PREFIX: 'api/chat',
  SWAGGER: 'on',
  METRICS_PORT: '0',
  TRUST_PROXY: '1',
  CORS_ORIGINS: 'https://chat.example.com',
  TSX_TSCONFIG_PATH: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
}
const path = '/api/chat/socket.io/'

let host: Server
/** The chat as a server of its own: what every test takes for one. */
let chat: { url: string }
let ann: Person
let room: string

beforeAll(async () => {
  host = await startServer({ env, program: PROGRAM })
  chat = { url: `${host.url}/api/chat` }
  ann = await registered(chat, 'ann')
  room = await roomWith(ann)
})

/** The first event of that name, or why there is none. */
const event = <T>(socket: ReturnType<typeof io>, name: string): Promise<T> =>
  within(
    PATIENCE,
    name,
    new Promise((resolve, reject) => {
      socket.once(name, resolve)
      socket.once('connect_error', reject)
    }),
  )

/** Writes what it is given and answers all that comes until the other side ends. */
const exchange = (text: string): Promise<string> =>
  within(
    PATIENCE,
    'the end of the connection',
    new Promise((resolve, reject) => {
      let answer = ''
      const socket = connect(host.port, '127.0.0.1', () => socket.write(text))
      socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece))
      socket.once('end', () => resolve(answer)).once('error', reject)
    }),
  )

describe('an application with the chat in it', () => {
  it('answers at its own addresses as it always did', async () => {
    const answer = await fetch(`${host.url}/?a=1`)
    expect(await answer.json()).toEqual({ host: { query: { a: '1' }, access_token_ttl: 7 * 60 } })
    expect(answer.headers.get('x-host')).toBe('yes')
    for (const ours of ['x-request-id', 'content-security-policy', 'x-frame-options'])
      expect(answer.headers.get(ours)).toBeNull()
    expect(await (await fetch(`${host.url}/auth/me`)).json()).toEqual({ host: 'the host’s own' })
    // Nearly the prefix.
    expect(await (await fetch(`${host.url}/api/chatter`)).json()).toEqual({ host_error: 404 })
  })

  it('keeps its own guard, errors, parsers and CORS', async () => {
    expect((await fetch(`${host.url}/private`)).status).toBe(403)
    const opened = await fetch(`${host.url}/private`, { headers: { 'x-host-key': 'open sesame' } })
    expect(opened.status).toBe(200)
    expect(opened.headers.get('access-control-allow-origin')).toBe('https://host.example.com')
    expect(await (await fetch(`${host.url}/broken`)).json()).toEqual({ host_error: 500 })
    const form = await fetch(`${host.url}/echo`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
    expect(await form.json()).toEqual({ host: { a: 'b' } })
  })

  it('waits no longer than the chat by itself, if it says so', async () => {
    const { headers } = await fetch(host.url)
    expect(headers.get('keep-alive')).toBe('timeout=65')
  })

  it('keeps its own gateway', async () => {
    const socket = io(host.url, { transports: ['websocket'], forceNew: true, reconnection: false })
    await event(socket, 'connect')
    expect(await socket.timeout(5000).emitWithAck('greet', 'ann')).toBe('hello ann')
    socket.disconnect()
  })
})

describe('the chat in an application', () => {
  it('speaks HTTP under the prefix, in its own words, past what the application does to its own', async () => {
    const me = await ann.api.get<{ username: string }>('/auth/me')
    expect(me.body.username).toBe(ann.user.username)
    expect(me.headers.get('x-host')).toBeNull()
    expect(me.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/)
    expectProblem(await api(chat).get('/auth/me'), 'unauthenticated')
    expectProblem(await ann.api.get('/chatroom/no-such'), 'chatroom_not_found')
    const nowhere = await fetch(`${chat.url}/no/such/address`)
    expect(await nowhere.json()).toMatchObject({ status: 404, code: 'not_found' })
    expectProblem(
      await ann.api.post('/chatroom/create', { name: 'x', surplus: 1 }),
      'validation_failed',
      'surplus',
    )
    const form = { method: 'POST', path: '/chatroom/create', body: 'a=b' }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expectProblem(await ann.api.send({ ...form, headers }), 'unsupported_media_type')
    const preflight = await fetch(`${chat.url}/auth/me`, {
      method: 'OPTIONS',
      headers: { origin: 'https://chat.example.com', 'access-control-request-method': 'GET' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://chat.example.com')
  })

  it('shows its page and its documents there', async () => {
    const bare = await fetch(chat.url, { redirect: 'manual' })
    expect([bare.status, bare.headers.get('location')]).toEqual([308, 'chat/'])
    for (const address of ['/', '/console', '/docs', '/docs/sockets'])
      expect((await fetch(chat.url + address)).headers.get('content-type')).toMatch(/^text\/html/)
    const page = await (await fetch(`${chat.url}/`)).text()
    const assets = [...page.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, asset]) => asset!)
    expect(assets.length).toBeGreaterThan(1)
    for (const asset of assets) expect((await fetch(new URL(asset, `${chat.url}/`))).status).toBe(200)
    expect((await fetch(`${host.url}/docs`)).status).toBe(404)
  })

  it('tells addresses that begin with the prefix, in the documents', async () => {
    const openApi = (await (await fetch(`${chat.url}/docs-json`)).json()) as {
      servers: { url: string }[]
      info: { description: string }
    }
    expect(openApi.servers).toEqual([{ url: chat.url, description: 'This server' }])
    // As Swagger's Execute asks there.
    const execute = `${openApi.servers[0]!.url}/auth/me`
    const headers = { authorization: `Bearer ${ann.token}` }
    expect(await (await fetch(execute, { headers })).json()).toMatchObject({ username: ann.user.username })
    expect(openApi.info.description).toContain(`(${chat.url}/docs/sockets)`)
    const asyncApi = (await (await fetch(`${chat.url}/docs/asyncapi.json`)).json()) as {
      servers: Record<string, object>
    }
    const { host: place } = new URL(host.url)
    expect(asyncApi.servers['plain']).toMatchObject({ host: place, pathname: '/api/chat' })
    expect(asyncApi.servers['socketio']).toMatchObject({ host: place, pathname: path })
    const sockets = await (await fetch(`${chat.url}/docs/sockets`)).text()
    expect(sockets).toContain(`new WebSocket(&#39;ws://${place}/api/chat/send-message/`)
    expect(sockets).toContain('path: &#39;/api/chat/socket.io&#39;')
  })

  it('and of attachments, wherever one is named', async () => {
    const form = new FormData()
    form.append('file', new Blob(['Lunch is at noon.']), 'lunch.txt')
    const sent = await ann.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
    const { id, url } = must(sent, 201)
    expect(url).toBe(`/api/chat/attachments/${id}`)
    const body = { type: 'attachment', attachment: { id } }
    const said = must(await ann.api.post<Message>(at('/send-message', room), body), 201)
    const { messages } = must(await ann.api.get<MessagePage>(at('/chatroom', room, '/messages')), 200)
    for (const { attachment } of [said, messages.at(-1)!]) expect(attachment!.url).toBe(url)
    const answer = await fetch(new URL(url, host.url), { headers: { authorization: `Bearer ${ann.token}` } })
    expect(await answer.text()).toBe('Lunch is at noon.')
  })

  it('does not speak for the whole host', async () => {
    const { headers } = await fetch(`${chat.url}/health/live`, { headers: { 'x-forwarded-proto': 'https' } })
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('is the only one in its process', async () => {
    const answer = (await (await fetch(`${host.url}/second-chat`)).json()) as { host: string }
    expect(answer.host).toMatch(/^This process has a chat already, [^.\n]+\.$/)
  })

  it.each(['websocket', 'polling'])('speaks Socket.IO there, over %s', async (transport) => {
    const auth = { token: ann.token, after_seq: 0 }
    const socket = socketIo(host, `/send-message/${room}`, { auth, path, transports: [transport] })
    const first = event<Message>(socket, 'message')
    await event(socket, 'ready')
    expect((await first).type).toBe('joined')
    const answer: unknown = await socket.timeout(5000).emitWithAck('message', { type: 'text', message: 'Hi' })
    expect(answer).toMatchObject({ ok: true })
    socket.disconnect()
  })

  it('speaks plain WebSocket there, and live', async () => {
    const socket = new FrameSocket(chat, `/send-message/${room}`, { token: ann.token })
    await socket.frames.waitFor((frame) => frame.type === 'ready')
    const { seq } = await say(ann, room, 'through another door')
    const frame = await socket.frames.waitFor(({ type }) => type === 'text')
    expect(frame).toMatchObject({ seq, message: 'through another door' })
    socket.socket.close()
  })

  it('is refused in its own words where a socket may not be', async () => {
    const wrong = new FrameSocket(chat, `/send-message/${room}`, { token: 'wrong' })
    expect((await wrong.closed).code).toBe(4401)
    const elsewhere = new FrameSocket(chat, '/nowhere', { token: ann.token })
    await expect(elsewhere.opened).rejects.toThrow('404')
  })

  it('takes turns with the application on one connection', async () => {
    const get = (address: string) => `GET ${address} HTTP/1.1\r\nHost: a\r\n`
    const last = `${get('/api/chat/health/live')}Connection: close\r\n\r\n`
    const answers = await exchange(
      `${get('/api/chat/health/live')}\r\n${get('/')}\r\n${get('/api/chat/auth/me')}\r\n${get('/')}\r\n${last}`,
    )
    expect([...answers.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '200',
      '401',
      '200',
      '200',
    ])
  })

  it('does not mind an offer of HTTP/2', async () => {
    const offer =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'
    const request = `GET /api/chat/health/live HTTP/1.1\r\nHost: a\r\n${offer}\r\n\r\n`
    const last = 'GET /api/chat/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    const answers = await exchange(request + last)
    expect([...answers.matchAll(/HTTP\/1.1 200/g)]).toHaveLength(2)
  })

  it('counts what it keeps for its own requests, and nothing of others', async () => {
    const { host: port } = (await (await fetch(`${host.url}/metrics-port`)).json()) as { host: number }
    const kept = async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return Number(/^chat_held_bytes\{what="connections"\} (\d+)/m.exec(metrics)![1])
    }
    const half = (address: string) => {
      const socket = connect(host.port, '127.0.0.1').on('error', () => undefined)
      const headers = `Host: a\r\nAuthorization: Bearer ${ann.token}\r\nContent-Type: application/json\r\n`
      socket.write(`POST ${address} HTTP/1.1\r\n${headers}Content-Length: 1000000\r\n\r\n`)
      // In a piece of its own: what comes with the headers is not looked at.
      setTimeout(() => socket.write(`{"${'a'.repeat(50_000)}`), 300)
      whenDone(() => void socket.destroy())
      return socket
    }
    const others = half('/echo')
    const ours = half(`/api/chat/send-message/${room}`)
    await expect.poll(kept).toBeGreaterThan(50_000)
    expect(await kept()).toBeLessThan(100_000)
    ours.destroy()
    await expect.poll(kept).toBe(0)
    others.destroy()
  })

  // The last one: it ends the application.
  it('says goodbye when the application is closed, after what is under way, and the process ends by itself', async () => {
    const body = JSON.stringify({ name: `${room}-2`, max_members: 5 })
    const [head, tail] = [body.slice(0, 5), body.slice(5)]
    const [upload, endless] = [connect(host.port, '127.0.0.1'), connect(host.port, '127.0.0.1')]
    // Is not waited for beyond the time that stopping may take.
    endless.on('error', () => undefined)
    const headers = 'Host: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n'
    endless.write(`POST /api/chat/auth/login HTTP/1.1\r\n${headers}{`)
    upload.write(
      `POST /api/chat/chatroom/create HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${head}`,
    )
    const answer = once(upload, 'data')
    const socket = socketIo(host, `/send-message/${room}`, { auth: { token: ann.token }, path })
    await event(socket, 'ready')
    const closing = event<{ code: number }>(socket, 'closing')
    const plain = new FrameSocket(chat, `/send-message/${room}`, { token: ann.token })
    await plain.frames.waitFor((frame) => frame.type === 'ready')
    const polling = range(1, 6).map(() => {
      const options = { auth: { token: ann.token }, path, transports: ['polling'] }
      return socketIo(host, `/send-message/${room}`, options)
    })
    await Promise.all(polling.map((each) => event(each, 'ready')))
    const ends = polling.map(closingOf)
    // Whatever they send goes another way than what they hear.
    const talk = setInterval(() => {
      for (const each of polling)
        if (each.connected) each.emit('message', { type: 'text', message: 'and on' })
    }, 5)
    whenDone(() => clearInterval(talk))
    const stopped = host.stop()
    expect((await closing).code).toBe(1001)
    for (const { code } of await within(10_000, 'goodbye', Promise.all(ends))) expect(code).toBe(1001)
    expect((await plain.closed).code).toBe(1001)
    upload.write(tail)
    expect(String(await answer)).toMatch(/^HTTP\/1.1 201 /)
    await stopped
    expect(host.stdout).toContain('opened once more, at /again')
  })
})

describe('what cannot be', () => {
  it.each(['', '/', '//', 'a//b', 'a?b', 'a/../b c', undefined as never])('is the prefix "%s"', (prefix) => {
    expect(() => prefixOf(prefix)).toThrow('must be a path')
  })

  it.each(['chat', '/chat', 'chat/', '/chat/'])('is not the prefix "%s"', (prefix) => {
    expect(prefixOf(prefix)).toBe('/chat')
  })

  it('is a setting that there is not', () => {
    const settings = { NO_SUCH: 1 } as object
    expect(() => configWith(settings)).toThrow('Settings: NO_SUCH: no such setting.')
    expect(configWith({ ACCESS_TOKEN_TTL: 60 }).ACCESS_TOKEN_TTL).toBe(60)
  })

  it('is not a setting that is not given', () => {
    expect(configWith({ PUBLIC_URL: undefined, ACCESS_TOKEN_TTL: undefined })).toEqual(configWith())
  })
})

describe('addresses', () => {
  it.each([
    [undefined, undefined, ''],
    [undefined, 'chat', '/chat'],
    ['https://example.com/there/', 'chat', 'https://example.com/there'],
  ])('with PUBLIC_URL %s and the prefix %s begin with "%s"', (PUBLIC_URL, prefix, base) => {
    expect(configWith({ PUBLIC_URL }, prefix).base).toBe(base)
  })
})
