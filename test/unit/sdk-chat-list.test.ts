// The list of rooms that a client keeps: whatever comes, it shows what the server would answer, or knows that it has to ask.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChatList } from '../../client/src/chat-list.js'
import type { Chatroom, Entry, Membership } from '../../client/src/types/wire.js'

const ann = { id: 'a', username: 'ann', display_name: 'Ann' }
const bob = { id: 'b', username: 'bob', display_name: 'Bob' }

const timeOf = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString()

const said = (seq: number, more: Partial<Entry> = {}): Entry => ({
  chatroom: 'lunch',
  seq,
  n: seq,
  type: 'text',
  message: `message ${seq}`,
  client_id: null,
  sender: bob,
  created_at: timeOf(seq),
  ...more,
})

const change = (seq: number, type: string, target: Entry): Entry => {
  const { n: _, ...entry } = said(seq, { type, target_seq: target.seq })
  return { ...entry, target: { ...target, changed_seq: seq } as Entry['target'] }
}

const membership = (more: Partial<Membership> = {}): Membership => ({
  read_seq: 1,
  delivered_seq: 1,
  unread: 0,
  unread_mentions: 0,
  muted_until: null,
  archived: false,
  favourite: false,
  ...more,
})

const SETTINGS: Chatroom['settings'] = {
  who_can_send: 'members',
  who_can_invite: 'members',
  who_can_pin: 'members',
  join: 'open',
  history: 'all',
  slow_mode: 0,
  disappear_after: null,
}

/** As a Chatroom has it. */
const last = (message: Entry) => message as NonNullable<Chatroom['last_message']>

const chatroom = (name: string, more: Partial<Chatroom> = {}): Chatroom => ({
  name,
  first_seq: 1,
  pinned: [],
  metadata: {},
  kind: 'group',
  visibility: 'public',
  settings: SETTINGS,
  avatar_url: null,
  description: '',
  max_members: 10,
  member_count: 2,
  last_seq: 1,
  log: 'log-of-today',
  role: 'member',
  me: membership(),
  last_message: null,
  created_by: { ...ann, avatar_url: null, bot: false, created_at: timeOf(0) },
  created_at: timeOf(0),
  ...more,
})

/** Ann's list, with one room in it. */
function listWith(room: Chatroom): ChatList {
  const list = new ChatList(ann.id)
  list.take(room)
  return list
}

const names = (list: ChatList): string[] => list.rooms.map(({ name }) => name)
const unreadIn = (list: ChatList): number[] => {
  const { unread, unread_mentions } = list.get('lunch')!.me!
  return [unread, unread_mentions]
}

describe('a room of the list', () => {
  it('counts what others say, and whom it mentions, once, and shows the last of it', () => {
    const list = listWith(chatroom('lunch'))
    expect(list.hear(said(2))).toBe(false)
    list.hear(said(3, { mentions: [ann] }))
    list.hear(said(4, { mentions: [bob] }))
    list.hear(said(5, { mentions_all: true }))
    list.hear(said(5, { mentions_all: true }))
    expect(unreadIn(list)).toEqual([4, 2])
    expect(list.get('lunch')!.last_message?.seq).toBe(5)
    list.hear(said(6, { sender: ann }))
    expect(unreadIn(list)).toEqual([0, 0])
  })

  it('does not count what is deleted, what happened, nor what was there when the room was read', () => {
    const list = listWith(chatroom('lunch', { last_seq: 4, me: membership({ unread: 3 }) }))
    for (const seq of [3, 4]) list.hear(said(seq))
    list.hear(said(5, { type: 'deleted' }))
    const { n: _, ...joined } = said(6, { type: 'joined' })
    list.hear(joined)
    expect(unreadIn(list)).toEqual([3, 0])
    expect(list.get('lunch')!.member_count).toBe(3)
  })

  it('asks when something unread changed, and takes no answer that is older than what it has', () => {
    const list = listWith(chatroom('lunch'))
    list.hear(said(2))
    list.hear(said(3))
    expect(list.hear(change(4, 'reaction', said(2)))).toBe(false)
    expect(list.hear(change(5, 'delete', said(2, { type: 'deleted' })))).toBe(true)
    expect(list.hear(change(6, 'delete', said(1, { type: 'deleted' })))).toBe(false)
    const answer = chatroom('lunch', { last_seq: 5, me: membership({ unread: 1 }) })
    expect(list.refresh(answer)).toBe(true)
    expect(list.refresh({ ...answer, last_seq: 7 })).toBe(false)
    list.hear(said(7))
    expect(unreadIn(list)).toEqual([1, 0])
  })

  it('shows what became of its last message', () => {
    const list = listWith(chatroom('lunch'))
    list.hear(said(2))
    list.hear(change(3, 'edit', said(2, { message: 'better' })))
    expect(list.get('lunch')!.last_message).toMatchObject({ message: 'better' })
    list.hear(said(4))
    list.hear(change(5, 'edit', said(2, { message: 'better still' })))
    expect(list.get('lunch')!.last_message).toMatchObject({ message: 'message 4' })
  })

  it('becomes what it was made into, and asks how many it has when somebody was banned', () => {
    const list = listWith(chatroom('lunch'))
    const event = (seq: number, type: string, more: Partial<Entry>): Entry => {
      const { n: _, ...entry } = said(seq, { type, ...more })
      return entry
    }
    expect(
      list.hear(event(2, 'room', { changes: { description: 'At noon', settings: { slow_mode: 30 } } })),
    ).toBe(false)
    list.hear(event(3, 'role', { user: ann, role: 'admin' }))
    list.hear(event(4, 'role', { user: bob, role: 'owner' }))
    expect(list.get('lunch')).toMatchObject({
      description: 'At noon',
      settings: { ...SETTINGS, slow_mode: 30 },
      role: 'admin',
      last_seq: 4,
    })
    // They may have been outside.
    expect(list.hear(event(5, 'banned', { user: bob }))).toBe(true)
    expect(list.get('lunch')!.member_count).toBe(2)
  })

  it('has its metadata merged as the server does, and its settings not', () => {
    const list = listWith(chatroom('lunch', { metadata: { colour: 'green', season: { name: 'summer' } } }))
    const room = (seq: number, changes: object): Entry => {
      const { n: _, ...entry } = said(seq, { type: 'room', changes: changes as Entry['changes'] })
      return entry
    }
    list.hear(room(2, { metadata: { colour: null, season: { until: null }, day: 1 } }))
    list.hear(room(3, { settings: { disappear_after: 3600 } }))
    list.hear(room(4, { settings: { disappear_after: null } }))
    expect(list.get('lunch')!.metadata).toEqual({ season: { until: null }, day: 1 })
    expect(list.get('lunch')!.settings).toEqual(SETTINGS)
    // Where it begins then, the server knows.
    expect(list.hear(room(5, { settings: { history: 'since_joined' } }))).toBe(true)
  })

  it('has nothing pinned that is deleted', () => {
    const list = listWith(chatroom('lunch', { pinned: [1] }))
    list.hear(said(2))
    list.hear({ ...change(3, 'pin', said(2)), pinned: true })
    expect(list.get('lunch')!.pinned).toEqual([1, 2])
    list.hear(change(4, 'reaction', said(2)))
    list.hear(change(5, 'delete', said(1, { type: 'deleted' })))
    expect(list.get('lunch')!.pinned).toEqual([2])
  })

  it('shows no words whose time is over, and asks whenever that of something is over that was heard', () => {
    const list = listWith(chatroom('lunch'))
    const time = (minute: number): number => Date.parse(timeOf(minute))
    const over = (minute: number): string[] => {
      const asked: string[] = []
      const next = list.expire(time(minute), (name) => asked.push(name))
      return [...asked, next === Infinity ? 'never' : `in ${(next - time(minute)) / 60_000}`]
    }
    expect(over(5)).toEqual(['never'])
    list.hear(said(2, { expires_at: timeOf(10) }))
    list.hear({ ...change(3, 'pin', said(1, { expires_at: timeOf(15) })), pinned: true })
    list.hear(said(4, { expires_at: timeOf(20) }))
    expect(over(5)).toEqual(['in 5'])
    expect(over(10)).toEqual(['lunch', 'in 5'])
    expect(list.get('lunch')!.last_message).toMatchObject({ type: 'text' })
    expect(over(15)).toEqual(['lunch', 'in 5'])
    expect(over(20)).toEqual(['lunch', 'never'])
    const gone = { chatroom: 'lunch', seq: 4, n: 4, type: 'expired', created_at: timeOf(4) }
    expect(list.get('lunch')!.last_message).toEqual(gone)
    // What was on its way brings nothing back.
    list.hear(change(5, 'edit', said(4, { message: 'again' })))
    expect(list.get('lunch')!.last_message).toEqual(gone)
    expect(over(30)).toEqual(['never'])
  })

  it('knows after a reload, and of a room that was read, when its last message is over', () => {
    const [before, after] = [listWith(chatroom('lunch')), new ChatList(ann.id)]
    before.take(chatroom('lunch', { last_message: last(said(2, { expires_at: timeOf(10) })) }))
    after.restore(structuredClone(before.kept('lunch')!))
    for (const list of [before, after]) expect(list.expire(0, () => undefined)).toBe(Date.parse(timeOf(10)))
  })

  it('takes one’s own marks, which are right by themselves where nothing is unread', () => {
    const list = listWith(chatroom('lunch'))
    list.hear(said(2))
    expect(list.mark('lunch', { read: 2, delivered: 2, unread: 0 })).toBe(false)
    expect(unreadIn(list)).toEqual([0, 0])
    expect(list.mark('lunch', { read: 1, delivered: 2, unread: 1, unread_mentions: 1 })).toBe(true)
    expect(unreadIn(list)).toEqual([1, 1])
    expect(list.mark('elsewhere', { read: 1, unread: 1 })).toBe(false)
  })
})

describe('the order of the list', () => {
  it('is by what was said last, and by when one came in', () => {
    const list = new ChatList(ann.id)
    const at = (minute: number) => ({ last_message: last(said(1, { created_at: timeOf(minute) })) })
    // The server has `new` before `old`, because Ann came in there a moment ago.
    list.takePage([chatroom('late', at(9)), chatroom('new', at(1)), chatroom('old', at(5))])
    expect(names(list)).toEqual(['late', 'new', 'old'])
    list.hear(said(2, { chatroom: 'old', created_at: timeOf(30) }))
    expect(names(list)).toEqual(['old', 'late', 'new'])
    list.take(chatroom('entered', at(0)), Date.parse(timeOf(40)))
    expect(names(list)).toEqual(['entered', 'old', 'late', 'new'])
    list.remove('old')
    expect(names(list)).toEqual(['entered', 'late', 'new'])
  })

  it('is the server’s, for whatever page it answers', () => {
    const minutes = fc.array(fc.record({ said: fc.nat(50), joined: fc.nat(50) }), { maxLength: 20 })
    fc.assert(
      fc.property(minutes, (rooms) => {
        const activity = ({ said: a, joined }: (typeof rooms)[0]) => Math.max(a, joined)
        const page = rooms
          .toSorted((a, b) => activity(b) - activity(a))
          .map((each, nth) =>
            chatroom(`room-${nth}`, { last_message: last(said(1, { created_at: timeOf(each.said) })) }),
          )
        const list = new ChatList(ann.id)
        list.takePage(page)
        expect(names(list)).toEqual(page.map(({ name }) => name))
      }),
    )
  })
})
