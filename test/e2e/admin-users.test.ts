// People whom a backend brings along: made and changed by name, found by what it calls them, signed in because it says so.
import { describe, expect, it } from 'vitest'
import { actingFor, backend, type AdminUser } from '../support/backend.js'
import { range } from '../support/inbox.js'
import { must, PASSWORD, personOf, signedUp as registered, roomWith, unique } from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { sharedNodes } from '../support/server.js'
import type { Me, Session } from '../support/wire.js'
import { FrameSocket } from '../support/websocket.door.js'

const [server, other] = await sharedNodes()
const shop = await backend(server, 'users', 'messages')

const put = (username: string, body: object = {}) => shop.put<AdminUser>(`/admin/users/${username}`, body)
const tokensOf = (username: string, body: object = {}) =>
  shop.post<Session>(`/admin/users/${username}/tokens`, body)

interface UserPage {
  users: AdminUser[]
  next_cursor: string | null
}

describe.concurrent('an upsert', () => {
  it('makes somebody once, and then changes what is given', async () => {
    const [username, external_id] = [unique('cleo'), unique('customer')]
    const made = must(await put(username.toUpperCase(), { external_id }), 201)
    expect(made).toMatchObject({ username, display_name: username, external_id, bot: false, about: '' })
    const now = must(
      await put(username, { display_name: 'Cleo', about: 'Cooks', privacy: { direct: 'nobody' } }),
      200,
    )
    expect(now).toMatchObject({ id: made.id, display_name: 'Cleo', about: 'Cooks', external_id })
    expect(now.privacy).toEqual({ last_seen: 'shared_rooms', read_receipts: true, direct: 'nobody' })
    expect(must(await put(username), 200)).toEqual(now)
    expect(must(await shop.get<AdminUser>(`/admin/users/${username}`), 200)).toEqual(now)
    const ann = await registered(server)
    expect(must(await ann.api.get(`/users/${username}`), 200)).not.toHaveProperty('external_id')
    const found = must(await ann.api.get<UserPage>('/users', { q: username.slice(0, 12) }), 200)
    expect(found.users.map(({ id }) => id)).toContain(made.id)
  })

  it('of many at once makes one', async () => {
    const username = unique('cleo')
    const answers = await Promise.all(range(1, 8).map((nth) => put(username, { about: `${nth}` })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })

  it('gives an external_id to one person alone, until it is taken away', async () => {
    const external_id = unique('customer')
    const [cleo, dora] = [unique('cleo'), unique('dora')]
    must(await put(cleo, { external_id }), 201)
    expectProblem(await put(dora, { external_id }), 'username_taken')
    must(await put(dora), 201)
    expectProblem(await put(dora, { external_id }), 'username_taken')
    expect(must(await put(cleo, { external_id: null }), 200).external_id).toBeNull()
    must(await put(dora, { external_id }), 200)
    const { users } = must(await shop.get<UserPage>('/admin/users', { external_id }), 200)
    expect(users.map(({ username }) => username)).toEqual([dora])
    expect(must(await shop.get<UserPage>('/admin/users', { external_id: unique('x') }), 200).users).toEqual(
      [],
    )
  })

  it('leaves whoever has registered their password', async () => {
    const ann = await registered(server)
    must(await put(ann.user.username, { display_name: 'Ann of the shop' }), 200)
    const body = { username: ann.user.username, password: PASSWORD }
    expect(must(await api(server).post<Session>('/auth/login', body), 200).user.display_name).toBe(
      'Ann of the shop',
    )
  })

  it('is told to those who are connected, as a change of their own', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = new FrameSocket(other, `/send-message/${room}`, { token: ann.token })
    await socket.next('ready')
    must(await put(ann.user.username, { display_name: 'Ann of the shop' }), 200)
    await expect
      .poll(async () => {
        const client_id = unique('c')
        socket.send({ type: 'text', message: 'Who am I?', client_id })
        const { sender } = await socket.frames.waitFor(
          (frame) => frame.type === 'text' && frame.client_id === client_id,
        )
        return (sender as { display_name: string }).display_name
      })
      .toBe('Ann of the shop')
    socket.socket.close()
  })

  it('takes a picture that they have uploaded', async () => {
    const username = unique('cleo')
    expectProblem(
      await put(username, { avatar: '3d6f0a52-7c1e-4b7e-9a57-0f5b8f1f6c02' }),
      'attachment_not_found',
    )
    must(await put(username), 201)
    const body = new FormData()
    body.append('file', new File([PIXEL], 'cleo.png'))
    const { id } = must(
      await actingFor(shop, username).send<{ id: string }>({ method: 'POST', path: '/attachments', body }),
      201,
    )
    expect(must(await put(username, { avatar: id }), 200).avatar_url).toMatch(/\/avatar\?v=/)
    expect(must(await put(username, { avatar: null }), 200).avatar_url).toBeNull()
  })

  it.each([
    ['external_id', { external_id: '' }],
    ['external_id', { external_id: 'x'.repeat(201) }],
    ['external_id', { external_id: 'a\nb' }],
    ['bot', { bot: 'yes' }],
    ['display_name', { display_name: ' ' }],
    ['password', { password: PASSWORD }],
  ])('is refused for its %s', async (field, body) => {
    expectProblem(await put(unique('cleo'), body), 'validation_failed', field)
  })

  it('makes nobody who could not be called so', async () => {
    expectProblem(await put('x'), 'validation_failed', 'username')
    expectProblem(await put('deleted'), 'user_not_found')
  })
})

describe.concurrent('a session that a backend asks for', () => {
  it('is one like any other, of somebody who has no password', async () => {
    const username = unique('cleo')
    expectProblem(await tokensOf(username), 'user_not_found')
    must(await put(username), 201)
    for (const password of [PASSWORD, ' '])
      expectProblem(await api(server).post('/auth/login', { username, password }), 'unauthenticated')
    const session = must(await tokensOf(username.toUpperCase()), 201)
    expect(session).toMatchObject({ token_type: 'Bearer', expires_in: 900, user: { username } })
    const cleo = personOf(server, session)
    for (const node of [server, other])
      expect(must(await api(node, cleo.token).get<Me>('/auth/me'), 200).username).toBe(username)
    const passwords = { current_password: PASSWORD, new_password: PASSWORD }
    expectProblem(await cleo.api.post('/auth/password', passwords), 'forbidden')
    const next = must(
      await api(server).post<Session>('/auth/refresh', { refresh_token: cleo.refreshToken }),
      200,
    )
    must(await api(server, next.access_token).post('/auth/logout'), 204)
    expectProblem(await cleo.api.get('/auth/me'), 'unauthenticated')
  })

  it('is over when it was to be, however often it was refreshed, on sockets, too', async () => {
    const username = unique('cleo')
    must(await put(username), 201)
    const ann = await registered(server)
    const room = await roomWith(ann)
    must(await ann.api.put(at('/chatroom', room, `/members/${username}`)), 201)
    const session = must(await tokensOf(username, { expires_in: 5 }), 201)
    expect(session.expires_in).toBe(5)
    const body = { refresh_token: session.refresh_token }
    const refreshed = must(await api(server).post<Session>('/auth/refresh', body), 200)
    expect(refreshed.expires_in).toBeLessThanOrEqual(5)
    const socket = new FrameSocket(server, `/send-message/${room}`, { token: refreshed.access_token })
    await socket.next('ready')
    expect(await socket.closed).toMatchObject({ code: 4401 })
    expectProblem(await api(server, refreshed.access_token).get('/auth/me'), 'unauthenticated')
    const again = { refresh_token: refreshed.refresh_token }
    expectProblem(await api(server).post('/auth/refresh', again), 'unauthenticated')
  })

  it.each([0, -1, 1.5, 'soon', 100_000_000])('is refused for an expires_in of %s', async (expires_in) => {
    const username = unique('cleo')
    must(await put(username), 201)
    expectProblem(await tokensOf(username, { expires_in }), 'validation_failed', 'expires_in')
  })
})

it('the list has everybody once, page by page', async () => {
  const made = await Promise.all(range(1, 5).map(async () => must(await put(unique('listed')), 201).id))
  const listed: string[] = []
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = must(
      await shop.get<UserPage>('/admin/users', { limit: 100, ...(cursor && { cursor }) }),
      200,
    )
    listed.push(...page.users.map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  }
  expect(new Set(listed).size).toBe(listed.length)
  expect(listed).toEqual(expect.arrayContaining(made))
})

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
