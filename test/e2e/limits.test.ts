// What the server refuses for its own sake: bodies that are no JSON or too large, too many tries, and work without a database.
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { freshDatabase } from '../support/database.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs } from '../support/inbox.js'
import {
  logOf,
  must,
  PASSWORD,
  personOf,
  signedUp as registered,
  roomWith,
  say,
  unique,
} from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { tcp } from '../support/raw-socket.js'
import { Relay } from '../support/relay.js'
import { Server, sharedServer, startServer } from '../support/server.js'
import type { Problem, Session } from '../support/wire.js'

const server = await sharedServer()
const anybody = api(server)

describe.concurrent('a body', () => {
  const login = (body: string, type = 'application/json') =>
    anybody.send<Problem>({ method: 'POST', path: '/auth/login', headers: { 'content-type': type }, body })

  it.each([
    ['broken JSON', '{"username":'],
    ['empty', ''],
    ['a list', '[]'],
    ['a number', '5'],
    ['null', 'null'],
    ['of great depth', `{"username":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['with a NUL', '{"username":"a\\u0000b","password":"x"}'],
    ['with a lone surrogate', '{"username":"a\\ud800b","password":"x"}'],
  ])('that is %s is refused with validation_failed', async (_, body) => {
    expectProblem(await login(body), 'validation_failed')
  })

  it('is not quoted in the answer', async () => {
    expect(JSON.stringify((await login('{"username": s3cret-words')).body)).not.toContain('s3cret')
    expect(JSON.stringify((await login('{"username": 5, "s3cret-words": 1}')).body)).not.toContain('5,')
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('of type %s is refused with unsupported_media_type', async (type) => {
    const ann = await registered(server)
    const body = 'username=ann'
    const headers = { 'content-type': type }
    const answer = await ann.api.send({ method: 'POST', path: '/chatroom/create', headers, body })
    expectProblem(answer, 'unsupported_media_type')
  })

  it('in another character set or compression than we read is refused', async () => {
    const ann = await registered(server)
    const send = (headers: Record<string, string>) =>
      ann.api.send({ method: 'POST', path: '/chatroom/create', headers, body: '{}' })
    for (const charset of ['iso-8859-1', 'utf-16', 'utf-7'])
      expectProblem(
        await send({ 'content-type': `application/json; charset=${charset}` }),
        'unsupported_media_type',
      )
    expectProblem(await send({ 'content-type': 'application/json; charset="UTF-8"' }), 'validation_failed')
    expectProblem(
      await send({ 'content-type': 'application/json', 'content-encoding': 'zstd' }),
      'unsupported_media_type',
    )
  })

  it.each([
    ['bytes that are no UTF-8', [0xff, 0xfe]],
    ['half a character', [0xe2, 0x82]],
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong form of NUL', [0xc0, 0x80]],
  ])('with %s is refused, and not stored as something else', async (_, bytes) => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const send = (path: string, start: string) => {
      const body = Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from('"}')])
      return ann.api.send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body })
    }
    const message = await send(at('/send-message', room), '{"type":"text","message":"a')
    expectProblem(message, 'validation_failed')
    expectProblem(await send('/auth/login', '{"username":"ann","password":"a'), 'validation_failed')
    expect(await logOf(ann, room)).toHaveLength(1)
  })

  it.each([30_000_000, 99_999_999, 99_999_999_999])(
    'that is said to have %s bytes is refused with payload_too_large before it comes, not as unavailable',
    async (length) => {
      const ann = await registered(server)
      const room = await roomWith(ann)
      const socket = tcp(server)
      socket.write(
        `POST /send-message/${room} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.token}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`,
      )
      const answer = await new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(data.toString('latin1'))),
      )
      expect(answer).toContain('HTTP/1.1 413')
      socket.destroy()
    },
  )

  it('beyond the limit is refused with payload_too_large, which names the limit', async () => {
    const ann = await registered(server)
    const description = 'x'.repeat(70_000)
    const answer = await ann.api.post('/chatroom/create', { name: unique('r'), max_members: 5, description })
    expect(expectProblem(answer, 'payload_too_large').detail).toMatch(/\d/)
  })
})

describe.concurrent('an address', () => {
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/auth'],
    ['DELETE', '/auth/ticket'],
    ['PUT', '/chatroom/create'],
    ['GET', '/send-message/room'],
  ])('that no route has (%s %s) is answered with 404 and a problem document', async (method, path) => {
    const ann = await registered(server)
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${ann.token}` },
    })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect([answer.status, (await answer.json()) as Problem]).toMatchObject([
      404,
      { status: 404, code: 'not_found' },
    ])
  })

  it('has its request named in the answer, which also stands in the header', async () => {
    const answer = await anybody.get<Problem>('/auth/me')
    expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id)
    expect((await anybody.get<Problem>('/auth/me')).body.request_id).not.toBe(answer.body.request_id)
  })
})

describe('too many tries', async () => {
  const env = { RATE_LIMITS: 'on', RATE_LIMIT_LOGINS: '3', RATE_LIMIT_MESSAGES: '20' }
  const strict = await startServer({ env })

  it('to guess a password are answered with rate_limited and Retry-After', async () => {
    const username = unique('u')
    must(await api(strict).post('/auth/register', { username, password: PASSWORD }), 201)
    const attempt = (password: string) => api(strict).post('/auth/login', { username, password })
    for (const guess of ['wrong one', 'wrong two', 'wrong three'])
      expectProblem(await attempt(guess), 'unauthenticated')
    const answer = await attempt('wrong four')
    expectProblem(answer, 'rate_limited')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const other = { username: unique('u'), password: PASSWORD }
    must(await api(strict).post('/auth/register', other), 201)
    must(await api(strict).post('/auth/login', other), 200)
  })

  it.each(DOORS)('to speak through $name are answered with rate_limited', async (door) => {
    const body = { username: unique('u'), password: PASSWORD }
    const ann = personOf(strict, must(await api(strict).post<Session>('/auth/register', body), 201))
    const room = await roomWith(ann)
    const client = await door.connect(strict, ann.token, room)
    const answers = await Promise.all(
      range(1, 60).map((index) => client.send({ type: 'text', message: 'x', client_id: `c${index}` })),
    )
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]))
    expect(new Set(refused)).toEqual(new Set(['rate_limited']))
    expect(refused.length).toBeGreaterThanOrEqual(20)
    await client.close()
  })

  it.each(LIVE_DOORS)('to go on speaking through $name closes the connection with 4429', async (door) => {
    const body = { username: unique('u'), password: PASSWORD }
    const ann = personOf(strict, must(await api(strict).post<Session>('/auth/register', body), 201))
    const client = await door.connect(strict, ann.token, await roomWith(ann))
    for (let index = 1; index <= 300; index++)
      void client.send({ type: 'text', message: 'x', client_id: `c${index}` }).catch(() => undefined)
    expect((await client.closed).code).toBe(4429)
  })
})

describe('health', () => {
  it('is 200 for a server and its database that are well', async () => {
    expect(must(await anybody.get('/health/live'), 200)).toMatchObject({ status: 'ok' })
    expect(must(await anybody.get('/health/ready'), 200)).toMatchObject({
      status: 'ok',
      dependencies: { database: 'up', bus: 'up' },
    })
  })
})

describe('a database that goes away', () => {
  it('makes every answer unavailable within 5 s, and nothing more once it is back', async () => {
    const databaseUrl = await freshDatabase()
    const relay = await Relay.to(databaseUrl)
    const node = await Server.start({ databaseUrl: relay.url })
    const ann = await registered(node)
    const room = await roomWith(ann)
    const clients = await Promise.all(LIVE_DOORS.map((door) => door.connect(node, ann.token, room)))
    const text = (client_id: string) => ({ type: 'text', message: 'x', client_id })
    expect(await clients[0]!.send(text('before'))).toMatchObject({ ok: true, seq: 2 })

    relay.cut()
    const cut = awake()
    const answers = await Promise.all(clients.map((client, index) => client.send(text(`during-${index}`))))
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    const post = await ann.api.post(at('/send-message', room), text('during-http'))
    expectProblem(post, 'unavailable')
    expect(Number(post.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await api(node).get('/health/ready')).status).toBe(503)
    expect((await api(node).get('/health/live')).status).toBe(200)
    expect(awake() - cut).toBeLessThan(10_000)

    relay.mend()
    const mended = awake()
    while ((await api(node).get('/health/ready')).status !== 200) await pause(50)
    const { seq } = await say(ann, room, 'after')
    expect(awake() - mended).toBeLessThan(5000)
    expect(seq).toBe(3)
    for (const client of clients)
      expect(await client.waitFor((each) => each.seq === 3)).toMatchObject({ message: 'after' })
    const other = await registered(node)
    must(await other.api.post(at('/enter-chatroom', room)), 200)
    for (const client of clients) await client.waitFor(({ type }) => type === 'joined')
    expect(seqs(await logOf(ann, room))).toEqual(range(1, 4))
    await node.stop()
    await relay.close()
  })
})
