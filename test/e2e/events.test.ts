// The event feed: everything in every room, each room in order, and what is in no room's log, for somebody's backend.
import { describe, expect, it } from 'vitest'
import { admin, EventReader, type EventPage } from '../support/events.js'
import {
  crowd,
  enter,
  leave,
  logOf,
  must,
  personOn,
  registered,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { sharedNodes, startServer } from '../support/server.js'

const [one, two] = await sharedNodes()

const pair = async () => (await crowd(one, 2)) as [Person, Person]
const send = async (by: Person, room: string, body: object) =>
  must(await by.api.post<{ seq: number }>(at('/send-message', room), body), 201)

describe.concurrent('the event feed', () => {
  it('has everything that happens in a room, in the order of its log, from before its first entry to its end', async () => {
    const reader = await EventReader.now(one)
    const [ann, ben] = await pair()
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'one')
    await send(ben, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
    await leave(ben, room)
    must(await ann.api.patch(at('/chatroom', room), { description: 'new' }), 200)
    const log = await logOf(ann, room)
    await reader.until(() => reader.of(room).length >= log.length + 1)
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await reader.until(() => reader.of(room).some(({ type }) => type === 'chatroom.deleted'))
    expect(reader.of(room).map(({ type, data }) => [type, data.seq])).toEqual([
      ['chatroom.created', undefined],
      ['member.joined', 1],
      ['member.joined', 2],
      ['message.text', 3],
      ['message.reaction', 4],
      ['member.left', 5],
      ['member.room', 6],
      ['chatroom.deleted', undefined],
    ])
    const [created, , , text] = reader.of(room)
    expect(created!.data).toMatchObject({ name: room, kind: 'group', role: null, created_by: ann.user })
    expect(text).toMatchObject({ data: log[2], created_at: log[2]!.created_at })
    expect(new Set(reader.events.map(({ id }) => id)).size).toBe(reader.events.length)
  })

  it('has people before what they do, and says who they are now', async () => {
    const reader = await EventReader.now(one)
    const ann = await registered(one)
    const room = await roomWith(ann)
    must(await ann.api.patch('/auth/me', { display_name: 'Ann the Second' }), 200)
    const ofAnn = () => reader.events.filter(({ data }) => data['id'] === ann.user.id)
    await reader.until(() => ofAnn().length === 2 && reader.of(room).length === 2)
    expect(ofAnn().map(({ type }) => type)).toEqual(['user.created', 'user.updated'])
    expect(ofAnn()[0]!.data).toEqual({
      id: ann.user.id,
      username: ann.user.username,
      display_name: 'Ann the Second',
    })
    const types = reader.events.filter((event) => [...ofAnn(), ...reader.of(room)].includes(event))
    expect(types.map(({ type }) => type)).toEqual([
      'user.created',
      'chatroom.created',
      'member.joined',
      'user.updated',
    ])
  })

  it('tells each entry as it is when it is read', async () => {
    const reader = await EventReader.now(one)
    const ann = await registered(one)
    const room = await roomWith(ann)
    const { seq } = await say(ann, room, 'first words')
    await send(ann, room, { type: 'edit', target_seq: seq, message: 'second words' })
    await reader.until(() => reader.of(room).length === 4)
    expect(reader.of(room)[3]!.data).toMatchObject({
      message: 'second words',
      target: { message: 'second words' },
    })
    await send(ann, room, { type: 'delete', target_seq: seq })
    const again = EventReader.oldest(one)
    await again.until(() => again.of(room).length === 5)
    expect(again.of(room).map(({ type }) => type)).toEqual([
      'chatroom.created',
      'member.joined',
      'message.deleted',
      'message.edit',
      'message.delete',
    ])
    expect(JSON.stringify(again.of(room))).not.toMatch(/words/)
  })

  it('shows a room from its first entry on, also where nobody may read what was said before they came', async () => {
    const reader = await EventReader.now(one)
    const ann = await registered(one)
    const room = await roomWith(ann, [], { settings: { history: 'since_joined' } })
    const { seq } = await say(ann, room, 'one')
    await send(ann, room, { type: 'pin', target_seq: seq, pinned: true })
    await reader.until(() => reader.of(room).length === 4)
    const again = EventReader.oldest(one)
    await again.until(() => again.of(room).length === 4)
    expect(again.of(room)[0]!.data).toMatchObject({ first_seq: 1, last_seq: 3, pinned: [seq] })
  })

  it('has reports, and that they are closed', async () => {
    const reader = await EventReader.now(one)
    const [ann, ben] = await pair()
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'buy this')
    must(await ben.api.put(at('/chatroom', room, `/reports/${seq}`), { reason: 'Spam' }), 204)
    const reports = () => reader.of(room).filter(({ type }) => type.startsWith('report.'))
    await reader.until(() => reports().length === 1)
    expect(reports()[0]).toMatchObject({
      type: 'report.created',
      data: {
        chatroom: room,
        seq,
        reason: 'Spam',
        message: { message: 'buy this' },
        user: { id: ben.user.id },
      },
    })
    must(await ann.api.delete(at('/chatroom', room, `/reports/${seq}`)), 204)
    await reader.until(() => reports().length === 2)
    expect(reports()[1]).toMatchObject({ type: 'report.closed', data: { chatroom: room, seq } })
  })

  it('is one over all nodes, and wakes up who waits on another', async () => {
    const reader = await EventReader.now(two)
    const ann = await registered(one)
    const room = await roomWith(ann)
    await reader.until(() => reader.of(room).length === 2)
    const waited = reader.until(() => reader.of(room).length > 2)
    const begun = performance.now()
    await say(ann, room, 'hello')
    await say(personOn(two, ann), room, 'from there')
    await waited
    expect(performance.now() - begun).toBeLessThan(5000)
    await reader.until(() => reader.of(room).length === 4)
    expect(reader.of(room).map(({ data }) => data.seq)).toEqual([undefined, 1, 2, 3])
  })

  it('comes in pages of any size, each event once', async () => {
    const reader = await EventReader.now(one)
    const ann = await registered(one)
    const room = await roomWith(ann)
    await Promise.all(Array.from({ length: 30 }, (_, nth) => say(ann, room, `${nth}`)))
    const events = () => reader.of(room).filter(({ data }) => data.seq !== undefined)
    await reader.until(() => events().length >= 31)
    expect(events().map(({ data }) => data.seq)).toEqual(Array.from({ length: 31 }, (_, nth) => nth + 1))
    const paged: string[] = []
    for (let after = events()[0]!.id; paged.length < 30;) {
      const query = { after, limit: 7 }
      const page = must(await admin(two).get<EventPage>('/admin/events', query), 200)
      expect(page.events.length).toBeLessThanOrEqual(7)
      paged.push(...page.events.filter(({ data }) => data.chatroom === room).map(({ id }) => id))
      after = page.cursor
    }
    const ids = events().map(({ id }) => id)
    expect(paged).toEqual(ids.slice(1))
  })
})

describe.concurrent('whoever reads the event feed', () => {
  it('has a server key', async () => {
    const ann = await registered(one)
    expectProblem(await api(one).get('/admin/events'), 'unauthenticated')
    expectProblem(await ann.api.get('/admin/events'), 'unauthenticated')
    expectProblem(await api(one, 'sk_nobody-has-it').get('/admin/events'), 'unauthenticated')
  })

  it('is told what is wrong with their question', async () => {
    for (const [query, field] of [
      [{ limit: 0 }, 'limit'],
      [{ limit: 1001 }, 'limit'],
      [{ wait: 61 }, 'wait'],
      [{ after: 'nonsense' }, 'after'],
    ] as const)
      expectProblem(await admin(one).get('/admin/events', query), 'validation_failed', field)
  })

  it('begins again after what is not of this history, or not there yet', async () => {
    const { cursor } = must(await admin(one).get<EventPage>('/admin/events', { limit: 1 }), 200)
    const [history, , seq] = Buffer.from(cursor, 'base64url').toString().split('.')
    const written = (...parts: unknown[]) => Buffer.from(parts.join('.')).toString('base64url')
    for (const after of [written('abc', 1, 0), written(history, 10 ** 12, seq)])
      expectProblem(await admin(one).get('/admin/events', { after }), 'seq_unknown')
  })

  it('is answered at once when the node goes away', async () => {
    const own = await startServer()
    const { cursor } = must(await admin(own).get<EventPage>('/admin/events'), 200)
    const waits = admin(own).get<EventPage>('/admin/events', { after: cursor, wait: 60 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const begun = performance.now()
    await own.stop()
    expect(must(await waits, 200)).toEqual({ events: [], cursor })
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

it('gives a room that is made anew under a name its own events', async () => {
  const ann = await registered(one)
  const reader = await EventReader.now(one)
  const name = unique('again')
  for (let turn = 0; turn < 2; turn++) {
    await roomWith(ann, [], { name })
    await enter(ann, name)
    await reader.until(
      () => reader.of(name).filter(({ type }) => type === 'member.joined').length === turn + 1,
    )
    if (turn === 0) must(await ann.api.delete(at('/chatroom', name)), 204)
  }
  expect(reader.of(name).map(({ type }) => type)).toEqual([
    'chatroom.created',
    'member.joined',
    'chatroom.deleted',
    'chatroom.created',
    'member.joined',
  ])
})
