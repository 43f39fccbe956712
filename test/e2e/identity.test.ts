// Who somebody is: registering, signing in and out, and the life of their tokens.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { pause, range, within } from '../support/inbox.js'
import { must, PASSWORD, personOf, signedUp as registered, roomWith, unique } from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import { Server, startServer } from '../support/server.js'
import type { Session, User } from '../support/wire.js'

/** Seconds. */
const REFRESH_GRACE = 3
const server = await startServer({ env: { REFRESH_GRACE: String(REFRESH_GRACE) } })
const anybody = api(server)

const register = (body: object) =>
  anybody.post<Session>('/auth/register', { username: unique('u'), password: PASSWORD, ...body })
const refresh = (refresh_token: string) => anybody.post<Session>('/auth/refresh', { refresh_token })

describe.concurrent('registering', () => {
  it('signs the new user in', async () => {
    const username = unique('ann')
    const session = must(await register({ username, display_name: 'Ann' }), 201)
    expect(session).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      user: { username, display_name: 'Ann' },
    })
    const me = must(await api(server, session.access_token).get<User>('/auth/me'), 200)
    expect(me).toMatchObject(session.user)
  })

  it('shows the username where no display_name is given', async () => {
    const username = unique('plain')
    expect(must(await register({ username }), 201).user.display_name).toBe(username)
  })

  it('stores usernames in lower case, and each only once', async () => {
    const username = unique('Mixed.Case')
    expect(must(await register({ username }), 201).user.username).toBe(username.toLowerCase())
    expectProblem(await register({ username: username.toUpperCase() }), 'username_taken')
  })

  it('gives nobody the name of those who have been erased', async () => {
    for (const username of ['deleted', 'Deleted']) {
      expectProblem(await register({ username }), 'username_taken')
      expectProblem(
        await api(server).post('/auth/login', { username, password: PASSWORD }),
        'unauthenticated',
      )
    }
  })

  it('gives a username to one of many who ask at once', async () => {
    const username = unique('race')
    const answers = await Promise.all(range(1, 10).map(() => register({ username })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 'username_taken')
  })

  it.each([
    ['username', { username: 'ab' }],
    ['username', { username: 'x'.repeat(33) }],
    ['username', { username: 'with space' }],
    ['username', { username: 'ünï' }],
    ['username', { username: 7 }],
    ['username', { username: null }],
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(129) }],
    ['password', { password: undefined }],
    ['display_name', { display_name: '' }],
    ['display_name', { display_name: 'x'.repeat(101) }],
    ['display_name', { display_name: { a: 1 } }],
    ['role', { role: 'admin' }],
    ['id', { id: '6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11' }],
  ])('refuses a wrong %s: %j', async (field, change) => {
    expectProblem(await register(change), 'validation_failed', field)
  })
})

describe.concurrent('signing in', () => {
  it('starts a further session, whatever the case of the username', async () => {
    const ann = await registered(server)
    const session = must(
      await anybody.post<Session>('/auth/login', {
        username: ann.user.username.toUpperCase(),
        password: PASSWORD,
      }),
      200,
    )
    expect(session.user).toEqual(ann.user)
    expect(session.access_token).not.toBe(ann.token)
    expect(session.refresh_token).not.toBe(ann.refreshToken)
  })

  it('answers a wrong password and an unknown user alike', async () => {
    const ann = await registered(server)
    const wrong = await anybody.post('/auth/login', { username: ann.user.username, password: 'wrong horse' })
    const unknown = await anybody.post('/auth/login', { username: unique('nobody'), password: 'wrong horse' })
    expect(expectProblem(wrong, 'unauthenticated').detail).toBe(
      expectProblem(unknown, 'unauthenticated').detail,
    )
  })

  it('refuses a malformed body', async () => {
    expectProblem(await anybody.post('/auth/login', { username: 'ann' }), 'validation_failed', 'password')
    expectProblem(
      await anybody.post('/auth/login', { username: 'a', password: 'b', c: 1 }),
      'validation_failed',
      'c',
    )
  })
})

describe.concurrent('refreshing', () => {
  it('gives the same user new tokens', async () => {
    const ann = await registered(server)
    const session = must(await refresh(ann.refreshToken), 200)
    expect(session.user).toEqual(ann.user)
    expect(session.refresh_token).not.toBe(ann.refreshToken)
    must(await api(server, session.access_token).get('/auth/me'), 200)
    must(await refresh(session.refresh_token), 200)
  })

  it('with an old token ends the whole session', async () => {
    const ann = await registered(server)
    const session = must(await refresh(ann.refreshToken), 200)
    await pause(REFRESH_GRACE * 1000 + 100)
    expectProblem(await refresh(ann.refreshToken), 'unauthenticated')
    expectProblem(await refresh(session.refresh_token), 'unauthenticated')
    expectProblem(await api(server, session.access_token).get('/auth/me'), 'unauthenticated')
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
  })

  it('twice at once, or again because the answer was lost, gives two Sessions of one session', async () => {
    const ann = await registered(server)
    const [first, second] = await Promise.all([refresh(ann.refreshToken), refresh(ann.refreshToken)])
    const tokens = [first, second, await refresh(ann.refreshToken)].map((answer) => must(answer, 200))
    for (const { access_token } of tokens) must(await api(server, access_token).get('/auth/me'), 200)
    await pause(REFRESH_GRACE * 1000 + 100)
    for (const { refresh_token } of tokens) must(await refresh(refresh_token), 200)
  })

  it.each([
    ['nothing', {}, 'validation_failed'],
    ['a number', { refresh_token: 1 }, 'validation_failed'],
    ['an unknown field', { refresh_token: 'x', more: 1 }, 'validation_failed'],
    ['a word', { refresh_token: 'x' }, 'unauthenticated'],
    ['a forged one', { refresh_token: '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a.AAAA' }, 'unauthenticated'],
  ] as const)('with %s is refused', async (_, body, code) => {
    expectProblem(await anybody.post('/auth/refresh', body), code)
  })

  it('with a made-up token ends nothing, even with the id of the session', async () => {
    const ann = await registered(server)
    const [id, family, secret] = ann.refreshToken.split('.') as [string, string, string]
    const other = 'A'.repeat(43)
    for (const token of [`${id}.${other}.${other}`, `${id}.${other}.${secret}`, `${id}.${secret}`])
      expectProblem(await refresh(token), 'unauthenticated')
    must(await ann.api.get('/auth/me'), 200)
    const next = must(await refresh(ann.refreshToken), 200)
    // What is common to its tokens is proof enough that this one was genuine once.
    expectProblem(await refresh(`${id}.${family}.${other}`), 'unauthenticated')
    expectProblem(await refresh(next.refresh_token), 'unauthenticated')
  })

  it('with an access token is refused', async () => {
    const ann = await registered(server)
    expect([400, 401]).toContain((await refresh(ann.token)).status)
  })
})

describe.concurrent('signing out', () => {
  it('ends the session, its access token and its refresh token, and no other session', async () => {
    const ann = await registered(server)
    const login = await anybody.post<Session>('/auth/login', {
      username: ann.user.username,
      password: PASSWORD,
    })
    const other = personOf(server, must(login, 200))
    must(await ann.api.post('/auth/logout'), 204)
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
    expectProblem(await refresh(ann.refreshToken), 'unauthenticated')
    expectProblem(await ann.api.post('/auth/logout'), 'unauthenticated')
    must(await other.api.get('/auth/me'), 200)
  })
})

describe.concurrent('changing the password', () => {
  const login = (username: string, password: string) =>
    anybody.post<Session>('/auth/login', { username, password })
  const NEW = 'a new horse, correct too'

  it('ends the other sessions and their live connections, and this one goes on', async () => {
    const ann = await registered(server)
    const other = personOf(server, must(await login(ann.user.username, PASSWORD), 200))
    const room = await roomWith(ann)
    const [mine, theirs] = await Promise.all(
      [ann, other].map(({ token }) => LIVE_DOORS[0]!.connect(server, token, room)),
    )
    must(await ann.api.post('/auth/password', { current_password: PASSWORD, new_password: NEW }), 204)
    expect((await within(1000, 'the end of the other', theirs!.closed)).code).toBe(4401)
    expectProblem(await other.api.get('/auth/me'), 'unauthenticated')
    expectProblem(await refresh(other.refreshToken), 'unauthenticated')
    expect(await mine!.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true })
    must(await ann.api.get('/auth/me'), 200)
    must(await refresh(ann.refreshToken), 200)
    expectProblem(await login(ann.user.username, PASSWORD), 'unauthenticated')
    must(await login(ann.user.username, NEW), 200)
    await mine!.close()
  })

  it('takes the current one, and a good new one', async () => {
    const ann = await registered(server)
    const change = (current_password: unknown, new_password: unknown) =>
      ann.api.post('/auth/password', { current_password, new_password })
    expectProblem(await change('wrong horse', NEW), 'validation_failed', 'current_password')
    expectProblem(await change(PASSWORD, 'short'), 'validation_failed', 'new_password')
    must(await login(ann.user.username, PASSWORD), 200)
  })

  it('works once for two who change it at once', async () => {
    const ann = await registered(server)
    const answers = await Promise.all(
      ['one horse more', 'two horses more'].map((new_password) =>
        ann.api.post('/auth/password', { current_password: PASSWORD, new_password }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 400])
  })

  it('leaves no session behind that was begun with the old one meanwhile', async () => {
    const ann = await registered(server)
    const { username } = ann.user
    const [, ...logins] = await Promise.all([
      ann.api.post('/auth/password', { current_password: PASSWORD, new_password: NEW }),
      ...range(1, 6).map(() => login(username, PASSWORD)),
    ])
    const begun = logins.filter(({ status }) => status === 200)
    const answers = await Promise.all(begun.map(({ body }) => api(server, body.access_token).get('/auth/me')))
    expect(answers.filter(({ status }) => status !== 401)).toEqual([])
  })
})

describe.concurrent('a ticket', () => {
  it('lives for 60 seconds', async () => {
    const ann = await registered(server)
    const ticket = must(await ann.api.post<{ ticket: string; expires_in: number }>('/auth/ticket'), 201)
    expect(ticket).toEqual({ ticket: expect.stringMatching(/^[\w.~-]{20,}$/) as string, expires_in: 60 })
  })
})

/** A JWT of our own making. */
function forged(token: string, change: { header?: object; payload?: object; secret?: string }): string {
  const [header = '', payload = ''] = token.split('.')
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object
  const text = [
    { ...parse(header), ...change.header },
    { ...parse(payload), ...change.payload },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature =
    change.secret === undefined ? '' : createHmac('sha256', change.secret).update(text).digest('base64url')
  return `${text}.${signature}`
}

describe.concurrent('a request', () => {
  it.each([
    ['GET', '/auth/me'],
    ['POST', '/auth/logout'],
    ['POST', '/auth/password'],
    ['POST', '/auth/ticket'],
    ['POST', '/chatroom/create'],
    ['GET', '/list-chatroom'],
    ['GET', '/chatroom/x'],
    ['PATCH', '/chatroom/x'],
    ['DELETE', '/chatroom/x'],
    ['POST', '/enter-chatroom/x'],
    ['POST', '/leave-chatroom/x'],
    ['GET', '/chatroom/x/members'],
    ['POST', '/send-message/x'],
    ['GET', '/chatroom/x/messages'],
    ['POST', '/attachments'],
    ['GET', '/attachments/6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11'],
  ])('to %s %s needs a token', async (method, path) => {
    const answer = await anybody.send({ method, path })
    expectProblem(answer, 'unauthenticated')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('with a forged token is refused', async () => {
    const ann = await registered(server)
    const later = { exp: Math.floor(Date.now() / 1000) + 86_400 }
    const forgeries = [
      '',
      'x',
      'a.b.c',
      `${ann.token}x`,
      forged(ann.token, { header: { alg: 'none' } }),
      forged(ann.token, { payload: later, secret: '' }),
      forged(ann.token, { payload: later, secret: 'secret' }),
      `${forged(ann.token, { payload: later })}${ann.token.split('.')[2]}`,
    ]
    for (const token of forgeries) expectProblem(await api(server, token).get('/auth/me'), 'unauthenticated')
  })

  it('with a token but another scheme is refused', async () => {
    const ann = await registered(server)
    for (const authorization of [ann.token, `Basic ${ann.token}`, 'Bearer', `Bearer ${ann.token} x`])
      expectProblem(
        await anybody.send({ method: 'GET', path: '/auth/me', headers: { authorization } }),
        'unauthenticated',
      )
  })
})

describe('an access token', () => {
  it('stops working when it expires, and the refresh token brings the next', async () => {
    const hasty = await Server.start({ env: { ACCESS_TOKEN_TTL: '6s' }, databaseUrl: server.databaseUrl })
    const session = must(
      await api(hasty).post<Session>('/auth/register', { username: unique('u'), password: PASSWORD }),
      201,
    )
    expect(session.expires_in).toBe(6)
    must(await api(hasty, session.access_token).get('/auth/me'), 200)
    await pause(7000)
    expectProblem(await api(hasty, session.access_token).get('/auth/me'), 'unauthenticated')
    const next = must(
      await api(hasty).post<Session>('/auth/refresh', { refresh_token: session.refresh_token }),
      200,
    )
    must(await api(hasty, next.access_token).get('/auth/me'), 200)
    await hasty.stop()
  })
})

describe('a session', () => {
  const nodeWith = (env: Record<string, string>) => Server.start({ env, databaseUrl: server.databaseUrl })
  const refreshAt = (node: Server, refresh_token: string) =>
    api(node).post<Session>('/auth/refresh', { refresh_token })

  it('that nobody refreshes ends in time, with its access token and its connections', async () => {
    const node = await nodeWith({ REFRESH_TOKEN_TTL: '5s', FEED_CHECK_INTERVAL: '1' })
    const ann = await registered(node)
    const client = await LIVE_DOORS[0]!.connect(node, ann.token, await roomWith(ann))
    expect((await within(15_000, 'the end of the connection', client.closed)).code).toBe(4401)
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
    expectProblem(await refreshAt(node, ann.refreshToken), 'unauthenticated')
    await node.stop()
  })

  it('that is refreshed again and again ends when it is as old as one may be', async () => {
    const node = await nodeWith({ SESSION_TTL: '4s', FEED_CHECK_INTERVAL: '1' })
    const ann = await registered(node)
    const client = await LIVE_DOORS[0]!.connect(node, ann.token, await roomWith(ann))
    const ended = within(10_000, 'the end of the connection', client.closed)
    const refreshed = async (token: string, times = 0): Promise<number> => {
      await pause(800)
      const answer = await refreshAt(node, token)
      if (answer.status === 200) return refreshed(answer.body.refresh_token, times + 1)
      expectProblem(answer, 'unauthenticated')
      return times
    }
    const [times, { code }] = await Promise.all([refreshed(ann.refreshToken), ended])
    expect(times).toBeGreaterThan(0)
    expect(code).toBe(4401)
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
    await node.stop()
  })
})
