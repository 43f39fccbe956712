// Private rooms: for whoever is not in one it does not exist, by any way, from the moment on in which it is private or they are out.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import {
  crowd,
  directWith,
  enter,
  leave,
  must,
  personOn,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { at, expectProblem, type Answer } from '../support/rest.js'
import { Refused } from '../support/room-client.js'
import { sharedNodes } from '../support/server.js'
import type { Chatroom, ChatroomList, Problem } from '../support/wire.js'

const [here, there] = await sharedNodes()
const [ann, bob, eve] = (await crowd(here, 3)) as [Person, Person, Person]

const hidden = (others: Person[] = []) => roomWith(ann, others, { visibility: 'private' })
const show = async (room: string, visibility: Chatroom['visibility']) =>
  must(await ann.api.patch(at('/chatroom', room), { visibility }), 200)
const list = async (person: Person, query: object = {}) =>
  must(await person.api.get<ChatroomList>('/list-chatroom', { limit: 100, ...query }), 200).chatrooms.map(
    ({ name }) => name,
  )

/** Everything that an address of a room can be asked for. */
function everything(person: Person, room: string): Promise<Answer<unknown>>[] {
  const { api } = person
  const of = (rest: string) => at('/chatroom', room, rest)
  const one = (rest: string) => of(`/messages/1${rest}`)
  return [
    ...['', '/members', '/messages', '/timeline', '/media', '/marks', '/avatar'].map((rest) =>
      api.get(of(rest)),
    ),
    ...['', '/reactions', '/votes', '/versions', '/receipts'].map((rest) => api.get(one(rest))),
    api.put(one('/star')),
    api.delete(one('/star')),
    api.patch(of(''), { description: 'x' }),
    api.patch(of('/me'), { archived: true }),
    api.put(of('/marks'), { read: 1 }),
    api.put(of('/marks'), { unread_from: 1 }),
    api.delete(of('')),
    api.post(at('/enter-chatroom', room)),
    api.post(at('/leave-chatroom', room)),
    api.post(at('/send-message', room), { type: 'text', message: 'x' }),
    api.post(at('/send-message', room), { type: 'reaction', target_seq: 1, emoji: '👍' }),
  ]
}

/** What an answer says, but for what is another each time. */
function wordsOf({ status, body }: Answer<unknown>): object {
  const { request_id: _, ...problem } = body as Problem
  return { ...problem, status }
}

/** Whether it is to somebody as one that there never was. */
async function expectNone(person: Person, room: string): Promise<void> {
  const answers = await Promise.all(everything(person, room))
  for (const answer of answers) expectProblem(answer, 'chatroom_not_found')
  const none = await Promise.all(everything(person, unique('none')))
  expect(answers.map(wordsOf)).toEqual(none.map(wordsOf))
  for (const door of DOORS) {
    const refused = await door.connect(here, person.token, room).catch((error: unknown) => error)
    if (door.live) expect(refused).toMatchObject({ code: 'chatroom_not_found' } satisfies Partial<Refused>)
  }
  for (const query of [{}, { q: room }, { mine: true }, { mine: true, q: room }])
    expect(await list(person, query)).not.toContain(room)
}

describe('a private room', () => {
  it('is there for its members, and for nobody else', async () => {
    const room = await hidden()
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200)).toMatchObject({
      visibility: 'private',
    })
    for (const query of [{}, { q: room }, { mine: true }, { mine: true, q: room }])
      expect(await list(ann, query)).toContain(room)
    await expectNone(eve, room)
  })

  it('is closed to whoever has left it', async () => {
    const room = await roomWith(ann, [bob])
    await show(room, 'private')
    await leave(bob, room)
    await expectNone(bob, room)
    expect(await list(ann, { q: room })).toEqual([room])
  })

  it('is nothing to the inboxes of others', async () => {
    const room = await hidden()
    for (const door of INBOX_DOORS) {
      const inbox = await BareInbox.open(here, eve, door)
      expect(await inbox.ask('sync', { after: { [room]: 1 } })).toMatchObject({ ok: true })
      expect(await inbox.frames.waitFor(({ type }) => type === 'room_gone')).toMatchObject({
        ...{ chatroom: room, code: 'chatroom_not_found' },
      })
      for (const [what, body] of [
        ['message', { type: 'text', message: 'x' }],
        ['message', { type: 'delete', target_seq: 1 }],
        ['mark', { read: 1 }],
      ] as const)
        expect(await inbox.ask(what, { chatroom: room, ...body })).toMatchObject({
          ...{ ok: false, error: { code: 'chatroom_not_found' } },
        })
      inbox.tell('typing', { chatroom: room, active: true })
    }
  })

  it('goes with its last member, and its name is free again', async () => {
    const room = await hidden()
    await say(ann, room, 'words')
    await leave(ann, room)
    expectProblem(await ann.api.get(at('/chatroom', room)), 'chatroom_not_found')
    await roomWith(eve, [], { name: room })
    expect(must(await eve.api.get<Chatroom>(at('/chatroom', room)), 200)).toMatchObject({ last_seq: 1 })
  })

  it('stays with an empty public room’s name, which the next entrant owns', async () => {
    const room = await roomWith(ann)
    await leave(ann, room)
    await enter(eve, room)
    expect(must(await eve.api.get<Chatroom>(at('/chatroom', room)), 200)).toMatchObject({ role: 'owner' })
  })
})

describe('a room that becomes private, and public again', () => {
  it('goes from the lists and comes back, on every node', async () => {
    const room = await roomWith(ann, [bob])
    expect(await list(eve, { q: room })).toEqual([room])
    await show(room, 'private')
    await expectNone(personOn(there, eve), room)
    expect(await list(bob, { q: room })).toEqual([room])
    await show(room, 'public')
    expect(await list(personOn(there, eve), { q: room })).toEqual([room])
    await enter(eve, room)
  })

  it.each(LIVE_DOORS)(
    'stays with those who are connected by $name, and ends with their leaving',
    async (door) => {
      const room = await roomWith(ann, [bob])
      const client = await door.connect(there, bob.token, room)
      await show(room, 'private')
      await client.waitFor(({ type }) => type === 'room')
      await say(ann, room, 'still')
      await client.waitFor(({ message }) => message === 'still')
      await leave(bob, room)
      expect((await client.closed).code).toBe(4403)
      await expect(door.connect(there, bob.token, room)).rejects.toMatchObject({ code: 'chatroom_not_found' })
    },
  )
})

describe('the list of chatrooms', () => {
  it('brings public rooms and one’s own, page by page, none twice and none left out', async () => {
    const [carl, dora] = (await crowd(here, 2)) as [Person, Person]
    const word = unique('mixed')
    const names: string[] = []
    for (const [nth, visibility] of (
      ['private', 'public', 'private', 'public', 'private', 'private', 'public'] as const
    ).entries())
      names.unshift(await roomWith(carl, [], { name: `${word}.${nth}`, visibility }))
    const { name: direct } = await directWith(carl, dora)
    const pagesOf = async (person: Person, query: object, limit: number) => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = must(
          await person.api.get<ChatroomList>('/list-chatroom', {
            ...query,
            limit,
            ...(cursor && { cursor }),
          }),
          200,
        )
        found.push(...page.chatrooms.map(({ name }) => name))
        cursor = page.next_cursor ?? undefined
      } while (cursor && found.length < 20)
      return found.filter((name) => name.startsWith(word) || name === direct)
    }
    for (const limit of [1, 2, 3, 7, 50]) {
      expect(await pagesOf(carl, { q: word }, limit)).toEqual(names)
      expect(await pagesOf(carl, { q: word, mine: true }, limit)).toEqual(names)
      expect(await pagesOf(carl, { mine: true }, limit)).toEqual([direct, ...names])
      expect(await pagesOf(dora, { q: word }, limit)).toEqual(names.filter((name) => /\.[136]$/.test(name)))
    }
    expect((await pagesOf(carl, {}, 3)).slice(0, 4)).toEqual([direct, ...names].slice(0, 4))
  })
})
