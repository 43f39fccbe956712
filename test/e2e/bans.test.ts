// Bans: who is banned is out, and kept out by every way in, until the ban is over.
import { describe, expect, it } from 'vitest'
import {
  add,
  ban,
  endNow,
  inSeconds,
  invite,
  makeAdmin,
  memberAt,
  personIn,
  settle,
  unban,
  useInvite,
} from '../support/governing.js'
import { crowd, enter, lastOf, logOf, must, roomWith, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { BanList } from '../support/wire.js'

const server = await sharedServer()

const FAR = '2099-01-01T00:00:00.000Z'
const four = async () => (await crowd(server, 4)) as [Person, Person, Person, Person]
const bansOf = async (by: Person, room: string, query = {}) =>
  must(await by.api.get<BanList>(at('/chatroom', room, '/bans'), query), 200)

describe.concurrent('a ban', () => {
  it('takes a member out, and keeps them out by every way in, until it is ended', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    const { code } = await invite(ann, room)
    must(await ban(ann, room, ben, { until: FAR, reason: 'Spam' }), 204)
    expect(await lastOf(ann, room)).toMatchObject({
      type: 'banned',
      by: personIn(ann),
      user: personIn(ben),
      until: FAR,
    })
    expectProblem(await ben.api.get(at('/chatroom', room, '/messages')), 'not_a_member')
    const ways = [
      () => ben.api.post(at('/enter-chatroom', room)),
      () => useInvite(ben, code),
      () => add(carl, room, ben),
    ]
    for (const way of ways) expect(expectProblem(await way(), 'banned').detail).toContain(FAR)
    must(await unban(ann, room, ben), 204)
    expect(await lastOf(ann, room)).toMatchObject({
      type: 'unbanned',
      by: personIn(ann),
      user: personIn(ben),
    })
    must(await unban(ann, room, ben), 204)
    expect((await lastOf(ann, room)).type).toBe('unbanned')
    await enter(ben, room)
  })

  it('is also of somebody who was never in the room, or asks to be let in', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [carl])
    await settle(ann, room, { join: 'approval' })
    must(await ben.api.post(at('/enter-chatroom', room)), 202)
    must(await ban(ann, room, ben), 204)
    expect(await lastOf(ann, room)).toMatchObject({ type: 'banned', user: personIn(ben) })
    expect((await lastOf(ann, room)).until).toBeUndefined()
    expect(must(await ann.api.get(at('/chatroom', room, '/requests')), 200)).toEqual({
      requests: [],
      next_cursor: null,
    })
    expect(expectProblem(await ben.api.post(at('/enter-chatroom', room)), 'banned').detail).not.toContain(
      'until',
    )
    expectProblem(await add(ann, room, ben), 'banned')
  })

  it('is listed while it holds, and once for each person, as it was said last', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await roomWith(ann, [ben])
    await makeAdmin(ann, room, ben)
    must(await ban(ann, room, carl, { reason: 'Spam' }), 204)
    must(await ban(ben, room, dora, { until: FAR }), 204)
    must(await ban(ben, room, carl, { reason: 'Again' }), 204)
    const first = await bansOf(ben, room, { limit: 1 })
    const second = await bansOf(ben, room, { limit: 1, cursor: first.next_cursor! })
    expect([...first.bans, ...second.bans]).toMatchObject([
      { user: dora.user, until: FAR, reason: null, banned_by: ben.user },
      { user: carl.user, until: null, reason: 'Again', banned_by: ben.user },
    ])
    expect(second.next_cursor).toBeNull()
    await endNow(server, room, ['bans', 'until'])
    expect((await bansOf(ann, room)).bans.map(({ user }) => user)).toEqual([carl.user])
    await enter(dora, room)
    // The same once more is no news.
    const before = await logOf(ann, room)
    must(await ban(ann, room, carl), 204)
    expect(await logOf(ann, room)).toEqual(before)
  })

  it('is for owner and admins to make, of whom they are above', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben, carl])
    for (const by of [carl, eve]) {
      expectProblem(await ban(by, room, ben), 'forbidden')
      expectProblem(await unban(by, room, ben), 'forbidden')
      expectProblem(await by.api.get(at('/chatroom', room, '/bans')), 'forbidden')
    }
    await makeAdmin(ann, room, ben)
    for (const whom of [ann, ben]) expectProblem(await ban(ben, room, whom), 'forbidden')
    expectProblem(await ban(ann, room, ann), 'forbidden')
    must(await ban(ben, room, carl), 204)
    must(await ban(ann, room, ben), 204)
  })

  it('must be of somebody, until a time to come', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    expectProblem(await ban(ann, room, ben, { until: inSeconds(-1) }), 'validation_failed', 'until')
    expectProblem(await ban(ann, room, ben, { until: 'soon' }), 'validation_failed', 'until')
    expectProblem(await ban(ann, room, ben, { reason: 'x'.repeat(501) }), 'validation_failed', 'reason')
    expectProblem(await ann.api.put(at('/chatroom', room, '/bans/no-such-user'), {}), 'user_not_found')
    expectProblem(await ann.api.put(memberAt('no-such-room', ben, 'bans'), {}), 'chatroom_not_found')
  })

  it('takes the invites with it that they have made', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben])
    const { code } = await invite(ben, room)
    must(await ban(ann, room, ben), 204)
    expectProblem(await useInvite(carl, code), 'invite_not_found')
  })
})
