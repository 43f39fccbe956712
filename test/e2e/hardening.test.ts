// The doors from outside: who may knock, how long they may take, and which text and numbers never come in.
import { connect } from 'node:net'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { within } from '../support/inbox.js'
import { logOf, must, PASSWORD, signedUp as registered, roomWith, unique } from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import type { Chatroom } from '../support/wire.js'

const FRIEND = 'https://friend.example'
const STRANGER = 'https://stranger.example'
const server = await startServer({
  env: { CORS_ORIGINS: FRIEND, HEADERS_TIMEOUT: '1', BODY_TIMEOUT: '1', TRUST_PROXY: '1' },
})
const ann = await registered(server)

const headersOf = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(server.url + path, { headers })).headers

describe('every answer', () => {
  it.each(['/', '/docs', '/docs-json', '/auth/me', '/nowhere', '/health/live'])(
    '(of %s) may not be framed, sniffed, or load from elsewhere',
    async (path) => {
      const headers = await headersOf(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      // What is no page loads nothing at all.
      expect(policy.includes("script-src 'self';")).toBe(['/', '/docs'].includes(path))
      expect(policy).toMatch(/(default|object)-src 'none'/)
      for (const name of ['base-uri', 'frame-ancestors']) expect(policy).toContain(`${name} 'none'`)
      expect(policy.includes("'unsafe-inline'")).toBe(path === '/docs')
      expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-powered-by')).toBeNull()
    },
  )

  it('is not kept where it was given to somebody', async () => {
    const { headers } = await ann.api.get('/auth/me')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('etag')).toBeNull()
  })

  it('insists on TLS where it came over TLS, and only there', async () => {
    expect(await headersOf('/health/live').then((each) => each.get('strict-transport-security'))).toBeNull()
    const headers = await headersOf('/health/live', { 'x-forwarded-proto': 'https' })
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  })

  it('of a long poll is not sniffed either, and no client is served that nobody uses', async () => {
    expect((await headersOf('/socket.io/?EIO=4&transport=polling')).get('x-content-type-options')).toBe(
      'nosniff',
    )
    expect((await fetch(`${server.url}/socket.io/socket.io.js`)).status).not.toBe(200)
  })
})

describe('a page of another origin', async () => {
  const room = await roomWith(ann)
  const outcome = (origin: string, transport: 'websocket' | 'polling') =>
    new Promise<string>((resolve) => {
      const socket = io(`${server.url}/send-message/${room}`, {
        auth: { token: ann.token },
        transports: [transport],
        extraHeaders: { origin },
        reconnection: false,
        forceNew: true,
      })
      const end = (how: string) => {
        socket.disconnect()
        resolve(how)
      }
      socket.once('ready', () => end('ready'))
      socket.once('connect_error', () => end('refused'))
    })

  it.each(['websocket', 'polling'] as const)(
    'opens Socket.IO over %s only if it is allowed',
    async (transport) => {
      expect(await outcome(FRIEND, transport)).toBe('ready')
      expect(await outcome(server.url, transport)).toBe('ready')
      for (const origin of [
        STRANGER,
        'null',
        `${FRIEND}.evil.example`,
        `${FRIEND}:8443`,
        'http://friend.example',
      ])
        expect([origin, await outcome(origin, transport)]).toEqual([origin, 'refused'])
    },
  )

  it('opens a plain WebSocket only if it is allowed', async () => {
    const opened = (origin: string) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(`${server.wsUrl}/send-message/${room}`, { headers: { origin } })
        socket.once('open', () => resolve((socket.terminate(), true)))
        socket.once('error', () => resolve(false))
      })
    expect(await opened(FRIEND)).toBe(true)
    for (const origin of [STRANGER, 'null', `${FRIEND}.evil.example`])
      expect(await opened(origin)).toBe(false)
  })

  it('reads answers only if it is allowed', async () => {
    const allowed = async (origin: string) =>
      (await headersOf('/auth/me', { origin })).get('access-control-allow-origin')
    expect(await allowed(FRIEND)).toBe(FRIEND)
    for (const origin of [STRANGER, 'null', server.url]) expect(await allowed(origin)).toBeNull()
  })
})

/** Sends raw bytes and resolves with all that came back when the server has closed the connection. */
function raw(target: Server, ...parts: string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(target.port, '127.0.0.1', () =>
      parts.forEach((part) => socket.write(part, 'latin1')),
    )
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

describe.concurrent('a connection that', () => {
  it.each([
    ['says nothing', ''],
    ['stops in its headers', 'GET /health/live HTTP/1.1\r\nHost: a\r\nX-'],
    [
      'stops in its body',
      'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"user',
    ],
    [
      'stops in a body without a length',
      'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n',
    ],
  ])('%s is ended in time', async (_, sent) => {
    expect(await within(8000, 'the end', raw(server, sent))).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('asks for TRACE is shown nothing', async () => {
    const answer = await raw(
      server,
      'TRACE /health/live HTTP/1.1\r\nHost: a\r\nX-Secret: s3cret\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).not.toContain('s3cret')
  })

  it('sends headers without end is ended at once', async () => {
    const flood = `GET /health/live HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(20_000)}`
    expect(await within(5000, 'the end', raw(server, flood))).toMatch(/^HTTP\/1\.1 431 /)
  })

  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a bare line feed', 'X-A: b\nX-B: c\r\n\r\n'],
  ])('could be read in two ways (%s) is refused', async (_, rest) => {
    const answer = await within(
      8000,
      'the end',
      raw(server, `POST /auth/login HTTP/1.1\r\nHost: a\r\n${rest}`),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })
})

describe('an offer to speak something else than HTTP/1.1', () => {
  const offer = (protocol: string) =>
    `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`
  const post = (path: string, headers: string, body: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`

  it.each(['h2c', 'TLS/1.0', 'h2c, websocket'])(
    '(%s) is not taken up, and the request answered',
    async (protocol) => {
      const body = JSON.stringify({ username: unique('u'), password: PASSWORD, display_name: 'Zoë' })
      const first = post('/auth/register', offer(protocol), body) + Buffer.from(body).toString('latin1')
      const then = 'GET /auth/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
      const answers = await within(8000, 'the end', raw(server, first + then))
      expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 201', 'HTTP/1.1 401'])
      expect(Buffer.from(answers, 'latin1').toString()).toContain('"display_name":"Zoë"')
    },
  )

  it('does not wait for ever for the body that was announced', async () => {
    const half = post('/auth/login', offer('h2c'), '{"username":"ann"}')
    expect(await within(8000, 'the end', raw(server, half))).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('together with an end of the connection ends it', async () => {
    const request = `GET /health/live HTTP/1.1\r\nHost: a\r\n${offer('h2c').replace('Upgrade,', 'Upgrade, close,')}\r\n`
    expect(await within(8000, 'the end', raw(server, request))).toMatch(/^HTTP\/1\.1 200 /)
  })
})

/** What has no place in a name: it is not seen, or shows something else than there is. */
const UNSEEN: [string, string][] = [
  ['a NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
  ['a control character', 'a\u0007b'],
  ['an escape of the terminal', 'a\u009b31mb'],
  ['a right-to-left override', 'a\u202egpj.exe'],
  ['an isolate', 'a\u2066b'],
]

describe.each(UNSEEN)('%s', (_, text) => {
  it('is in no name and no description', async () => {
    const create = (body: object) =>
      ann.api.post('/chatroom/create', { name: unique('r'), max_members: 5, ...body })
    expectProblem(await create({ name: text }), 'validation_failed')
    expectProblem(await create({ description: text }), 'validation_failed', 'description')
    const room = await roomWith(ann)
    expectProblem(await ann.api.patch(at('/chatroom', room), { description: text }), 'validation_failed')
    const join = (body: object) =>
      api(server).post('/auth/register', { username: unique('u'), password: PASSWORD, ...body })
    expectProblem(await join({ username: text }), 'validation_failed')
    expectProblem(await join({ display_name: text }), 'validation_failed')
    const address = encodeURIComponent(text.toWellFormed())
    expectProblem(await ann.api.get(`/chatroom/${address}`), 'validation_failed', 'chatroom_name')
    expectProblem(await ann.api.post(`/enter-chatroom/${address}`), 'validation_failed', 'chatroom_name')
  })

  it('is in no name of a file', async () => {
    const room = await roomWith(ann)
    const attachment = { type: 'document', filename: text, content: 'aGVsbG8=' }
    for (const door of DOORS) {
      const client = await door.connect(server, ann.token, room)
      expect(await client.send({ type: 'attachment', attachment })).toMatchObject({
        ok: false,
        error: { code: 'validation_failed' },
      })
      await client.close()
    }
    expect(await logOf(ann, room)).toHaveLength(1)
  })
})

describe('a name', () => {
  it.each([
    ['a Hangul filler alone', '\u3164'],
    ['a Hangul filler at its end', 'lunch\u3164'],
    ['a variation selector', 'lunch\ufe0f'],
    ['a joiner that joins nothing', 'lun\u034fch'],
  ])('of a chatroom with %s is refused', async (_, name) => {
    expectProblem(
      await ann.api.post('/chatroom/create', { name, max_members: 5 }),
      'validation_failed',
      'name',
    )
    expectProblem(await ann.api.get(at('/chatroom', name)), 'validation_failed', 'chatroom_name')
  })

  it.each(['Ann\u3164', '\u2800', 'Ann\u2800', 'A\u115fnn'])('%j is nobody’s', async (display_name) => {
    const body = { username: unique('u'), password: PASSWORD, display_name }
    expectProblem(await api(server).post('/auth/register', body), 'validation_failed', 'display_name')
  })

  it('of a file with line breaks or overrides is refused as an upload, too', async () => {
    const upload = (filename: string) => {
      const body = [
        `--x\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\nhello\r\n`,
        '--x--\r\n',
      ].join('')
      const headers = { 'content-type': 'multipart/form-data; boundary=x' }
      return ann.api.send({ method: 'POST', path: '/attachments', headers, body })
    }
    for (const name of ['gpj.\u202eexe', 'a\u0007.txt', 'a\u2066.txt'])
      expectProblem(await upload(name), 'validation_failed')
    must(await upload('\u200eWhatsApp Image.jpeg'), 201)
  })
})

describe('a number', () => {
  const HUGE = [
    '9007199254740993',
    '1e400',
    '-1',
    '-0',
    '1e3',
    '0x10',
    '9'.repeat(400),
    '1.5',
    'NaN',
    '+1',
    '٣',
  ]

  it.each(HUGE)('(%s) where a seq or a limit should be is refused', async (number) => {
    const room = await roomWith(ann)
    for (const field of ['after_seq', 'before_seq', 'limit']) {
      const answer = await ann.api.get(at('/chatroom', room, '/messages'), { [field]: number })
      expectProblem(answer, 'validation_failed', field)
    }
    expectProblem(await ann.api.get('/list-chatroom', { limit: number }), 'validation_failed', 'limit')
    expectProblem(await ann.api.get('/list-chatroom', { cursor: number }), 'validation_failed', 'cursor')
  })

  it.each(['1e400', '9007199254740993', '-1', '1.5', '1e300', '"5"', 'true', '[5]', 'null'])(
    '(%s) where max_members should be is refused',
    async (number) => {
      const body = `{"name":"${unique('r')}","max_members":${number}}`
      const headers = { 'content-type': 'application/json' }
      const answer = await ann.api.send({ method: 'POST', path: '/chatroom/create', headers, body })
      expectProblem(answer, 'validation_failed', 'max_members')
    },
  )
})

describe('a query', () => {
  it.each([
    '__proto__[polluted]=1',
    '__proto__=1',
    'constructor=1',
    'limit=1&limit=2',
    'limit[a]=1',
    'q=%00',
    'q=%ed%a0%80',
    'q=%E2%80%AE',
    'cursor[]=x',
    `q=${'x'.repeat(8000)}`,
    Array.from({ length: 2000 }, (_, index) => `f${index}=1`).join('&'),
  ])('of %.40s harms nothing', async (query) => {
    const answer = await ann.api.send({ method: 'GET', path: `/list-chatroom?${query}` })
    expect([200, 400]).toContain(answer.status)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    must(await ann.api.get<{ chatrooms: Chatroom[] }>('/list-chatroom'), 200)
  })
})

describe('a frame that', () => {
  it('never ends is not kept', async () => {
    const room = await roomWith(ann)
    const socket = new FrameSocket(server, at('/send-message', room), { token: ann.token })
    await socket.next('ready')
    for (let index = 0; index < 2000; index++) socket.socket.send('x', { fin: false })
    expect((await within(5000, 'the end', socket.closed)).code).toBe(1008)
  })

  it.each([
    ['text', (deep: string) => [`2["message",${deep}]`]],
    ['bytes', (deep: string) => [`51-["message",${deep}]`, Buffer.from('x')]],
  ])('is nested without end, with %s, harms nobody', async (_, packets) => {
    const room = await roomWith(ann)
    const bystander = await DOORS[1]!.connect(server, ann.token, room)
    const socket = io(`${server.url}/send-message/${room}`, {
      auth: { token: ann.token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    })
    await new Promise((resolve) => socket.once('ready', resolve))
    const deep = `${'['.repeat(200_000)}{"_placeholder":true,"num":0}${']'.repeat(200_000)}`
    for (const packet of packets(deep)) {
      const addressed = typeof packet === 'string' ? packet.replace('[', `/send-message/${room},[`) : packet
      socket.io.engine.write(addressed as string)
    }
    expect(await bystander.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true, seq: 2 })
    socket.disconnect()
    await bystander.close()
    expect(await logOf(ann, room)).toHaveLength(2)
    expect(server.output).not.toMatch(/RangeError|Maximum call stack/)
  })
})
