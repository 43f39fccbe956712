// The list that a chat app opens with, and what every chatroom says to its members alone.
import { describe, expect, it } from 'vitest'
import { range } from '../support/inbox.js'
import { enter, leave, must, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Chatroom, ChatroomList } from '../support/wire.js'

interface InboxPage {
  rooms: Chatroom[]
  next_cursor: string | null
}

const server = await sharedServer()

const inboxOf = async (person: Person, query = ''): Promise<InboxPage> =>
  must(await person.api.get<InboxPage>(`/inbox${query}`), 200)
const names = ({ rooms }: InboxPage): string[] => rooms.map(({ name }) => name)
const chatroom = async (person: Person, room: string): Promise<Chatroom> =>
  must(await person.api.get<Chatroom>(at('/chatroom', room)), 200)

describe.concurrent('the list of one’s chatrooms', () => {
  it('has the latest activity first: what was said last, or one’s own entering', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const [first, second, third] = [await roomWith(ann), await roomWith(ann), await roomWith(ann)]
    await say(ann, third, 'three')
    await say(ann, first, 'one')
    await enter(ben, third)
    expect(names(await inboxOf(ann))).toEqual([first, third, second])
    // Ben came after all that was said.
    await enter(ben, first)
    expect(names(await inboxOf(ben))).toEqual([first, third])
    await say(ann, third, 'again')
    expect(names(await inboxOf(ben))).toEqual([third, first])
    const changed = await say(ann, second, 'to be changed')
    await say(ann, first, 'later')
    const edit = { type: 'edit', target_seq: changed.seq, message: 'changed' }
    must(await ann.api.post(at('/send-message', second), edit), 201)
    expect(names(await inboxOf(ann))).toEqual([first, second, third])
  })

  it('has each room whole, as it is read by itself', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [ben])
    await say(ben, room, 'hello')
    const { rooms, next_cursor } = await inboxOf(ann)
    expect(rooms).toEqual([await chatroom(ann, room)])
    expect(next_cursor).toBeNull()
    expect(rooms[0]).toMatchObject({ role: 'owner', me: { unread: 1 }, last_message: { message: 'hello' } })
  })

  it('has none that one has left, nor those of others', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const [mine, left] = [await roomWith(ann), await roomWith(ben, [ann])]
    await roomWith(ben)
    await leave(ann, left)
    expect(names(await inboxOf(ann))).toEqual([mine])
    expect(await inboxOf(await registered(server))).toEqual({ rooms: [], next_cursor: null })
  })

  it('is read page by page, each room once', async () => {
    const ann = await registered(server)
    const rooms: string[] = []
    for (const _ of range(1, 7)) rooms.push(await roomWith(ann))
    for (const room of rooms.toReversed()) await say(ann, room, 'hi')
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null; pages++) {
      const page: InboxPage = await inboxOf(ann, `?limit=3&cursor=${cursor}`)
      expect(page.rooms.length).toBe(pages < 2 ? 3 : 1)
      seen.push(...names(page))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(rooms)
  })

  it('keeps apart what one has archived', async () => {
    const ann = await registered(server)
    const [kept, put] = [await roomWith(ann), await roomWith(ann)]
    must(await ann.api.patch(at('/chatroom', put, '/me'), { archived: true }), 200)
    expect(names(await inboxOf(ann))).toEqual([kept])
    expect(names(await inboxOf(ann, '?archived=false'))).toEqual([kept])
    expect(names(await inboxOf(ann, '?archived=true'))).toEqual([put])
  })

  it.each(['?cursor=x', '?cursor=NDI', '?limit=0', '?limit=101', '?archived=perhaps'])(
    'refuses %s',
    async (query) => {
      const ann = await registered(server)
      expect(await ann.api.get(`/inbox${query}`)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed' },
      })
    },
  )

  it('is for who is signed in', async () => {
    expect((await fetch(`${server.url}/inbox`)).status).toBe(401)
  })
})

describe.concurrent('a chatroom', () => {
  it('says to members alone what it is to them, and what was said last', async () => {
    const [ann, eve] = [await registered(server), await registered(server)]
    const name = unique('room')
    const created = must(await ann.api.post<Chatroom>('/chatroom/create', { name, max_members: 5 }), 201)
    expect(created).toMatchObject({ me: { read_seq: 1, unread: 0 }, last_message: null })
    await say(ann, name, 'for members')
    const stranger = await chatroom(eve, name)
    expect(Object.keys(stranger)).not.toContain('me')
    expect(Object.keys(stranger)).not.toContain('last_message')
    const list = must(await eve.api.get<ChatroomList>(`/list-chatroom?q=${name}`), 200)
    expect(list.chatrooms).toEqual([stranger])
    const own = must(await ann.api.get<ChatroomList>(`/list-chatroom?q=${name}`), 200)
    expect(own.chatrooms).toEqual([await chatroom(ann, name)])
    const updated = must(await ann.api.patch<Chatroom>(at('/chatroom', name), { description: 'new' }), 200)
    expect(updated).toMatchObject({ description: 'new', last_message: { message: 'for members' } })
  })

  it('shows what was said last as it is now: edited, or that it was deleted', async () => {
    const [ann, ben] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'first words')
    const change = async (body: object) => must(await ann.api.post(at('/send-message', room), body), 201)
    await change({ type: 'edit', target_seq: seq, message: 'other words' })
    expect(await chatroom(ben, room)).toMatchObject({
      me: { unread: 1 },
      last_message: { seq, message: 'other words' },
    })
    await change({ type: 'delete', target_seq: seq })
    const after = await chatroom(ben, room)
    expect(after).toMatchObject({ me: { unread: 0 }, last_message: { seq, type: 'deleted' } })
    expect(after.last_message).not.toHaveProperty('message')
  })
})
