// What can be set in a room: settings, metadata, visibility and a picture; each change of it is one entry.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { crowd, entryAt, lastOf, must, roomWith, unique, type Person } from '../support/people.js'
import { canvas, bytesOf, upload } from '../support/pictures.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { DEFAULT_SETTINGS, type Chatroom, type Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

const change = (room: string, body: object, person = ann) =>
  person.api.patch<Chatroom>(at('/chatroom', room), body)
const changed = async (room: string, body: object) => must(await change(room, body), 200)

describe.concurrent('settings', () => {
  it('are given with a new room, and are by default where they are not', async () => {
    const body = {
      ...{ name: unique('set'), max_members: 5, visibility: 'private' },
      settings: { who_can_send: 'admins', slow_mode: null, history: 'all', disappear_after: 3600 },
      metadata: { color: 'green', nothing: null, deep: { nothing: null } },
    }
    const room = must(await ann.api.post<Chatroom>('/chatroom/create', body), 201)
    expect(room).toMatchObject({
      visibility: 'private',
      settings: { ...DEFAULT_SETTINGS, who_can_send: 'admins', disappear_after: 3600 },
      last_seq: 1,
    })
    expect(room.metadata).toEqual({ color: 'green', deep: { nothing: null } })
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', body.name)), 200)).toEqual(room)
  })

  it('are changed field by field, in one entry with what is different', async () => {
    const name = await roomWith(ann, [], { settings: { slow_mode: 5 } })
    const settings = {
      slow_mode: 5,
      join: 'approval',
      who_can_pin: 'admins',
      history: null,
      disappear_after: 7200,
    }
    const room = await changed(name, { settings })
    const now = { ...DEFAULT_SETTINGS, ...settings, history: 'all' }
    expect(room).toMatchObject({ settings: now, last_seq: 2 })
    const entry = await entryAt(ann, name, 2)
    const { created_by: _, ...author } = { created_by: null, ...ann.user }
    const person = { id: author.id, username: author.username, display_name: author.display_name }
    expect(entry).toEqual({
      ...{ chatroom: name, seq: 2, type: 'room', client_id: null, sender: person, by: person },
      created_at: expect.any(String) as string,
      changes: { settings: { join: 'approval', who_can_pin: 'admins', disappear_after: 7200 } },
    })
    const back = await changed(name, { settings: { disappear_after: null, join: 'open' } })
    expect(back.settings).toEqual({ ...DEFAULT_SETTINGS, slow_mode: 5, who_can_pin: 'admins' })
    expect((await lastOf(ann, name)).changes).toEqual({ settings: { disappear_after: null, join: 'open' } })
    const kept = await database.query(
      'SELECT settings FROM chatroom_heads h, chatrooms c WHERE c.name = $1 AND h.chatroom_id = c.id',
      [name],
    )
    expect(kept.rows).toEqual([{ settings: { slow_mode: 5, who_can_pin: 'admins' } }])
  })

  it('that are as they were make no entry, and neither does anything else', async () => {
    const name = await roomWith(ann)
    const same = {
      ...{ description: '', max_members: 1000, visibility: 'public', avatar: null, metadata: { none: null } },
      settings: { slow_mode: 0, join: 'open', disappear_after: null },
    }
    for (const body of [{}, { settings: {}, metadata: {} }, same, { settings: null, metadata: null }])
      expect(await changed(name, body)).toMatchObject({
        last_seq: 1,
        settings: DEFAULT_SETTINGS,
        metadata: {},
      })
  })

  it('of many kinds go together in one entry', async () => {
    const name = await roomWith(ann)
    const body = {
      ...{ description: 'New', max_members: 7, visibility: 'private' },
      ...{ settings: { slow_mode: 9 }, metadata: { a: [1, { b: null }] } },
    }
    expect(await changed(name, body)).toMatchObject({ ...body, settings: { slow_mode: 9 }, last_seq: 2 })
    expect((await entryAt(ann, name, 2)).changes).toEqual(body)
  })

  it('that admins changed at once are all there, in as many entries', async () => {
    const name = await roomWith(ann)
    const bodies = [
      { description: 'x' },
      { settings: { slow_mode: 1 } },
      { metadata: { a: 1 } },
      { metadata: { b: 2 } },
    ]
    await Promise.all(bodies.map((body) => changed(name, body)))
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', name)), 200)).toMatchObject({
      ...{ description: 'x', settings: { slow_mode: 1 }, metadata: { a: 1, b: 2 }, last_seq: 5 },
    })
  })

  it.each([
    ['settings.who_can_send', { settings: { who_can_send: 'nobody' } }],
    ['settings.who_can_invite', { settings: { who_can_invite: 1 } }],
    ['settings.join', { settings: { join: 'closed' } }],
    ['settings.history', { settings: { history: true } }],
    ['settings.slow_mode', { settings: { slow_mode: 3601 } }],
    ['settings.slow_mode', { settings: { slow_mode: -1 } }],
    ['settings.slow_mode', { settings: { slow_mode: 0.5 } }],
    ['settings.disappear_after', { settings: { disappear_after: 0 } }],
    ['settings.disappear_after', { settings: { disappear_after: 31_536_001 } }],
    ['settings.direct', { settings: { direct: true } }],
    ['settings', { settings: 'open' }],
    ['settings', { settings: [] }],
    ['visibility', { visibility: 'secret' }],
    ['metadata', { metadata: 'x' }],
    ['metadata', { metadata: ['x'] }],
    ['metadata', { metadata: { a: 'x'.repeat(4096) } }],
    ['metadata', { metadata: { a: 'a\0b' } }],
    ['avatar', { avatar: 5 }],
    ['kind', { kind: 'direct' }],
  ])('refuse a wrong %s: %j', async (field, body) => {
    expectProblem(await change(await roomWith(ann), body), 'validation_failed', field)
    if (field === 'avatar') return
    const create = { name: unique('no'), max_members: 5, ...body }
    expectProblem(await ann.api.post('/chatroom/create', create), 'validation_failed', field)
  })

  it('are changed by owner and admins alone', async () => {
    const name = await roomWith(ann, [bob])
    for (const person of [bob, eve])
      expectProblem(await change(name, { settings: { slow_mode: 5 } }, person), 'forbidden')
  })
})

describe.concurrent('metadata', () => {
  it('are merged field by field, and null takes a field away', async () => {
    const name = await roomWith(ann)
    await changed(name, { metadata: { a: 1, b: { c: [1, 2] }, 'odd key': 'ü"\\' } })
    const room = await changed(name, { metadata: { a: null, none: null, b: 2, d: false } })
    expect(room.metadata).toEqual({ b: 2, 'odd key': 'ü"\\', d: false })
    expect((await lastOf(ann, name)).changes).toEqual({ metadata: { a: null, b: 2, d: false } })
  })

  it('have 4 kB together at the most, counted as JSON is sent', async () => {
    const name = await roomWith(ann)
    const first = { a: ['x'.repeat(1000), { b: 1, c: {} }], b: [1, 2, 3, [], [4]] }
    await changed(name, { metadata: first })
    const left = 4096 - Buffer.byteLength(JSON.stringify({ ...first, rest: '' }))
    expectProblem(await change(name, { metadata: { rest: 'x'.repeat(left + 1) } }), 'payload_too_large')
    await changed(name, { metadata: { rest: 'x'.repeat(left) } })
    expectProblem(await change(name, { metadata: { more: 1 } }), 'payload_too_large')
    expect((await changed(name, { metadata: { rest: null, more: 1 } })).metadata).toEqual({
      ...first,
      more: 1,
    })
  })
})

describe.concurrent.each(LIVE_DOORS)('a change of a room by $name', (door) => {
  it('reaches its members as an entry', async () => {
    const name = await roomWith(ann, [bob])
    const bobs = await door.connect(server, bob.token, name)
    await changed(name, { metadata: { lunch: 'at noon' } })
    const entry = await bobs.waitFor(({ type }) => type === 'room')
    expect(entry).toEqual(await lastOf(bob, name))
    await bobs.close()
  })
})

describe('a picture', () => {
  const withPicture = async (room: string, width: number) => {
    const { id } = must(await upload(ann, await bytesOf(canvas(width, 300).png()), {}, 'room.png'), 201)
    return changed(room, { avatar: id })
  }
  const pictures = async () => (await database.query('SELECT id FROM avatars')).rows.length

  it('is had by whoever sees the room, is another with each change, and goes with null or the room', async () => {
    const name = await roomWith(ann, [bob], { name: unique('Bild.ü') })
    const before = await pictures()
    const { avatar_url: first } = await withPicture(name, 400)
    expect(first).toMatch(new RegExp(`^/chatroom/${encodeURIComponent(name)}/avatar\\?v=[0-9a-f]{8}$`))
    expect((await lastOf(ann, name)).changes).toEqual({ avatar_url: first })
    for (const person of [ann, bob, eve]) {
      const answer = await person.api.get<Buffer>(first!)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
    }
    expect((await eve.api.send({ method: 'HEAD', path: first! })).status).toBe(200)
    const { avatar_url: second } = await withPicture(name, 500)
    expect(second).not.toBe(first)
    expect(await pictures()).toBe(before + 1)
    expect(await changed(name, { avatar: null })).toMatchObject({ avatar_url: null })
    expect((await lastOf(ann, name)).changes).toEqual({ avatar_url: null })
    expectProblem(await bob.api.get(first!), 'attachment_not_found')
    await withPicture(name, 600)
    await changed(name, { visibility: 'private' })
    expect((await bob.api.get(first!)).status).toBe(200)
    expectProblem(await eve.api.get(first!), 'chatroom_not_found')
    must(await ann.api.delete(at('/chatroom', name)), 204)
    expect(await pictures()).toBe(before)
  })

  it('is an own upload, and a picture', async () => {
    const name = await roomWith(ann)
    const { id } = must(await upload(bob, await bytesOf(canvas(40, 40).png())), 201)
    for (const avatar of [id, 'nothing'])
      expectProblem(await change(name, { avatar }), 'attachment_not_found')
    const text = must(await upload(ann, new TextEncoder().encode('words'), {}, 'a.txt'), 201)
    expectProblem(await change(name, { avatar: text.id }), 'validation_failed', 'avatar')
    expect(await lastOf(ann, name)).toMatchObject({ seq: 1 } satisfies Partial<Message>)
  })
})
