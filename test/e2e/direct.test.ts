// Direct chats: one for two people, for ever, which nobody else knows of.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { pause, range } from '../support/inbox.js'
import {
  crowd,
  directWith,
  enter,
  logOf,
  must,
  personOn,
  registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedNodes } from '../support/server.js'
import type { Chatroom, ChatroomList, Message } from '../support/wire.js'

const nodes = await sharedNodes()
const [here, there] = nodes
const two = async () => (await crowd(here, 2)) as [Person, Person]

const open = (person: Person, other: Person) => person.api.post<Chatroom>(at('/direct', other.user.username))
const read = async (person: Person, name: string) =>
  must(await person.api.get<Chatroom>(at('/chatroom', name)), 200)
const block = async (person: Person, other: Person, method: 'PUT' | 'DELETE' = 'PUT') =>
  must(await person.api.send({ method, path: at('/blocks', other.user.username) }), 204)
const wants = async (person: Person, direct: string) =>
  must(await person.api.patch('/auth/me', { privacy: { direct } }), 200)
const list = async (person: Person, query: object = {}) =>
  must(await person.api.get<ChatroomList>('/list-chatroom', { limit: 100, ...query }), 200).chatrooms.map(
    ({ name }) => name,
  )

describe.concurrent('a direct chat', () => {
  it('is made once, by whichever of the two, and shows each the other', async () => {
    const [ann, ben] = await two()
    const made = must(await open(ann, ben), 201)
    expect(made).toMatchObject({
      ...{ kind: 'direct', visibility: 'private', description: '', max_members: 2, member_count: 2 },
      ...{
        first_seq: 1,
        last_seq: 2,
        role: 'member',
        peer: ben.user,
        created_by: ann.user,
        last_message: null,
      },
      me: { read_seq: 1, delivered_seq: 1, unread: 0 },
    })
    expect(made.name).toMatch(/^direct\.[\w-]{20}$/)
    expect(must(await open(ann, ben), 200)).toEqual(made)
    const bens = must(await open(personOn(there, ben), ann), 200)
    expect(bens).toMatchObject({ name: made.name, role: 'member', peer: ann.user, me: { unread: 0 } })
    expect(await logOf(ben, made.name)).toMatchObject([
      { seq: 1, type: 'joined', sender: { id: ann.user.id } },
      { seq: 2, type: 'joined', sender: { id: ben.user.id } },
    ])
    expect((await logOf(ben, made.name))[1]).not.toHaveProperty('by')
    expect((await list(ben, { mine: true }))[0]).toBe(made.name)
  })

  it('is one, however often and on however many nodes both ask for it at once', async () => {
    const [ann, ben] = await two()
    const answers = await Promise.all(
      range(1, 5).flatMap(() =>
        nodes.flatMap((node) => [open(personOn(node, ann), ben), open(personOn(node, ben), ann)]),
      ),
    )
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([...range(2, 20).map(() => 200), 201])
    expect(new Set(answers.map(({ body }) => body.name)).size).toBe(1)
    expect(await logOf(ann, answers[0]!.body.name)).toHaveLength(2)
  })

  it('is live for both at once, wherever they are', async () => {
    const [ann, ben] = await two()
    const inboxes = await Promise.all([
      BareInbox.open(here, ann, 'websocket'),
      BareInbox.open(there, ben, 'Socket.IO'),
    ])
    for (const inbox of inboxes) expect(await inbox.ask('sync', {})).toMatchObject({ ok: true })
    const { name } = await directWith(ann, ben)
    const [annsRoom, bensRoom] = await Promise.all(
      inboxes.map((inbox) => inbox.frames.waitFor(({ type }) => type === 'room')),
    )
    expect(annsRoom).toMatchObject({ room: { name, peer: ben.user, last_seq: 2 } })
    expect(bensRoom).toMatchObject({ room: { name, peer: ann.user, last_seq: 2 } })
    await say(ben, name, 'Hello')
    for (const inbox of inboxes) await inbox.frames.waitFor(({ message }) => message === 'Hello')
    expect(await read(ann, name)).toMatchObject({ me: { unread: 1 }, last_message: { message: 'Hello' } })
  })

  it('is of two for ever: nobody enters, is added, invited or banned, leaves, or changes or deletes it', async () => {
    const [ann, ben, eve] = (await crowd(here, 3)) as [Person, Person, Person]
    const { name } = await directWith(ann, ben)
    const member = at(at('/chatroom', name, '/members'), ben.user.username)
    for (const person of [ann, ben]) {
      for (const answer of [
        await person.api.post(at('/enter-chatroom', name)),
        await person.api.post(at('/leave-chatroom', name)),
        await person.api.delete(at('/chatroom', name)),
        await person.api.patch(at('/chatroom', name), { description: 'x', avatar: null }),
      ])
        expectProblem(answer, 'forbidden')
    }
    for (const answer of [
      await eve.api.get(at('/chatroom', name)),
      await eve.api.post(at('/enter-chatroom', name)),
      await eve.api.post(at('/leave-chatroom', name)),
      await eve.api.delete(at('/chatroom', name)),
      await eve.api.patch(at('/chatroom', name), {}),
      await eve.api.get(at('/chatroom', name, '/members')),
      await eve.api.get(at('/chatroom', name, '/avatar')),
    ])
      expectProblem(answer, 'chatroom_not_found')
    expect(member).toContain(ben.user.username)
    expect(await list(eve, { q: name })).toEqual([])
    expect(await logOf(ann, name)).toHaveLength(2)
  })

  it('is with somebody who is there, and not oneself', async () => {
    const [ann] = await two()
    expectProblem(await ann.api.post(at('/direct', 'nobody-by-this-name')), 'user_not_found')
    expectProblem(await open(ann, ann), 'validation_failed', 'username')
    expectProblem(await ann.api.post(at('/direct', 'a b')), 'validation_failed', 'username')
    const shouted = { ...ann.user, username: ann.user.username.toUpperCase() }
    expectProblem(await open(ann, { ...ann, user: shouted }), 'validation_failed', 'username')
  })

  it('is found by the username of the other, and not by a name that nobody sees', async () => {
    const [ann, ben] = await two()
    const { name } = await directWith(ann, ben)
    const q = ben.user.username.slice(2)
    for (const mine of [true, false]) {
      expect(await list(ann, { mine, q })).toEqual([name])
      expect(await list(ann, { mine, q: q.toUpperCase() })).toEqual([name])
      expect(await list(ann, { mine, q: name })).toEqual([])
    }
    expect(await list(ben, { q })).toEqual([])
  })
})

describe.concurrent('whoever does not want direct chats', () => {
  it('from those with whom they share no room, or from anybody, gets none; one that is there stays', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    await wants(ben, 'shared_rooms')
    expectProblem(await open(ann, ben), 'forbidden')
    const room = await roomWith(ann)
    await enter(ben, room)
    const { name } = must(await open(ann, ben), 201)
    await wants(ben, 'nobody')
    expectProblem(await open(carl, ben), 'forbidden')
    expect(must(await open(ann, ben), 200).name).toBe(name)
    await say(ann, name, 'still here')
    must(await open(ben, carl), 201)
  })
})

describe.concurrent('somebody who is blocked', () => {
  it('can neither open a chat with who has blocked them nor use it, but reads it; and the other way round all is as before', async () => {
    const [ann, ben] = await two()
    const { name } = await directWith(ann, ben)
    const { seq: target_seq } = await say(ben, name, 'before')
    await block(ann, ben)
    expectProblem(await open(ben, ann), 'forbidden')
    for (const body of [
      { type: 'text', message: 'x' },
      { type: 'edit', target_seq, message: 'x' },
      { type: 'delete', target_seq },
      { type: 'reaction', target_seq, emoji: '👍' },
      { type: 'pin', target_seq, pinned: true },
    ])
      expectProblem(await ben.api.post(at('/send-message', name), body), 'forbidden')
    expect(must(await open(ann, ben), 200).name).toBe(name)
    await say(ann, name, 'after')
    expect((await logOf(ben, name)).map(({ message }) => message)).toEqual([
      undefined,
      undefined,
      'before',
      'after',
    ])
    await block(ann, ben, 'DELETE')
    expect(must(await open(ben, ann), 200).name).toBe(name)
    await say(ben, name, 'again')
  })

  it('before there was a chat can use none that the other opens', async () => {
    const [ann, ben] = await two()
    await block(ann, ben)
    expectProblem(await open(ben, ann), 'forbidden')
    const { name } = must(await open(ann, ben), 201)
    expectProblem(await ben.api.post(at('/send-message', name), { type: 'text', message: 'x' }), 'forbidden')
    await block(ann, ben, 'DELETE')
    await say(ben, name, 'x')
  })

  it('at the very moment at which they open the chat, is blocked in it or finds none', async () => {
    for (const _ of range(1, 5)) {
      const [ann, ben] = await two()
      const [opened] = await Promise.all([open(personOn(there, ben), ann), block(ann, ben)])
      if (opened.status === 403) continue
      const body = { type: 'text', message: 'x' }
      expectProblem(await ben.api.post(at('/send-message', must(opened, 201).name), body), 'forbidden')
    }
  })

  it('moves marks that the other is not told of', async () => {
    const [ann, ben] = await two()
    const { name } = await directWith(ann, ben)
    const inbox = await BareInbox.open(here, ann, 'websocket')
    await inbox.ask('sync', {})
    const { seq } = await say(ann, name, 'one')
    await block(ann, ben)
    const mark = (upTo: number) => ben.api.put(at('/chatroom', name, '/marks'), { read: upTo })
    must(await mark(seq), 200)
    const next = await say(ann, name, 'two')
    await inbox.frames.waitFor((frame) => frame['seq'] === next.seq)
    await block(ann, ben, 'DELETE')
    must(await mark(next.seq), 200)
    const told = await inbox.frames.waitFor(
      ({ type, user }) => type === 'marks' && (user as Message['sender']).id === ben.user.id,
    )
    expect(told).toMatchObject({ read: next.seq })
  })
})

it('while one has blocked the other, neither is told that the other types or has read', async () => {
  const [ann, ben] = await two()
  const { name } = await directWith(ann, ben)
  const inboxes = await Promise.all(
    [ann, ben].map(async (person) => {
      const inbox = await BareInbox.open(here, person, 'websocket')
      await inbox.ask('sync', {})
      return inbox
    }),
  )
  await block(ann, ben)
  const { seq } = await say(ann, name, 'one')
  for (const [inbox, person] of [
    [inboxes[0]!, ann],
    [inboxes[1]!, ben],
  ] as const) {
    inbox.tell('typing', { chatroom: name, active: true })
    must(await person.api.put(at('/chatroom', name, '/marks'), { read: seq }), 200)
  }
  const last = await say(ann, name, 'two')
  for (const { frames } of inboxes) await frames.waitFor((frame) => frame['seq'] === last.seq)
  await pause(300)
  const others = inboxes.flatMap(({ frames }, index) =>
    frames.items.filter(
      ({ type, user }) =>
        ['typing', 'marks'].includes(type as string) &&
        (user as Message['sender']).id !== [ann, ben][index]!.user.id,
    ),
  )
  expect(others).toEqual([])
})

it('people who are many have as many direct chats, page by page', async () => {
  const ann = await registered(here)
  const others = await crowd(here, 5)
  const names: string[] = []
  for (const other of others) names.unshift((await directWith(ann, other)).name)
  const pages: string[] = []
  let cursor: string | null | undefined
  do {
    const query: { mine: boolean; limit: number; cursor?: string } = {
      mine: true,
      limit: 2,
      ...(cursor && { cursor }),
    }
    const page = must(await ann.api.get<ChatroomList>('/list-chatroom', query), 200)
    pages.push(...page.chatrooms.map(({ name }) => name))
    cursor = page.next_cursor
  } while (cursor)
  expect(pages).toEqual(names)
})
