// People's pictures: made of an upload, shown wherever a user is, and gone with the next one.
import { Client } from 'pg'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import {
  signedUpCrowd as crowd,
  must,
  PASSWORD,
  signedUp as registered,
  roomWith,
  type Person,
} from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { canvas, bytesOf, photograph, upload, type Bytes } from '../support/pictures.js'
import { sharedServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import type { Attachment, Chatroom, Me, MemberList, Session, User, UserList } from '../support/wire.js'

const server = await sharedServer()
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

const setAvatar = (person: Person, avatar: unknown) => person.api.patch<Me>('/auth/me', { avatar })

async function withPicture(person: Person, bytes: Bytes): Promise<{ url: string; attachment: Attachment }> {
  const attachment = must(await upload(person, bytes, {}, 'me.jpg'), 201)
  const { avatar_url } = must(await setAvatar(person, attachment.id), 200)
  return { url: avatar_url!, attachment }
}

it('are small copies of an upload, without anything but the pixels, and stay when that goes', async () => {
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const { url, attachment } = await withPicture(ann, await photograph())
  expect(url).toMatch(new RegExp(`^/users/${ann.user.username}/avatar\\?v=[0-9a-f]{8}$`))
  await database.query('DELETE FROM attachments WHERE id = $1', [attachment.id])
  const picture = await ben.api.get<Buffer>(url)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])
  const { format, width, height, exif } = await sharp(picture.body).metadata()
  // Turned, as its camera said.
  expect({ format, width, height, exif }).toEqual({
    format: 'webp',
    width: 170,
    height: 256,
    exif: undefined,
  })
  const etag = picture.headers.get('etag')!
  const send = (method: string, headers = {}) => ben.api.send({ method, path: url, headers })
  expect((await send('GET', { 'if-none-match': etag })).status).toBe(304)
  const head = await send('HEAD')
  expect([head.status, head.headers.get('content-length'), head.body]).toEqual([
    ...[200, `${picture.body.length}`, undefined],
  ])
})

it('are no larger than what was uploaded', async () => {
  const ann = await registered(server)
  const { url } = await withPicture(ann, await bytesOf(canvas(40, 20).png()))
  const body = must(await ann.api.get<Buffer>(url), 200)
  expect(await sharp(body).metadata()).toMatchObject({ width: 40, height: 20 })
})

it('are shown wherever a user is', async () => {
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const { url: avatar_url } = await withPicture(ann, await photograph())
  const user: User = { ...ann.user, avatar_url }
  const credentials = { username: user.username, password: PASSWORD }
  expect(must(await api(server).post<Session>('/auth/login', credentials), 200).user).toEqual(user)
  expect(
    must(await ann.api.post<Session>('/auth/refresh', { refresh_token: ann.refreshToken }), 200).user,
  ).toEqual(user)
  expect(must(await ben.api.get<Chatroom>(at('/chatroom', room)), 200).created_by).toEqual(user)
  const { members } = must(await ben.api.get<MemberList>(at('/chatroom', room, '/members')), 200)
  expect(members.map((member) => member.user)).toEqual([user, ben.user])
  expect(must(await ben.api.get<UserList>('/users', { q: user.username }), 200).users).toEqual([user])
  for (const path of ['/inbox', at('/send-message', room)]) {
    const socket = new FrameSocket(server, path, { token: ann.token })
    expect(await socket.next('ready')).toMatchObject({ user })
    await socket.close()
  }
})

it('have another address each, and leave nothing behind', async () => {
  const ann = await registered(server)
  const kept = async () => {
    const { rows } = await database.query<{ id: string }>(
      'SELECT a.id FROM avatars a JOIN users u ON u.avatar_id = a.id WHERE u.id = $1',
      [ann.user.id],
    )
    return rows[0]?.id
  }
  const left = async (id: string) =>
    (await database.query('SELECT FROM avatars WHERE id = $1', [id])).rowCount
  const { url: first } = await withPicture(ann, await photograph())
  const firstId = (await kept())!
  const { url: second } = await withPicture(ann, await bytesOf(canvas(9, 9).png()))
  const secondId = (await kept())!
  expect(second).not.toBe(first)
  expect([await left(firstId), await left(secondId)]).toEqual([0, 1])
  expect(must(await ann.api.patch<Me>('/auth/me', { about: 'x' }), 200).avatar_url).toBe(second)
  expect(must(await setAvatar(ann, null), 200).avatar_url).toBeNull()
  expect(await left(secondId)).toBe(0)
  expectProblem(await ann.api.get(second), 'attachment_not_found')
  must(await setAvatar(ann, null), 200)
})

it('are made of nothing but a picture of one’s own', async () => {
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const foreign = must(await upload(ben, await photograph()), 201)
  for (const id of [foreign.id, ann.user.id, 'x', '\0', "'"])
    expectProblem(await setAvatar(ann, id), 'attachment_not_found')
  const text = must(await upload(ann, Uint8Array.from(Buffer.from('hello')), {}, 'a.txt'), 201)
  expectProblem(await setAvatar(ann, text.id), 'validation_failed', 'avatar')
  expect(must(await ann.api.get<Me>('/auth/me'), 200)).toEqual({
    ...{ ...ann.user, about: '' },
    privacy: { last_seen: 'shared_rooms', read_receipts: true, direct: 'everyone' },
  })
})

it('are for whoever is signed in, and of somebody there is', async () => {
  const ann = await registered(server)
  const { url } = await withPicture(ann, await photograph())
  expectProblem(await api(server).get(url), 'unauthenticated')
  expectProblem(await ann.api.get('/users/nobody-at-all/avatar'), 'user_not_found')
  expectProblem(await ann.api.get('/users/a%20b/avatar'), 'validation_failed', 'username')
})
