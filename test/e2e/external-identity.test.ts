// Bring your own users: tokens of an external identity provider, through every door.
import { admin } from '../support/backend.js'
import { SignJWT } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { PATIENCE, pause, range, within } from '../support/inbox.js'
import { IdentityProvider } from '../support/identity-provider.js'
import { must, PASSWORD, signedUp as registered, unique } from '../support/people.js'
import { api, at, erasing, expectProblem } from '../support/rest.js'
import { Server, startInVain, startServer } from '../support/server.js'
import type { Chatroom, Device, Session, User, UserList } from '../support/wire.js'
import { FrameSocket } from '../support/websocket.door.js'

const provider = await IdentityProvider.start()
afterAll(() => provider.stop())
const server = await startServer({ env: provider.env })

const me = (token: string) => api(server, token).get<User>('/auth/me')

describe('a user of an external identity provider', () => {
  it('is created on first sight, and is the same with every token', async () => {
    const [sub, name] = [unique('sub'), unique('ann')]
    const first = must(await me(await provider.token(sub, { preferred_username: name, name: 'Ann É.' })), 200)
    expect(first).toMatchObject({ username: name, display_name: 'Ann É.' })
    const again = must(await me(await provider.token(sub, { preferred_username: 'other' })), 200)
    expect(again).toEqual(first)
  })

  it('is found by name, and is signed in on a device for each token', async () => {
    const [sub, name] = [unique('sub'), unique('ann')]
    const token = await provider.token(sub, { preferred_username: name, name: `Dr. ${name}ova` })
    const user = must(await me(token), 200)
    const { users } = must(await api(server, token).get<UserList>('/users', { q: `${name}OVA` }), 200)
    expect(users.map(({ id }) => id)).toEqual([user.id])
    must(await me(await provider.token(sub)), 200)
    const { sessions } = must(await api(server, token).get<{ sessions: Device[] }>('/auth/sessions'), 200)
    expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, true])
    must(
      await api(server, token).delete(`/auth/sessions/${sessions.find(({ current }) => current)!.id}`),
      204,
    )
    expectProblem(await me(token), 'unauthenticated')
  })

  it('who is erased needs no password, and is somebody new with the next token, but not with one that was in use', async () => {
    const [sub, name] = [unique('sub'), unique('ann')]
    const [token, other] = [
      await provider.token(sub, { preferred_username: name }),
      await provider.token(sub),
    ]
    const user = must(await me(token), 200)
    must(await me(other), 200)
    must(await api(server, token).send<undefined>(erasing()), 204)
    for (const used of [token, other]) expectProblem(await me(used), 'unauthenticated')
    const { users } = must(
      await api(server, (await registered(server)).token).get<UserList>('/users', { q: name }),
      200,
    )
    expect(users).toEqual([])
    const anew = must(await me(await provider.token(sub, { preferred_username: name })), 200)
    expect(anew).toMatchObject({ username: name })
    expect(anew.id).not.toBe(user.id)
  })

  it('is one user, however many first tokens come at once', async () => {
    const sub = unique('sub')
    const tokens = await Promise.all(range(1, 20).map(() => provider.token(sub, { name: 'Bob' })))
    const users = await Promise.all(tokens.map(async (token) => must(await me(token), 200)))
    expect(new Set(users.map(({ id }) => id)).size).toBe(1)
  })

  it('gets another username where the wanted one is taken or cannot be', async () => {
    const taken = await registered(server, 'taken')
    const wanted = taken.user.username
    const user = must(await me(await provider.token(unique('sub'), { preferred_username: wanted })), 200)
    expect(user.id).not.toBe(taken.user.id)
    expect(user.username).toMatch(new RegExp(`^${wanted.slice(0, 25)}.*-[0-9a-f]{6,8}$`))
    const odd = must(
      await me(
        await provider.token(unique('sub'), {
          preferred_username: 'J\u00fcrgen M\u00fcller@x.org',
          name: '\u202e\u0000',
        }),
      ),
      200,
    )
    expect(odd.username).toMatch(/^jurgen-muller/)
    expect(odd.display_name).toBe(odd.username)
  })

  it('is not called as those who have been erased', async () => {
    const names = { preferred_username: 'Deleted', name: 'Deleted' }
    const user = must(await me(await provider.token(unique('sub'), names)), 200)
    expect(user.username).toMatch(/^deleted-[0-9a-f]{6}$/)
  })

  it.each(DOORS)('gets in through $name', async (door) => {
    const token = await provider.token(unique('sub'))
    const room = unique('room')
    must(await api(server, token).post<Chatroom>('/chatroom/create', { name: room, max_members: 5 }), 201)
    const client = await door.connect(server, token, room)
    expect(await client.send({ type: 'text', message: 'hello' })).toMatchObject({ ok: true, seq: 2 })
    await client.close()
  })

  it('gets a ticket, and signs out of this token alone', async () => {
    const sub = unique('sub')
    const [token, other] = [await provider.token(sub), await provider.token(sub)]
    const room = unique('room')
    must(await api(server, token).post('/chatroom/create', { name: room, max_members: 5 }), 201)
    const { ticket } = must(await api(server, token).post<{ ticket: string }>('/auth/ticket'), 201)
    const socket = new FrameSocket(server, `${at('/send-message', room)}?ticket=${ticket}`)
    await socket.next('ready')
    must(await api(server, token).post('/auth/logout'), 204)
    expect((await within(1000, 'the end of the socket', socket.closed)).code).toBe(4401)
    expectProblem(await me(token), 'unauthenticated')
    must(await me(other), 200)
  })

  it('has no password here', async () => {
    const token = await provider.token(unique('sub'))
    const body = { current_password: PASSWORD, new_password: `${PASSWORD}!` }
    expectProblem(await api(server, token).post('/auth/password', body), 'forbidden')
    const { username } = must(await me(token), 200)
    expectProblem(
      await api(server).post<Session>('/auth/login', { username, password: PASSWORD }),
      'unauthenticated',
    )
  })

  it('lives beside the built-in accounts', async () => {
    const ann = await registered(server)
    must(await ann.api.get('/auth/me'), 200)
  })
})

describe.concurrent('live connections', () => {
  it.each(LIVE_DOORS)('end with the token: $name', async (door) => {
    const sub = unique('sub')
    const room = unique('room')
    must(
      await api(server, await provider.token(sub)).post('/chatroom/create', { name: room, max_members: 5 }),
      201,
    )
    const exp = Math.floor(Date.now() / 1000) + 3
    const client = await door.connect(server, await provider.token(sub, { exp }), room)
    const { code } = await within(12_000, 'the end of the connection', client.closed)
    expect(code).toBe(4401)
    expect(Date.now() / 1000).toBeGreaterThanOrEqual(exp)
  })
})

describe('refused is', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const bad: Record<string, () => Promise<string>> = {
    'another audience': () => provider.token('x', { aud: 'another' }),
    'another issuer': () => provider.token('x', { iss: 'https://evil.example.com/' }),
    'an expired token': () => provider.token('x', { exp: now() - 60 }),
    'one that never expires': () => provider.token('x', { exp: undefined }),
    'one that is not valid yet': () => provider.token('x', { nbf: now() + 600 }),
    'no subject': () => provider.token(undefined),
    'an empty subject': () => provider.token(''),
    'a subject with a NUL': () => provider.token('a\u0000b'),
    'an unknown key': () => provider.token('x', {}, { kid: 'unknown' }),
    'a logout token': () => provider.token('x', {}, { typ: 'logout+jwt' }),
    'the public key as a shared secret': () =>
      new SignJWT({ sub: 'x', iss: provider.issuer, aud: provider.audience, exp: now() + 60 })
        .setProtectedHeader({ alg: 'HS256', kid: provider.publicKey.kid! })
        .sign(new TextEncoder().encode(JSON.stringify(provider.publicKey))),
    'no signature': async () => {
      const [, payload] = (await provider.token('x')).split('.')
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    },
    'a key of its own': async () => {
      const stranger = await IdentityProvider.start()
      await stranger.stop()
      return stranger.token('x', {}, { kid: provider.publicKey.kid! })
    },
  }
  it.each(Object.entries(bad))('%s', async (_, forge) => {
    expectProblem(await me(await forge()), 'unauthenticated')
  })
})

describe('the keys', () => {
  it('are asked for once for many tokens, and again for a new one', async () => {
    await provider.addKey('ES256')
    const token = await provider.token(unique('sub'))
    for (const end = Date.now() + PATIENCE; (await me(token)).status !== 200; await pause(250))
      if (Date.now() > end) throw new Error('The new key is not taken')
    const { asked } = provider
    for (let i = 0; i < 5; i++) must(await me(await provider.token(unique('sub'))), 200)
    expect(provider.asked).toBe(asked)
  })

  it('that are known go on working while the provider is away; others are refused', async () => {
    await provider.stop()
    await pause(5100)
    must(await me(await provider.token(unique('sub'))), 200)
    expectProblem(await me(await provider.token('x', {}, { kid: 'unknown' })), 'unauthenticated')
    must(await me(await provider.token(unique('sub'))), 200)
    await provider.start()
  })

  it('that could never be fetched make it unavailable, until they can', async () => {
    await provider.stop()
    const lonely = await Server.start({
      env: { ...provider.env, AUTH_LOCAL: 'off' },
      databaseUrl: server.databaseUrl,
    })
    const token = await provider.token(unique('sub'))
    expectProblem(await api(lonely, token).get('/auth/me'), 'unavailable')
    await provider.start()
    await pause(1100)
    must(await api(lonely, token).get('/auth/me'), 200)
    await lonely.stop()
  })
})

describe('without built-in accounts', () => {
  it('their routes are not there, their tokens are nobody’s, and nothing of them is documented', async () => {
    const ann = await registered(server)
    const strict = await Server.start({
      env: { ...provider.env, AUTH_LOCAL: 'off' },
      databaseUrl: server.databaseUrl,
    })
    const { paths } = (await (await fetch(`${strict.url}/docs-json`)).json()) as { paths: object }
    for (const path of ['/auth/register', '/auth/login', '/auth/refresh', '/auth/password']) {
      const answer = await fetch(strict.url + path, { method: 'POST' })
      expect(answer.status, path).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'not_found' })
      expect(paths).not.toHaveProperty([path])
    }
    expectProblem(await api(strict, ann.token).get('/auth/me'), 'unauthenticated')
    must(await api(strict, await provider.token(unique('sub'))).get('/auth/me'), 200)
    const issue = `/admin/users/${ann.user.username}/tokens`
    expectProblem(await admin(strict).post(issue, {}), 'forbidden')
    await strict.stop()
  })

  it.each([
    [{ AUTH_LOCAL: 'off' }, /AUTH_LOCAL=off requires/],
    [{ AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks' }, /AUTH_ISSUER and AUTH_AUDIENCE must be set/],
    [{ AUTH_ISSUER: 'x', AUTH_AUDIENCE: 'y' }, /AUTH_JWKS_URL must be set/],
  ])('a start fails with %j', async (env, words) => {
    const { code, stderr } = await startInVain(env)
    expect(code).toBe(1)
    expect(stderr).toMatch(words)
  })
})
