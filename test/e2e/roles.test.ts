// Owner, admins and members: who may add, promote, silence and remove whom, and what the log says of it.
import { describe, expect, it } from 'vitest'
import {
  add,
  change,
  endNow,
  makeAdmin,
  memberAt,
  personIn,
  remove,
  rolesIn,
  settle,
} from '../support/governing.js'
import {
  crowd,
  enter,
  lastOf,
  leave,
  logOf,
  must,
  registered,
  roomWith,
  say,
  unique,
} from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Member, MemberList } from '../support/wire.js'
import type { Person } from '../support/people.js'

const server = await sharedServer()

type Four = [Person, Person, Person, Person]
const four = async () => (await crowd(server, 4)) as Four
const FAR = '2099-01-01T00:00:00.000Z'

describe.concurrent('adding somebody', () => {
  it('makes them a member, once, and says by whom', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    const added = await add(ann, room, ben)
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ user: ben.user, role: 'member', muted_until: null })
    expect(await lastOf(ben, room)).toMatchObject({
      type: 'joined',
      sender: personIn(ben),
      by: personIn(ann),
    })
    const again = await add(ann, room, ben)
    expect([again.status, again.body]).toEqual([200, added.body])
    expect(await logOf(ben, room)).toHaveLength(2)
  })

  it('is for members, where the room lets them, and else for owner and admins', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben])
    expectProblem(await add(eve, room, carl), 'not_a_member')
    expect((await add(ben, room, carl)).status).toBe(201)
    must(await remove(ann, room, carl), 204)
    await settle(ann, room, { who_can_invite: 'admins' })
    expectProblem(await add(ben, room, carl), 'forbidden')
    await makeAdmin(ann, room, ben)
    expect((await add(ben, room, carl)).status).toBe(201)
  })

  it('is refused for nobody, beyond max_members, and for whom they have blocked', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [], { max_members: 2 })
    expectProblem(await ann.api.put(at('/chatroom', room, `/members/${unique('none')}`)), 'user_not_found')
    expectProblem(await ann.api.put(at('/chatroom', room, '/members/a%20b')), 'validation_failed', 'username')
    must(await ben.api.put(`/blocks/${ann.user.username}`), 204)
    expectProblem(await add(ann, room, ben), 'forbidden')
    must(await ben.api.delete(`/blocks/${ann.user.username}`), 204)
    must(await add(ann, room, ben), 201)
    expectProblem(await add(ann, room, carl), 'chatroom_full')
  })
})

describe.concurrent('a role', () => {
  it('is the owner’s to give, and is written into the log once', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben, carl])
    expectProblem(await change(eve, room, ben, { role: 'admin' }), 'forbidden')
    expectProblem(await change(ben, room, carl, { role: 'admin' }), 'forbidden')
    expect(await makeAdmin(ann, room, ben)).toMatchObject({ user: ben.user, role: 'admin' })
    await makeAdmin(ann, room, ben)
    expect((await logOf(ann, room)).slice(3)).toMatchObject([
      { type: 'role', sender: personIn(ann), by: personIn(ann), user: personIn(ben), role: 'admin' },
    ])
    expectProblem(await change(ben, room, carl, { role: 'admin' }), 'forbidden')
    expectProblem(await change(ben, room, ben, { role: 'owner' }), 'forbidden')
    expectProblem(await change(ann, room, ann, { role: 'member' }), 'forbidden')
    must(await change(ann, room, ben, { role: 'member' }), 200)
    expect(await rolesIn(carl, room)).toEqual([
      [ann.user.username, 'owner'],
      [ben.user.username, 'member'],
      [carl.user.username, 'member'],
    ])
  })

  it('of the owner is handed over: who owned the room is an admin then', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    expect(must(await change(ann, room, ben, { role: 'owner' }), 200)).toMatchObject({ role: 'owner' })
    expect(await rolesIn(carl, room)).toEqual([
      [ann.user.username, 'admin'],
      [ben.user.username, 'owner'],
      [carl.user.username, 'member'],
    ])
    expect((await logOf(ann, room)).slice(3)).toMatchObject([
      { type: 'role', by: personIn(ann), user: personIn(ben), role: 'owner' },
      { type: 'role', by: personIn(ann), user: personIn(ann), role: 'admin' },
    ])
    expectProblem(await change(ann, room, carl, { role: 'owner' }), 'forbidden')
  })

  it('handed over twice at once goes to one of the two', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    const answers = await Promise.all([ben, carl].map((who) => change(ann, room, who, { role: 'owner' })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403])
    const roles = (await rolesIn(ann, room)).map(([, role]) => role)
    expect(roles.toSorted()).toEqual(['admin', 'member', 'owner'])
  })

  it('goes, when the owner leaves, to the longest-standing admin before any member', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await roomWith(ann, [ben, carl, dora])
    await makeAdmin(ann, room, dora)
    await makeAdmin(ann, room, carl)
    await leave(ann, room)
    expect(await rolesIn(ben, room)).toEqual([
      [ben.user.username, 'member'],
      [carl.user.username, 'owner'],
      [dora.user.username, 'admin'],
    ])
    expect((await logOf(ben, room)).slice(-2)).toMatchObject([
      { type: 'left', sender: personIn(ann) },
      { type: 'role', user: personIn(carl), by: personIn(ann), role: 'owner' },
    ])
  })

  it('must be one, of somebody who is a member', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    const address = memberAt(room, ben)
    expectProblem(await ann.api.patch(address, { role: 'king' }), 'validation_failed', 'role')
    expectProblem(await ann.api.patch(address, {}), 'validation_failed', '')
    expectProblem(await ann.api.patch(address, { muted_until: 'soon' }), 'validation_failed', 'muted_until')
    expectProblem(await ann.api.patch(address, { role: 'admin' }), 'user_not_found')
    expectProblem(
      await ann.api.patch(at('/chatroom', room, `/members/${unique('none')}`), { role: 'admin' }),
      'user_not_found',
    )
    expectProblem(await ann.api.patch(memberAt(unique('none'), ben), { role: 'admin' }), 'chatroom_not_found')
  })
})

describe.concurrent('silence', () => {
  it('keeps a member from saying anything, but not from reading or reacting, until it ends', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    await makeAdmin(ann, room, ben)
    const { seq } = await say(ann, room, 'quiet!')
    expect(must(await change(ben, room, carl, { muted_until: FAR }), 200).muted_until).toBe(FAR)
    expect(await lastOf(ann, room)).toMatchObject({
      type: 'muted',
      by: personIn(ben),
      user: personIn(carl),
      until: FAR,
    })
    const refused = await carl.api.post(at('/send-message', room), { type: 'text', message: 'no!' })
    expect(expectProblem(refused, 'muted').detail).toContain(FAR)
    await carl.api.post(at('/send-message', room), { type: 'reaction', target_seq: seq, emoji: '👍' })
    expect(await lastOf(carl, room)).toMatchObject({ type: 'reaction', sender: personIn(carl) })
    expect(must(await change(ben, room, carl, { muted_until: null }), 200).muted_until).toBeNull()
    expect(await lastOf(ann, room)).toMatchObject({
      type: 'unmuted',
      by: personIn(ben),
      user: personIn(carl),
    })
    await say(carl, room, 'at last')
    must(await change(ben, room, carl, { muted_until: null }), 200)
    expect((await lastOf(ann, room)).type).toBe('text')
  })

  it('is over at its time, without a word', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann, [ben])
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    expectProblem(await ben.api.post(at('/send-message', room), { type: 'text', message: 'x' }), 'muted')
    await endNow(server, room, ['members', 'silenced_until'])
    await say(ben, room, 'x')
    const [, silenced] = must(await ann.api.get<MemberList>(at('/chatroom', room, '/members')), 200).members
    expect(silenced!.muted_until).toBeNull()
  })

  it('waits for who leaves, or is removed, and comes back', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann, [ben])
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    await leave(ben, room)
    expect(await enter(ben, room)).toMatchObject({ role: 'member', muted_until: FAR })
    must(await remove(ann, room, ben), 204)
    expect(must(await add(ann, room, ben), 201).muted_until).toBe(FAR)
    expectProblem(await ben.api.post(at('/send-message', room), { type: 'text', message: 'x' }), 'muted')
    must(await change(ann, room, ben, { muted_until: null }), 200)
    await leave(ben, room)
    expect((await enter(ben, room)).muted_until).toBeNull()
    // An empty room is whose who comes first.
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    await leave(ben, room)
    await leave(ann, room)
    expect(await enter(ben, room)).toMatchObject({ role: 'owner', muted_until: null })
  })

  it('ends for who owns the room after its owner, and that is in the log', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann, [ben])
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    await leave(ann, room)
    expect((await logOf(ben, room)).slice(-3)).toMatchObject([
      { type: 'unmuted', user: personIn(ben), by: personIn(ann) },
      { type: 'left', sender: personIn(ann) },
      { type: 'role', user: personIn(ben), by: personIn(ann), role: 'owner' },
    ])
    await say(ben, room, 'mine')
  })

  it('is for members only: whoever becomes more can speak', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    expect(await makeAdmin(ann, room, ben)).toMatchObject({ role: 'admin', muted_until: null })
    expect((await logOf(ann, room)).slice(-2)).toMatchObject([
      { type: 'unmuted', user: personIn(ben), by: personIn(ann) },
      { type: 'role', user: personIn(ben), role: 'admin' },
    ])
    await say(ben, room, 'an admin')
    const refused = [
      await change(ben, room, ann, { muted_until: FAR }),
      await change(ben, room, ben, { muted_until: FAR }),
      await change(ann, room, ben, { muted_until: FAR }),
      await change(ann, room, carl, { role: 'admin', muted_until: FAR }),
    ]
    for (const answer of refused)
      expect(expectProblem(answer, 'forbidden').detail).toBe('Owner and admins cannot be silenced.')
    expectProblem(await change(carl, room, carl, { muted_until: null }), 'forbidden')
    const both = { role: 'member', muted_until: FAR }
    expect(must(await change(ann, room, ben, both), 200)).toMatchObject(both)
  })
})

describe.concurrent('removing', () => {
  it('takes out members, and for the owner admins, and says by whom', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await roomWith(ann, [ben, carl, dora])
    await makeAdmin(ann, room, ben)
    await makeAdmin(ann, room, dora)
    expectProblem(await remove(carl, room, ben), 'forbidden')
    for (const whom of [ann, ben, dora]) expectProblem(await remove(ben, room, whom), 'forbidden')
    expectProblem(await remove(ann, room, ann), 'forbidden')
    must(await remove(ben, room, carl), 204)
    expect(await lastOf(ann, room)).toMatchObject({
      type: 'removed',
      sender: personIn(ben),
      by: personIn(ben),
      user: personIn(carl),
    })
    must(await remove(ann, room, ben), 204)
    const gone = [await remove(ann, room, carl), await change(ann, room, carl, { role: 'admin' })]
    for (const answer of gone)
      expect(expectProblem(answer, 'user_not_found').detail).toBe('Nobody of this name is a member here.')
    expectProblem(await ben.api.get(at('/chatroom', room, '/messages')), 'not_a_member')
    expectProblem(
      await ben.api.post(at('/send-message', room), { type: 'text', message: 'x' }),
      'not_a_member',
    )
    await enter(ben, room)
    expect((await rolesIn(ann, room)).at(-1)).toEqual([ben.user.username, 'member'])
  })
})

describe.concurrent('the list of members', () => {
  const list = async (by: Person, room: string, query: Record<string, string | number> = {}) =>
    must(await by.api.get<MemberList>(at('/chatroom', room, '/members'), query), 200)
  const usernames = (members: Member[]) => members.map(({ user }) => user.username)

  it('is looked through by the beginnings of names', async () => {
    const start = unique('q')
    const ann = await registered(server)
    must(await ann.api.patch('/auth/me', { display_name: 'Zoë Çelik' }), 200)
    const others = await crowd(server, 3, start)
    const room = await roomWith(ann, others)
    for (const q of ['zoe', 'ÇELIK', 'çel', ann.user.username.toUpperCase()])
      expect(usernames((await list(ann, room, { q })).members), q).toEqual([ann.user.username])
    const first = await list(ann, room, { q: start, limit: 2 })
    expect(usernames(first.members)).toEqual(others.slice(0, 2).map(({ user }) => user.username))
    const second = await list(ann, room, { q: start, limit: 2, cursor: first.next_cursor! })
    expect([usernames(second.members), second.next_cursor]).toEqual([[others[2]!.user.username], null])
    expect(await list(ann, room, { q: 'nobody-is-called-so' })).toEqual({ members: [], next_cursor: null })
    expect((await list(ann, room, { q: '%' })).members).toEqual([])
  })

  it('says who is there, of those who show it', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    must(await carl.api.patch('/auth/me', { privacy: { last_seen: 'nobody' } }), 200)
    expect((await list(ann, room)).members.map(({ online }) => online)).toEqual([false, false, undefined])
    expect((await list(carl, room)).members.map(({ online }) => online)).toEqual([
      undefined,
      undefined,
      false,
    ])
  })
})
