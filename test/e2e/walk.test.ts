// A whole conversation from registration to deletion, which visits every route that the OpenAPI document knows.
import { expect, it } from 'vitest'
import { ApiDocument } from '../support/openapi.js'
import {
  enter,
  leave,
  must,
  PASSWORD,
  personOf,
  signedUp as registered,
  unique,
  type Person,
} from '../support/people.js'
import { admin } from '../support/events.js'
import { Browser } from '../support/push-service.js'
import { api, at, erasing } from '../support/rest.js'
import { expectFirst, search, shownIn } from '../support/search.js'
import { ADMIN_KEY, startServer } from '../support/server.js'
import type {
  Attachment,
  Chatroom,
  ChatroomList,
  MemberList,
  Message,
  MessagePage,
  Session,
  User,
} from '../support/wire.js'

type OwnChatroom = Chatroom & { last_message: Message }

// Of its own: what others have visited does not count.
const server = await startServer()

/** A PNG of one. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

it('two people meet, talk, exchange a file and part: every route gives its documented answer', async () => {
  const bob = await registered(server, 'bob')
  const username = unique('ann')
  must(await api(server).post<Session>('/auth/register', { username, password: PASSWORD }), 201)
  const login = must(await api(server).post<Session>('/auth/login', { username, password: PASSWORD }), 200)
  const refresh_token = login.refresh_token
  const ann = personOf(server, must(await api(server).post<Session>('/auth/refresh', { refresh_token }), 200))
  expect(must(await ann.api.get<User>('/auth/me'), 200)).toMatchObject({ username })
  must(await ann.api.post('/auth/ticket'), 201)
  must(
    await ann.api.post('/auth/password', { current_password: PASSWORD, new_password: `${PASSWORD}!` }),
    204,
  )

  const name = unique('lunch')
  must(await ann.api.post<Chatroom>('/chatroom/create', { name, max_members: 5 }), 201)
  expect(must(await bob.api.get<ChatroomList>('/list-chatroom', { q: name }), 200).chatrooms).toHaveLength(1)
  must(await ann.api.patch<Chatroom>(at('/chatroom', name), { description: 'Soup?' }), 200)
  expect(must(await bob.api.get<Chatroom>(at('/chatroom', name)), 200).description).toBe('Soup?')
  await enter(bob, name)
  expect(must(await ann.api.get<MemberList>(at('/chatroom', name, '/members')), 200).members).toHaveLength(2)

  const hello = { type: 'text', message: 'Hello!', client_id: 'hello' }
  must(await ann.api.post<Message>(at('/send-message', name), hello), 201)
  must(await ann.api.post<Message>(at('/send-message', name), hello), 200)
  const form = new FormData()
  form.append('file', new File(['soup, bread'], 'menu.txt'))
  const menu = must(await bob.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201)
  must(
    await bob.api.post(at('/send-message', name), { type: 'attachment', attachment: { id: menu.id } }),
    201,
  )
  const page = must(await ann.api.get<MessagePage>(at('/chatroom', name, '/messages')), 200)
  expect(page.messages.map(({ type }) => type)).toEqual(['joined', 'room', 'joined', 'text', 'attachment'])
  const timeline = must(await ann.api.get<MessagePage>(at('/chatroom', name, '/timeline')), 200)
  expect(timeline).toEqual(page)
  const path = new URL(menu.url, server.url).pathname
  expect(must(await ann.api.get<Buffer>(path), 200).toString()).toBe('soup, bread')
  must(await ann.api.send({ method: 'GET', path, headers: { range: 'bytes=0-3' } }), 206)
  must(await ann.api.send({ method: 'HEAD', path }), 200)

  await tellMore(ann, bob, name)
  await readOn(ann, bob, name)
  await know(ann, bob)
  await govern(ann, bob, name)
  await beRun(ann, bob, name)
  await leave(bob, name)
  must(await ann.api.delete(at('/chatroom', name)), 204)
  must(await ann.api.post('/auth/logout'), 204)
  must(await bob.api.get<Buffer>('/auth/me/export'), 200)
  must(await api(server, ADMIN_KEY).delete(`/admin/users/${ann.user.username}`), 204)
  must(await bob.api.send(erasing(PASSWORD)), 204)
  must(await api(server).get('/health/live'), 200)
  must(await api(server).get('/health/ready'), 200)
  await expectEveryRouteVisited()
})

/** Bob reads all of it, shows nobody, and puts the room away. */
async function readOn(ann: Person, bob: Person, room: string): Promise<void> {
  const { rooms } = must(await bob.api.get<{ rooms: OwnChatroom[] }>('/inbox'), 200)
  expect(rooms).toMatchObject([{ name: room, me: { unread: 1 }, last_message: { type: 'poll' } }])
  const { last_seq, last_message } = rooms[0]!
  const marks = must(await bob.api.put<object>(at('/chatroom', room, '/marks'), { read: last_seq }), 200)
  expect(marks).toMatchObject({ read: last_seq, unread: 0 })
  const receipts = at('/chatroom', room, `/messages/${last_message.seq}/receipts`)
  expect(must(await ann.api.get<object>(receipts), 200)).toMatchObject({ read: [{ id: bob.user.id }] })
  must(await bob.api.patch('/auth/me', { privacy: { read_receipts: false } }), 200)
  expect(must(await ann.api.get<object>(receipts), 200)).toMatchObject({ read: [], pending: 0 })
  const listed = must(await ann.api.get<{ marks: object[] }>(at('/chatroom', room, '/marks')), 200)
  expect(listed.marks).toHaveLength(2)
  must(await bob.api.patch(at('/chatroom', room, '/me'), { archived: true }), 200)
  expect(must(await bob.api.get<object>('/inbox'), 200)).toMatchObject({ rooms: [] })
}

/** They show themselves to each other, block and find each other, and look after their devices. */
async function know(ann: Person, bob: Person): Promise<void> {
  const { username } = ann.user
  const avatar = await uploadedPixel(ann)
  must(await ann.api.patch('/auth/me', { avatar, about: 'At lunch' }), 200)
  const found = must(await bob.api.get<{ users: User[] }>('/users', { q: username }), 200)
  expect(found.users).toMatchObject([{ username }])
  expect(must(await bob.api.get<object>(`/users/${username}`), 200)).toMatchObject({ about: 'At lunch' })
  await seePicture(bob, `/users/${username}/avatar`)
  must(await bob.api.put(`/blocks/${username}`), 204)
  expect(must(await bob.api.get<{ users: User[] }>('/blocks'), 200).users).toMatchObject([{ username }])
  must(await bob.api.delete(`/blocks/${username}`), 204)
  await beTold()
  must(await bob.api.get<{ key: string }>('/push/key'), 200)
  const browser = new Browser('https://push.invalid/bobs')
  await browser.subscribe(bob)
  await browser.unsubscribe(bob)
  must(await ann.api.post(`/direct/${bob.user.username}`), 201)
  must(await bob.api.post(`/direct/${username}`), 200)
  must(await api(server).post('/auth/login', { username, password: `${PASSWORD}!` }), 200)
  const { sessions } = must(await ann.api.get<{ sessions: Device[] }>('/auth/sessions'), 200)
  must(await ann.api.delete(`/auth/sessions/${sessions.find(({ current }) => !current)!.id}`), 204)
}

/** Carl asks to come in, is refused, invited, added, silenced, reported, removed, banned and let in again. */
async function govern(ann: Person, bob: Person, room: string): Promise<void> {
  const carl = await registered(server, 'carl')
  const of = (list: string, rest = '') => at('/chatroom', room, `/${list}${rest}`)
  const listed = async (list: string) =>
    Object.values(must(await ann.api.get<Record<string, unknown[]>>(of(list)), 200))[0]
  const carls = (list: string) => of(list, `/${carl.user.username}`)
  const changes = { settings: { join: 'approval' }, avatar: await uploadedPixel(ann) }
  must(await ann.api.patch(at('/chatroom', room), changes), 200)
  await seePicture(bob, of('avatar'))
  must(await carl.api.post(at('/enter-chatroom', room)), 202)
  expect(await listed('requests')).toHaveLength(1)
  must(await ann.api.delete(carls('requests')), 204)
  const { code } = must(await ann.api.post<{ code: string }>(of('invites'), { max_uses: 2 }), 201)
  expect(await listed('invites')).toMatchObject([{ code }])
  must(await carl.api.get(`/invites/${code}`), 200)
  await seePicture(carl, `/invites/${code}/avatar`)
  must(await carl.api.post(`/invites/${code}`), 200)
  must(await ann.api.delete(of('invites', `/${code}`)), 204)
  const { seq } = must(
    await carl.api.post<Message>(at('/send-message', room), { type: 'text', message: 'Boo' }),
    201,
  )
  must(await bob.api.put(of('reports', `/${seq}`), { reason: 'Rude' }), 204)
  expect(await listed('reports')).toMatchObject([{ seq, reason: 'Rude' }])
  must(await ann.api.delete(of('reports', `/${seq}`)), 204)
  must(await ann.api.patch(carls('members'), { role: 'admin' }), 200)
  must(await ann.api.delete(carls('members')), 204)
  must(await ann.api.put(carls('bans'), {}), 204)
  expect(await listed('bans')).toHaveLength(1)
  must(await ann.api.delete(carls('bans')), 204)
  must(await ann.api.put(carls('members')), 201)
  must(await ann.api.put(carls('members')), 200)
}

/** Somebody's backend reads what has happened, and has it sent. */
async function beTold(): Promise<void> {
  const backend = admin(server)
  const { cursor } = must(await backend.get<{ cursor: string }>('/admin/events'), 200)
  const body = { url: 'https://webhook.invalid/', events: ['user.*'] }
  const { id } = must(await backend.post<{ id: string }>('/admin/webhooks', body), 201)
  const { webhooks } = must(await backend.get<{ webhooks: object[] }>('/admin/webhooks'), 200)
  expect(webhooks).toMatchObject([{ ...body, id, paused: false }])
  const webhook = `/admin/webhooks/${id}`
  must(await backend.patch(webhook, { paused: true }), 200)
  must(await backend.post(`${webhook}/replay`, { after: cursor }), 204)
  must(await backend.get(`${webhook}/deliveries`), 200)
  must(await backend.delete(webhook), 204)
}

/** It has keys of its own, brings somebody along, and sees to what was reported. */
async function beRun(ann: Person, bob: Person, room: string): Promise<void> {
  const master = admin(server)
  const body = { name: 'shop', scopes: ['users'] }
  const { id, key } = must(await master.post<{ id: string; key: string }>('/admin/keys', body), 201)
  must(await master.get('/admin/keys'), 200)
  const shop = api(server, key)
  const customer = `/admin/users/${unique('carol')}`
  must(await shop.put(customer, { external_id: customer }), 201)
  must(await shop.put(customer, { display_name: 'Carol' }), 200)
  expect(must(await shop.get<User>(customer), 200).display_name).toBe('Carol')
  must(await shop.get('/admin/users', { external_id: customer }), 200)
  const session = must(await shop.post<Session>(`${customer}/tokens`, {}), 201)
  expect(must(await api(server, session.access_token).get<User>('/auth/me'), 200).display_name).toBe('Carol')
  must(await shop.delete(customer), 204)
  must(await master.delete(`/admin/keys/${id}`), 204)
  const { seq } = must(
    await ann.api.post<Message>(at('/send-message', room), { type: 'text', message: 'buy' }),
    201,
  )
  must(await bob.api.put(at('/chatroom', room, `/reports/${seq}`), { reason: 'Spam' }), 204)
  must(await master.get('/admin/reports'), 200)
  must(await master.delete(at('/admin/reports', room, `/${seq}`)), 204)
  must(await master.get('/admin/stats'), 200)
  must(await master.get('/admin/trace', { chatroom: room, seq, username: bob.user.username }), 200)
}

async function uploadedPixel(person: Person): Promise<string> {
  const form = new FormData()
  form.append('file', new File([Buffer.from(PIXEL, 'base64')], 'pixel.png'))
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201).id
}

async function seePicture(person: Person, path: string): Promise<void> {
  must(await person.api.get(path), 200)
  must(await person.api.send({ method: 'HEAD', path }), 200)
}

interface Device {
  id: string
  current: boolean
}

/** A picture and a poll, and what becomes of them. */
async function tellMore(ann: Person, bob: Person, room: string): Promise<void> {
  const send = async (person: Person, body: object) =>
    must(await person.api.post<Message>(at('/send-message', room), body), 201)
  const attachment = { type: 'image', filename: 'soup.png', content: PIXEL }
  const picture = await send(bob, { type: 'attachment', attachment, message: 'Soup' })
  const thumbnail = new URL(picture.attachment!.thumbnail_url!, server.url).pathname
  must(await ann.api.get(thumbnail), 200)
  must(await ann.api.send({ method: 'GET', path: thumbnail, headers: { range: 'bytes=0-3' } }), 206)
  must(await ann.api.send({ method: 'HEAD', path: thumbnail }), 200)
  const poll = await send(ann, { type: 'poll', poll: { question: 'Soup?', options: ['Yes', 'No'] } })
  await send(bob, { type: 'vote', target_seq: poll.seq, options: [0] })
  await send(ann, { type: 'reaction', target_seq: picture.seq, emoji: '🍲' })
  await send(bob, { type: 'edit', target_seq: picture.seq, message: 'Lentil soup' })
  const message = (seq: number, rest = '') => at('/chatroom', room, `/messages/${seq}${rest}`)
  const shown = must(await ann.api.get<Message>(message(picture.seq)), 200)
  expect(shown).toMatchObject({ message: 'Lentil soup', reactions: [{ emoji: '🍲', count: 1 }] })
  const listed = async (path: string) =>
    Object.values(must(await bob.api.get<object>(path), 200))[0] as unknown
  expect(await listed(message(picture.seq, '/reactions'))).toMatchObject([{ emoji: '🍲' }])
  expect(await listed(message(picture.seq, '/versions'))).toMatchObject([{ message: 'Soup' }])
  expect(await listed(message(poll.seq, '/votes'))).toMatchObject([{ options: [0] }])
  expect(await listed(`${at('/chatroom', room, '/media')}?type=image`)).toEqual([shown])
  await expectFirst(bob, 'lentil', picture.seq)
  expect(shownIn((await search(bob, 'lentil')).results[0]!)).toEqual(['message', 'Lentil'])
  const star = { method: 'PUT', path: message(picture.seq, '/star') }
  must(await bob.api.send(star), 204)
  expect(await listed('/starred')).toEqual([shown])
  must(await bob.api.delete(star.path), 204)
}

/** Every documented answer that is not a refusal has been given and checked. */
async function expectEveryRouteVisited(): Promise<void> {
  const { json, seen } = await ApiDocument.of(server)
  const promised = Object.entries(json.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      Object.keys(operation?.responses ?? {})
        .filter((status) => status.startsWith('2'))
        .map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  )
  expect(promised.length).toBeGreaterThanOrEqual(20)
  expect(promised.filter((each) => !seen.has(each))).toEqual([])
}
