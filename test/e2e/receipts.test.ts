// Receipts, how far others are, what of it is hidden, and how one keeps a room.
import { describe, expect, it } from 'vitest'
import {
  mark,
  marksOf,
  marksSeenBy,
  receiptsOf,
  type MarksPage,
  type Membership,
  type Receipts,
} from '../support/marks.js'
import { crowd, enter, leave, must, registered, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer, startServer } from '../support/server.js'
import { sent } from '../support/targets.js'

const server = await sharedServer()

const hide = async (person: Person, read_receipts = false) =>
  must(await person.api.patch('/auth/me', { privacy: { read_receipts } }), 200)

const names = ({ read, delivered, pending }: Receipts) => ({
  read: read.map(({ display_name }) => display_name),
  delivered: delivered.map(({ display_name }) => display_name),
  pending,
})

/** Four in a room: one who has said something, who has read it, whom it has reached, and whom it has not. */
async function scene(): Promise<{ people: Person[]; room: string; seq: number }> {
  const people = await Promise.all(['ann', 'ben', 'eve', 'zoe'].map((name) => registered(server, name)))
  const [ann, ben, eve] = people as [Person, Person, Person]
  const room = await roomWith(ann, people.slice(1))
  const { seq } = await say(ann, room, 'hello')
  await mark(ben, room, { read: seq })
  await mark(eve, room, { delivered: seq })
  return { people, room, seq }
}

describe('the receipts of a message', () => {
  it('have every member but the sender in exactly one place', async () => {
    const { people, room, seq } = await scene()
    for (const person of people)
      expect(names(await receiptsOf(person, room, seq))).toEqual({
        read: ['ben'],
        delivered: ['eve'],
        pending: 1,
      })
  })

  it('count who has said something later, or come later, among who has read it', async () => {
    const { people, room, seq } = await scene()
    const [ann, , eve] = people as [Person, Person, Person]
    await say(eve, room, 'me, too')
    const late = await registered(server, 'late')
    await enter(late, room)
    expect(names(await receiptsOf(ann, room, seq))).toEqual({
      read: ['ben', 'eve', 'late'],
      delivered: [],
      pending: 1,
    })
    await leave(eve, room)
    expect(names(await receiptsOf(ann, room, seq))).toEqual({
      read: ['ben', 'late'],
      delivered: [],
      pending: 1,
    })
  })

  it('are there of what was deleted, and not where nothing was said', async () => {
    const { people, room, seq } = await scene()
    const [ann, ben] = people as [Person, Person]
    const gone = await sent(ann, room, { type: 'delete', target_seq: seq })
    expect(names(await receiptsOf(ben, room, seq))).toMatchObject({ read: ['ben'] })
    for (const nothing of [0, 1, gone.seq, gone.seq + 1]) {
      const answer = await ben.api.get(at('/chatroom', room, `/messages/${nothing}/receipts`))
      expectProblem(answer, 'message_not_found')
    }
  })

  it('have who hides what they have read among whom it has reached, and so has all for them', async () => {
    const { people, room, seq } = await scene()
    const [ann, ben, eve] = people as [Person, Person, Person]
    await hide(ben)
    expect(names(await receiptsOf(ann, room, seq))).toEqual({
      read: [],
      delivered: ['ben', 'eve'],
      pending: 1,
    })
    await mark(eve, room, { read: seq })
    expect(names(await receiptsOf(ann, room, seq))).toEqual({ read: ['eve'], delivered: ['ben'], pending: 1 })
    // Their own they see.
    expect(names(await receiptsOf(ben, room, seq))).toEqual({ read: ['ben'], delivered: ['eve'], pending: 1 })
    await hide(ben, true)
    expect(names(await receiptsOf(ben, room, seq))).toEqual({
      read: ['ben', 'eve'],
      delivered: [],
      pending: 1,
    })
  })

  it('are not given in a room of too many members, by a word that names the setting', async () => {
    const small = await startServer({ env: { RECEIPTS_MAX_MEMBERS: '2' } })
    const [ann, ben, eve] = (await crowd(small, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'hello')
    expect(await receiptsOf(ben, room, seq)).toEqual({ read: [], delivered: [], pending: 1 })
    await enter(eve, room)
    const answer = await ben.api.get(at('/chatroom', room, `/messages/${seq}/receipts`))
    expect(expectProblem(answer, 'forbidden').detail).toContain('RECEIPTS_MAX_MEMBERS')
    expect(Object.keys(await marksSeenBy(ben, room))).toHaveLength(3)
  })
})

describe('how far the members are', () => {
  it('is listed page by page, in the order in which they came', async () => {
    const { people, room, seq } = await scene()
    const pages: MarksPage[] = []
    for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)!.next_cursor) {
      const query = { limit: 3, ...(cursor && { cursor }) }
      pages.push(must(await people[0]!.api.get<MarksPage>(at('/chatroom', room, '/marks'), query), 200))
    }
    expect(pages.map(({ marks }) => marks.length)).toEqual([3, 1])
    const [ann, ben, eve, zoe] = people.map(({ user: { id, username, display_name } }) => ({
      id,
      username,
      display_name,
    }))
    expect(pages.flatMap(({ marks }) => marks)).toEqual([
      { user: ann, read: seq, delivered: seq },
      { user: ben, read: seq, delivered: seq },
      { user: eve, read: 3, delivered: seq },
      { user: zoe, read: 4, delivered: 4 },
    ])
  })

  it('has no `read` of who hides it, and none at all for them but their own', async () => {
    const { people, room, seq } = await scene()
    const [ann, ben, eve] = people as [Person, Person, Person]
    await hide(ben)
    const seen = await marksSeenBy(ann, room)
    expect(seen[ben.user.username]).not.toHaveProperty('read')
    expect(seen[ben.user.username]).toMatchObject({ delivered: seq })
    expect(seen[eve.user.username]).toMatchObject({ read: 3 })
    const own = await marksSeenBy(ben, room)
    expect(own[ben.user.username]).toMatchObject({ read: seq })
    for (const { user } of [ann, eve]) expect(own[user.username]).not.toHaveProperty('read')
  })

  it('is not for strangers', async () => {
    const { room, seq } = await scene()
    const stranger = await registered(server)
    for (const path of ['/marks', `/messages/${seq}/receipts`])
      expectProblem(await stranger.api.get(at('/chatroom', room, path)), 'not_a_member')
  })
})

describe('how one keeps a room', () => {
  const keep = async (person: Person, room: string, body: object): Promise<Membership> =>
    must(await person.api.patch<Membership>(at('/chatroom', room, '/me'), body), 200)

  it('is changed field by field, for oneself alone', async () => {
    const { people, room } = await scene()
    const [, ben, eve] = people as [Person, Person, Person]
    const until = '2099-11-22T12:00:00+02:00'
    const marks = { read_seq: 3, delivered_seq: 5, unread: 1, unread_mentions: 0 }
    const muted = { muted_until: '2099-11-22T10:00:00.000Z', archived: false, favourite: false }
    expect(await keep(eve, room, {})).toEqual({
      ...marks,
      muted_until: null,
      archived: false,
      favourite: false,
    })
    expect(await keep(eve, room, { muted_until: until })).toEqual({ ...marks, ...muted })
    expect(await keep(eve, room, { archived: true })).toEqual({ ...marks, ...muted, archived: true })
    expect(await keep(eve, room, { favourite: true, archived: null })).toMatchObject({
      archived: true,
      favourite: true,
    })
    expect(await keep(eve, room, { muted_until: null, archived: false })).toEqual({
      ...{ ...marks, muted_until: null, archived: false, favourite: true },
    })
    expect(await keep(ben, room, {})).toMatchObject({ muted_until: null, archived: false, favourite: false })
  })

  it('ends with the membership', async () => {
    const { people, room } = await scene()
    const ben = people[1]!
    await keep(ben, room, { archived: true, favourite: true, muted_until: '2099-11-22T10:00:00Z' })
    await leave(ben, room)
    expectProblem(await ben.api.patch(at('/chatroom', room, '/me'), { archived: true }), 'not_a_member')
    await enter(ben, room)
    expect(await keep(ben, room, {})).toMatchObject({ muted_until: null, archived: false, favourite: false })
    expect(await marksOf(ben, room)).toMatchObject({ unread: 0 })
  })

  it.each([
    { muted_until: 'soon' },
    { muted_until: 5 },
    { archived: 'yes' },
    { favourite: 1 },
    { read_seq: 1 },
  ])('is refused as %j', async (body) => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    expectProblem(await ann.api.patch(at('/chatroom', room, '/me'), body), 'validation_failed')
  })
})
