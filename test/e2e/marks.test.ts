// Marks: how far one has read, and what is left, exact whatever happens in the room.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { mark, MARK_DOORS, marksOf, type Marks } from '../support/marks.js'
import { crowd, enter, leave, registered, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { sent } from '../support/targets.js'

const server = await sharedServer()
const [ann, ben, eve] = (await crowd(server, 3)) as [Person, Person, Person]

const mention = (by: Person, room: string, ...mentions: string[]) =>
  sent(by, room, { type: 'text', message: 'you', mentions })

const remove = (by: Person, room: string, target_seq: number) =>
  sent(by, room, { type: 'delete', target_seq })

const left = async (person: Person, room: string): Promise<Pick<Marks, 'unread' | 'unread_mentions'>> => {
  const { unread, unread_mentions } = await marksOf(person, room)
  return { unread, unread_mentions }
}

describe('a mark', () => {
  it('moves forward, and never back', async () => {
    const room = await roomWith(ann, [ben])
    for (let nth = 0; nth < 4; nth++) await say(ann, room, `${nth}`)
    // 1 and 2 are who came, 3 to 6 what Ann has said.
    expect(await marksOf(ben, room)).toEqual({ read: 2, delivered: 2, unread: 4, unread_mentions: 0 })
    expect(await mark(ben, room, { delivered: 5 })).toMatchObject({ read: 2, delivered: 5, unread: 4 })
    expect(await mark(ben, room, { read: 4 })).toMatchObject({ read: 4, delivered: 5, unread: 2 })
    expect(await mark(ben, room, { read: 3, delivered: 1 })).toMatchObject({
      read: 4,
      delivered: 5,
      unread: 2,
    })
    expect(await mark(ben, room, { read: 6 })).toMatchObject({ read: 6, delivered: 6, unread: 0 })
    expect(await mark(ben, room, { delivered: 6, read: null })).toMatchObject({ read: 6, delivered: 6 })
  })

  it('is refused beyond the head, and moves nothing then', async () => {
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'one')
    for (const body of [
      { read: seq + 1 },
      { delivered: seq + 1 },
      { read: 2, delivered: 9e15 },
      { unread_from: seq + 1 },
    ])
      expect(
        expectProblem(await ben.api.put(at('/chatroom', room, '/marks'), body), 'seq_unknown').detail,
      ).toContain(`ends at ${seq}`)
    expect(await marksOf(ben, room)).toMatchObject({ read: 2, delivered: 2, unread: 1 })
  })

  it('is refused to who is not in the room, and where there is none', async () => {
    const room = await roomWith(ann, [ben])
    expectProblem(await eve.api.put(at('/chatroom', room, '/marks'), { read: 1 }), 'not_a_member')
    expectProblem(
      await eve.api.put(at('/chatroom', `${room}-no`, '/marks'), { read: 1 }),
      'chatroom_not_found',
    )
  })

  it.each([
    {},
    { read: null },
    { read: -1 },
    { read: 1.5 },
    { read: '1' },
    { read: 1e300 },
    { read: [1] },
    { read: 1, more: 1 },
    { unread_from: 0 },
    { unread_from: 1, read: 1 },
    { unread_from: 1, delivered: 1 },
  ])('is refused as %j', async (body) => {
    const room = await roomWith(ann)
    expectProblem(await ann.api.put(at('/chatroom', room, '/marks'), body), 'validation_failed')
  })

  it('counts what was said by others, and neither changes nor events', async () => {
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'one')
    await sent(ann, room, { type: 'edit', target_seq: seq, message: 'ONE' })
    await sent(ann, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
    await sent(ann, room, { type: 'pin', target_seq: seq, pinned: true })
    await enter(eve, room)
    await leave(eve, room)
    expect(await left(ben, room)).toEqual({ unread: 1, unread_mentions: 0 })
    await mark(ben, room, { read: seq })
    expect(await left(ben, room)).toEqual({ unread: 0, unread_mentions: 0 })
    expect(await left(ann, room)).toEqual({ unread: 0, unread_mentions: 0 })
  })

  it('moves with what one says oneself, and not with what one changes', async () => {
    const room = await roomWith(ann, [ben])
    const first = await say(ann, room, 'one')
    await sent(ben, room, { type: 'reaction', target_seq: first.seq, emoji: '👍' })
    expect(await marksOf(ben, room)).toMatchObject({ read: 2, delivered: 2, unread: 1 })
    const own = await say(ben, room, 'two')
    expect(await marksOf(ben, room)).toMatchObject({ read: own.seq, delivered: own.seq, unread: 0 })
    await say(ann, room, 'three')
    expect(await marksOf(ben, room)).toMatchObject({ read: own.seq, unread: 1 })
    await remove(ben, room, own.seq)
    expect(await marksOf(ben, room)).toMatchObject({ read: own.seq, unread: 1 })
  })

  it('counts nothing that was deleted, whoever has said it', async () => {
    const room = await roomWith(ann, [ben, eve])
    const [one, two] = [await mention(ann, room, ben.user.username), await mention(ann, room, '@all')]
    await say(eve, room, 'three')
    expect(await left(ben, room)).toEqual({ unread: 3, unread_mentions: 2 })
    await remove(ann, room, one.seq)
    expect(await left(ben, room)).toEqual({ unread: 2, unread_mentions: 1 })
    await mark(ben, room, { read: one.seq })
    expect(await left(ben, room)).toEqual({ unread: 2, unread_mentions: 1 })
    await remove(ann, room, two.seq)
    expect(await left(ben, room)).toEqual({ unread: 1, unread_mentions: 0 })
  })

  it('counts a message once that mentions one by name and with everybody, and none of one’s own', async () => {
    const room = await roomWith(ann, [ben])
    await mention(ann, room, '@all', ben.user.username, ann.user.username)
    expect(await left(ben, room)).toEqual({ unread: 1, unread_mentions: 1 })
    await mark(ann, room, { unread_from: 1 })
    expect(await left(ann, room)).toEqual({ unread: 0, unread_mentions: 0 })
  })

  it('begins anew with each entering', async () => {
    const room = await roomWith(ann, [ben])
    await mention(ann, room, ben.user.username)
    await leave(ben, room)
    await mention(ann, room, '@all')
    await enter(ben, room)
    expect(await marksOf(ben, room)).toEqual({ read: 6, delivered: 6, unread: 0, unread_mentions: 0 })
    await say(ann, room, 'now')
    expect(await left(ben, room)).toEqual({ unread: 1, unread_mentions: 0 })
  })
})

describe('unread_from', () => {
  it('makes all from there on unread, and leaves what has reached one', async () => {
    const room = await roomWith(ann, [ben])
    for (let nth = 0; nth < 3; nth++) await say(ann, room, `${nth}`)
    const own = await say(ben, room, 'mine')
    await mention(ann, room, ben.user.username)
    await mark(ben, room, { read: 7 })
    expect(await mark(ben, room, { unread_from: 4 })).toEqual({
      ...{ read: 3, delivered: 7, unread: 3, unread_mentions: 1 },
    })
    // What was said before counts no more as read by that.
    expect(await marksOf(ben, room)).toMatchObject({ read: 3, unread: 3 })
    expect(await mark(ben, room, { read: own.seq })).toMatchObject({ read: own.seq, unread: 1 })
    expect(await mark(ben, room, { unread_from: 1 })).toMatchObject({ read: 0, delivered: 7, unread: 4 })
    const again = await say(ben, room, 'mine again')
    expect(await marksOf(ben, room)).toMatchObject({ read: again.seq, delivered: again.seq, unread: 0 })
  })

  it('may lead forward, and takes what has reached one along', async () => {
    const room = await roomWith(ann, [ben])
    for (let nth = 0; nth < 3; nth++) await say(ann, room, `${nth}`)
    expect(await mark(ben, room, { unread_from: 5 })).toMatchObject({ read: 4, delivered: 4, unread: 1 })
  })
})

describe.each(MARK_DOORS)('through $name, a mark', (door) => {
  it('is answered with what is left', async () => {
    const room = await roomWith(ann, [ben])
    const client = await door.connect(server, ben, room)
    for (let nth = 0; nth < 3; nth++) await say(ann, room, `${nth}`)
    expect(await client.mark({ read: 4 })).toEqual({ ok: true, read: 4, delivered: 4, unread: 1 })
    expect(await client.mark({ delivered: 5 })).toEqual({ ok: true, read: 4, delivered: 5, unread: 1 })
    expect(await client.mark({ read: 1 })).toEqual({ ok: true, read: 4, delivered: 5, unread: 1 })
    expect(await marksOf(ben, room)).toEqual({ read: 4, delivered: 5, unread: 1, unread_mentions: 0 })
    await client.close()
  })

  it('is refused as malformed or unknown, and the connection goes on', async () => {
    const room = await roomWith(ann, [ben])
    const client = await door.connect(server, ben, room)
    for (const body of [{}, { read: 'x' }, { read: 1, unread_from: 1 }, { unread_from: 1 }, { read: -1 }])
      expect(await client.mark(body)).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    expect(await client.mark({ read: 99 })).toMatchObject({ ok: false, error: { code: 'seq_unknown' } })
    expect(await client.mark({ read: 2 })).toMatchObject({ ok: true, read: 2 })
    await client.close()
  })

  it('beyond the head spoils none that comes with it', async () => {
    const room = await roomWith(ann, [ben])
    await say(ann, room, 'one')
    const clients = await Promise.all(Array.from({ length: 6 }, () => door.connect(server, ben, room)))
    const answers = await Promise.all(
      clients.map((client, nth) => client.mark({ read: nth % 2 ? 3 : 50 + nth })),
    )
    answers.forEach((answer, nth) =>
      expect(answer).toMatchObject(
        nth % 2 ? { ok: true, read: 3, unread: 0 } : { error: { code: 'seq_unknown' } },
      ),
    )
    await Promise.all(clients.map((client) => client.close()))
  })
})

it('of two devices at once the furthest holds, and both are told so', async () => {
  const user = await registered(server)
  const room = await roomWith(ann, [user])
  for (let nth = 0; nth < 50; nth++) await say(ann, room, `${nth}`)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, nth) =>
      mark(user, room, nth % 2 ? { read: 3 + nth } : { delivered: 3 + nth }),
    ),
  )
  answers.forEach(({ read, delivered, unread }, nth) => {
    expect(nth % 2 ? read : delivered).toBeGreaterThanOrEqual(3 + nth)
    expect(unread).toBe(52 - read)
  })
  expect(await marksOf(user, room)).toMatchObject({ read: 52, delivered: 52, unread: 0 })
})

it('waits for a member whose row is locked, and makes nobody else wait', async () => {
  const room = await roomWith(ann, [ben, eve])
  await say(ann, room, 'one')
  const database = new Client(server.databaseUrl)
  await database.connect()
  await database.query('BEGIN')
  await database.query(
    `SELECT FROM members WHERE user_id = $1 AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $2) FOR UPDATE`,
    [ben.user.id, room],
  )
  let answered = false
  const waiting = mark(ben, room, { read: 4 }).finally(() => (answered = true))
  for (const body of [{ delivered: 4 }, { read: 4 }])
    expect(await mark(eve, room, body)).toMatchObject({ delivered: 4 })
  expect(answered).toBe(false)
  await database.query('ROLLBACK')
  expect(await waiting).toMatchObject({ read: 4, unread: 0 })
  await database.end()
})
