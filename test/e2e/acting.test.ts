// Acting for somebody with a server key: all is as if they had asked themselves, and only that.
import { describe, expect, it } from 'vitest'
import { actingFor, backend, type AdminUser } from '../support/backend.js'
import { logOf, must, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { ADMIN_KEY, sharedServer, startServer } from '../support/server.js'
import type { Chatroom, Message } from '../support/wire.js'

const server = await sharedServer()
const shop = await backend(server, 'chatrooms', 'messages', 'users')

/** Somebody of the backend's own, who has no password. */
async function brought(more: object = {}): Promise<AdminUser> {
  return must(await shop.put<AdminUser>(`/admin/users/${unique('cleo')}`, more), 201)
}

describe.concurrent('a backend that acts for somebody', () => {
  it('does what they could do, and it is they who have done it', async () => {
    const [ann, ben] = [await registered(server, 'ann'), await registered(server, 'ben')]
    const asAnn = actingFor(shop, ann.user.username.toUpperCase())
    const name = unique('room')
    const room = must(await asAnn.post<Chatroom>('/chatroom/create', { name, max_members: 10 }), 201)
    expect(room).toMatchObject({ created_by: ann.user, role: 'owner' })
    must(await asAnn.put(at('/chatroom', name, `/members/${ben.user.username}`)), 201)
    const sent = must(
      await asAnn.post<Message>(at('/send-message', name), {
        type: 'text',
        message: 'Hello',
        client_id: 'one',
      }),
      201,
    )
    expect(sent.sender).toMatchObject({ id: ann.user.id })
    // The same message, whichever way it comes again.
    const body = { type: 'text', message: 'Hello', client_id: 'one' }
    expect(must(await ann.api.post<Message>(at('/send-message', name), body), 200).seq).toBe(sent.seq)
    must(
      await actingFor(shop, ben.user.username).put(at('/chatroom', name, '/marks'), { read: sent.seq }),
      200,
    )
    const receipts = await ann.api.get(at('/chatroom', name, `/messages/${sent.seq}/receipts`))
    expect(must(receipts, 200)).toMatchObject({ read: [{ id: ben.user.id }] })
    must(await asAnn.post(at('/leave-chatroom', name)), 204)
    expectProblem(await ann.api.post(at('/send-message', name), body), 'not_a_member')
  })

  it('may no more than they may', async () => {
    const [ann, ben] = [await registered(server, 'ann'), await registered(server, 'ben')]
    const room = await roomWith(ann, [], { visibility: 'private' })
    const asBen = actingFor(shop, ben.user.username)
    expectProblem(await asBen.get(at('/chatroom', room)), 'chatroom_not_found')
    expectProblem(
      await asBen.post(at('/send-message', room), { type: 'text', message: 'x' }),
      'chatroom_not_found',
    )
  })

  it('uploads and downloads for them, and sends what takes long to read', async () => {
    const ann = await registered(server, 'ann')
    const room = await roomWith(ann)
    const asAnn = actingFor(shop, ann.user.username)
    const body = new FormData()
    body.append('file', new File(['lunch'], 'lunch.txt'))
    const { id } = must(await asAnn.send<{ id: string }>({ method: 'POST', path: '/attachments', body }), 201)
    const file = must(await ann.api.get<Buffer>(`/attachments/${id}`), 200)
    expect(file.toString()).toBe('lunch')
    // Larger than MAX_BODY_BYTES: the sender is asked before it is read.
    const content = Buffer.alloc(200_000, 1).toString('base64')
    const large = { type: 'attachment', attachment: { type: 'document', filename: 'large.bin', content } }
    const sent = must(await asAnn.post<Message>(at('/send-message', room), large), 201)
    expect(sent.sender).toMatchObject({ id: ann.user.id })
    for (const [caller, code] of [
      [shop, 'unauthenticated'],
      [actingFor(shop, 'nobody-at-all'), 'user_not_found'],
      [actingFor(await backend(server, 'chatrooms'), ann.user.username), 'forbidden'],
    ] as const)
      expectProblem(await caller.post(at('/send-message', room), large), code)
  })

  it('lets bots speak, who are shown as such', async () => {
    const ann = await registered(server, 'ann')
    const room = await roomWith(ann)
    const { username } = await brought({ bot: true, display_name: 'Cleo, the cook' })
    const bot = actingFor(shop, username)
    must(await bot.post(at('/enter-chatroom', room)), 200)
    must(await bot.post(at('/send-message', room), { type: 'text', message: 'Soup today' }), 201)
    expect((await logOf(ann, room)).at(-1)).toMatchObject({ message: 'Soup today', sender: { username } })
    const { members } = must(
      await ann.api.get<{ members: { user: { username: string; bot: boolean } }[] }>(
        at('/chatroom', room, '/members'),
      ),
      200,
    )
    expect(members.map(({ user }) => [user.username, user.bot]).toSorted()).toEqual(
      [
        [ann.user.username, false],
        [username, true],
      ].toSorted(),
    )
    expect(must(await ann.api.get(`/users/${username}`), 200)).toMatchObject({ bot: true })
  })

  it('does not sign them in: their sessions are their own', async () => {
    const { username } = await brought()
    must(await actingFor(shop, username).get('/list-chatroom'), 200)
    for (const path of ['/auth/me', '/auth/sessions', '/users?q=cleo', '/blocks'])
      expectProblem(await actingFor(shop, username).get(path), 'forbidden')
    expectProblem(await actingFor(shop, username).post('/auth/ticket'), 'forbidden')
  })

  it('has no say where somebody sends a token of their own', async () => {
    const [ann, ben] = [await registered(server, 'ann'), await registered(server, 'ben')]
    const other = api(server, ann.token, ben.user.username)
    const { created_by } = must(
      await other.post<Chatroom>('/chatroom/create', { name: unique('room'), max_members: 2 }),
      201,
    )
    expect(created_by).toMatchObject({ id: ann.user.id })
  })
})

describe('the limits of somebody for whom a backend acts', async () => {
  const strict = await startServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_MESSAGES: '3' } })

  it('are theirs: what the backend sends counts as sent by them, and by nobody else', async () => {
    const [ann, ben] = [await registered(strict, 'ann'), await registered(strict, 'ben')]
    const room = await roomWith(ann, [ben])
    const sendFor = (person: Person) =>
      api(strict, ADMIN_KEY, person.user.username).post(at('/send-message', room), {
        type: 'text',
        message: 'x',
      })
    must(await sendFor(ann), 201)
    await say(ann, room, 'x')
    must(await sendFor(ann), 201)
    expectProblem(await sendFor(ann), 'rate_limited')
    must(await sendFor(ben), 201)
  })
})
