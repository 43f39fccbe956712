// Chatrooms as things: created, found, changed and deleted, each by those who may.
import { describe, expect, it } from 'vitest'
import { range } from '../support/inbox.js'
import { crowd, enter, leave, logOf, must, roomWith, unique, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { DEFAULT_SETTINGS, type Chatroom, type ChatroomList } from '../support/wire.js'

const server = await sharedServer()
const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]
const room = (change: object = {}) => ({ name: unique('room'), max_members: 10, ...change })

describe.concurrent('creating a chatroom', () => {
  it('makes its creator the owner and first member, and starts the log with that', async () => {
    const name = unique('new')
    const created = must(
      await ann.api.post<Chatroom>('/chatroom/create', room({ name, description: 'For lunch' })),
      201,
    )
    expect(created).toEqual({
      name,
      kind: 'group',
      visibility: 'public',
      description: 'For lunch',
      max_members: 10,
      member_count: 1,
      first_seq: 1,
      last_seq: 1,
      log: expect.stringMatching(/^[\w-]{8,32}$/) as string,
      avatar_url: null,
      settings: DEFAULT_SETTINGS,
      metadata: {},
      pinned: [],
      role: 'owner',
      me: {
        read_seq: 1,
        delivered_seq: 1,
        unread: 0,
        unread_mentions: 0,
        muted_until: null,
        archived: false,
        favourite: false,
      },
      last_message: null,
      created_by: ann.user,
      created_at: expect.any(String) as string,
    })
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', name)), 200)).toEqual(created)
    expect(await logOf(ann, name)).toMatchObject([
      { seq: 1, type: 'joined', chatroom: name, sender: { id: ann.user.id } },
    ])
  })

  it('needs no description', async () => {
    expect(must(await ann.api.post<Chatroom>('/chatroom/create', room()), 201).description).toBe('')
  })

  it('succeeds for one of many who want the same name at once', async () => {
    const body = room()
    const answers = await Promise.all(
      range(1, 10).map(() => ann.api.post<Chatroom>('/chatroom/create', body)),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 'chatroom_exists')
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', body.name)), 200)).toMatchObject({
      last_seq: 1,
      member_count: 1,
    })
  })

  it('tells names apart by case', async () => {
    const name = unique('Case')
    must(await ann.api.post('/chatroom/create', room({ name })), 201)
    must(await ann.api.post('/chatroom/create', room({ name: name.toLowerCase() })), 201)
  })

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'a b' }],
    ['name', { name: '.hidden' }],
    ['name', { name: '-a' }],
    ['name', { name: '_a' }],
    ['name', { name: 'a/b' }],
    ['name', { name: 'direct.lunch' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: '💬' }],
    ['name', { name: 'a\u202eb' }],
    ['name', { name: 5 }],
    ['name', { name: undefined }],
    ['max_members', { max_members: 0 }],
    ['max_members', { max_members: -1 }],
    ['max_members', { max_members: 100_001 }],
    ['max_members', { max_members: 1.5 }],
    ['max_members', { max_members: '10' }],
    ['max_members', { max_members: 1e300 }],
    ['max_members', { max_members: undefined }],
    ['description', { description: 7 }],
    ['description', { description: 'a\0b' }],
    ['owner', { owner: 'me' }],
    ['last_seq', { last_seq: 5 }],
  ])('refuses a wrong %s: %j', async (field, change) => {
    expectProblem(await ann.api.post('/chatroom/create', room(change)), 'validation_failed', field)
  })

  it.each([1, 100_000])('takes %i as max_members', async (max_members) => {
    expect(must(await ann.api.post<Chatroom>('/chatroom/create', room({ max_members })), 201)).toMatchObject({
      max_members,
    })
  })
})

describe.concurrent('reading a chatroom', () => {
  it('is open to everybody, and says what the reader is in it', async () => {
    const name = await roomWith(ann, [bob])
    const roles = [ann, bob, eve].map(
      async (who) => must(await who.api.get<Chatroom>(at('/chatroom', name)), 200).role,
    )
    expect(await Promise.all(roles)).toEqual(['owner', 'member', null])
  })

  it('of an unknown or impossible name is refused', async () => {
    expectProblem(await ann.api.get(at('/chatroom', unique('none'))), 'chatroom_not_found')
    expectProblem(await ann.api.get('/chatroom/a%20b'), 'validation_failed', 'chatroom_name')
    expectProblem(await ann.api.get('/chatroom/%ff'), 'validation_failed')
    expectProblem(await ann.api.get('/chatroom/a%00b'), 'validation_failed', 'chatroom_name')
  })
})

describe.concurrent('changing a chatroom', () => {
  it('changes what is given and nothing else', async () => {
    const name = await roomWith(ann, [], { max_members: 5 })
    const before = must(await ann.api.get<Chatroom>(at('/chatroom', name)), 200)
    const described = must(await ann.api.patch<Chatroom>(at('/chatroom', name), { description: 'New' }), 200)
    expect(described).toEqual({ ...before, description: 'New', last_seq: 2 })
    const larger = must(await ann.api.patch<Chatroom>(at('/chatroom', name), { max_members: 6 }), 200)
    expect(larger).toEqual({ ...described, max_members: 6, last_seq: 3 })
    expect(must(await ann.api.patch<Chatroom>(at('/chatroom', name), {}), 200)).toEqual(larger)
  })

  it('never makes it smaller than its members are many', async () => {
    const name = await roomWith(ann, [bob, eve])
    expectProblem(
      await ann.api.patch(at('/chatroom', name), { max_members: 2, description: 'x' }),
      'chatroom_full',
    )
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', name)), 200)).toMatchObject({
      max_members: 1000,
      description: '',
    })
    must(await ann.api.patch(at('/chatroom', name), { max_members: 3 }), 200)
  })

  it('is for its owner: not for members, nor for strangers', async () => {
    const name = await roomWith(ann, [bob])
    for (const person of [bob, eve])
      expectProblem(await person.api.patch(at('/chatroom', name), { description: 'mine' }), 'forbidden')
    expectProblem(await ann.api.patch(at('/chatroom', unique('none')), {}), 'chatroom_not_found')
  })

  it.each([
    ['max_members', { max_members: 0 }],
    ['max_members', { max_members: 'many' }],
    ['description', { description: [] }],
    ['name', { name: 'other' }],
    ['role', { role: 'owner' }],
  ])('refuses a wrong %s: %j', async (field, body) => {
    expectProblem(await ann.api.patch(at('/chatroom', await roomWith(ann)), body), 'validation_failed', field)
  })
})

describe.concurrent('deleting a chatroom', () => {
  it('removes it and frees its name; its log does not come back', async () => {
    const name = await roomWith(ann, [bob])
    must(await ann.api.delete(at('/chatroom', name)), 204)
    for (const answer of [
      await ann.api.get(at('/chatroom', name)),
      await ann.api.get(at('/chatroom', name, '/messages')),
      await ann.api.get(at('/chatroom', name, '/members')),
      await ann.api.post(at('/send-message', name), { type: 'text', message: 'x' }),
      await ann.api.post(at('/enter-chatroom', name)),
      await ann.api.post(at('/leave-chatroom', name)),
      await ann.api.delete(at('/chatroom', name)),
    ])
      expectProblem(answer, 'chatroom_not_found')
    await roomWith(bob, [], { name })
    expect(await logOf(bob, name)).toMatchObject([{ seq: 1, type: 'joined', sender: { id: bob.user.id } }])
  })

  it('is for its owner alone', async () => {
    const name = await roomWith(ann, [bob])
    for (const person of [bob, eve])
      expectProblem(await person.api.delete(at('/chatroom', name)), 'forbidden')
  })
})

describe('the list of chatrooms', () => {
  const list = async (person: Person, query: object) =>
    must(await person.api.get<ChatroomList>('/list-chatroom', { ...query }), 200)
  const names = ({ chatrooms }: ChatroomList) => chatrooms.map(({ name }) => name)

  it('shows the newest first, page by page, each room once, even while others are created', async () => {
    const word = unique('paged')
    const created: string[] = []
    for (const index of range(1, 7)) created.unshift(await roomWith(ann, [], { name: `${word}.${index}` }))
    const first = await list(bob, { q: word, limit: 3 })
    expect(names(first)).toEqual(created.slice(0, 3))
    expect(first.chatrooms[0]).toMatchObject({
      role: null,
      created_by: ann.user,
      last_seq: 1,
      member_count: 1,
    })
    await roomWith(ann, [], { name: `${word}.8` })
    const second = await list(bob, { q: word, limit: 3, cursor: first.next_cursor })
    expect(names(second)).toEqual(created.slice(3, 6))
    const third = await list(bob, { q: word, limit: 3, cursor: second.next_cursor })
    expect(names(third)).toEqual(created.slice(6))
    expect(third.next_cursor).toBeNull()
  })

  it('has no cursor when the page is just full', async () => {
    const word = unique('full')
    for (const index of [1, 2]) await roomWith(ann, [], { name: `${word}.${index}` })
    expect((await list(ann, { q: word, limit: 2 })).next_cursor).toBeNull()
  })

  it('can be narrowed to my rooms, and follows what I enter and leave', async () => {
    const [carl, dora] = (await crowd(server, 2)) as [Person, Person]
    const [one, two] = [await roomWith(carl), await roomWith(dora)]
    expect(names(await list(carl, { mine: true }))).toEqual([one])
    await enter(carl, two)
    expect(names(await list(carl, { mine: true }))).toEqual([two, one])
    expect((await list(carl, { mine: true })).chatrooms.map(({ role }) => role)).toEqual(['member', 'owner'])
    await leave(carl, one)
    expect(names(await list(carl, { mine: true }))).toEqual([two])
    expect(names(await list(carl, { mine: false, q: one }))).toEqual([one])
  })

  it('finds rooms by any part of their name, taking nothing for a pattern', async () => {
    const name = await roomWith(ann, [], { name: unique('Find_me.غرفة') })
    for (const q of [name, name.slice(3, 12), name.toUpperCase(), name.slice(-9)])
      expect(names(await list(ann, { q }))).toContain(name)
    for (const q of ['%', '_______________', 'Find%me', String.raw`\\`])
      expect(names(await list(ann, { q, mine: true }))).toEqual([])
  })

  it.each([
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['limit', { limit: 'ten' }],
    ['cursor', { cursor: 'nonsense' }],
    ['mine', { mine: 'perhaps' }],
    ['q', { q: 'a\0b' }],
  ])('refuses a wrong %s: %j', async (field, query) => {
    expectProblem(await ann.api.get('/list-chatroom', query as { limit: number }), 'validation_failed', field)
  })
})
