// Invites: whoever has the code of one sees the room and comes in, as often and as long as it says.
import { describe, expect, it } from 'vitest'
import { ban, endNow, invite, makeAdmin, personIn, remove, settle, useInvite } from '../support/governing.js'
import { crowd, lastOf, leave, must, roomWith, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { Chatroom, Invitation, InviteList } from '../support/wire.js'

const server = await startServer({ env: { MAX_INVITES_PER_ROOM: '3' } })

const four = async () => (await crowd(server, 4)) as [Person, Person, Person, Person]
const preview = (who: Person, code: string) => who.api.get<Invitation>(`/invites/${code}`)
const invitesOf = async (by: Person, room: string, query = {}) =>
  must(await by.api.get<InviteList>(at('/chatroom', room, '/invites'), query), 200)
const revoke = (by: Person, room: string, code: string) =>
  by.api.delete(at('/chatroom', room, `/invites/${code}`))

describe.concurrent('an invite', () => {
  it('shows a private room to whoever has it, and lets them in', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann, [], { max_members: 7 })
    await settle(ann, room, { visibility: 'private', join: 'approval' })
    const made = await invite(ann, room)
    expect(made).toMatchObject({ uses: 0, max_uses: null, expires_at: null, created_by: ann.user })
    expect(made.code).toMatch(/^[\w-]{22,}$/)
    expect(made.url).toBe(`/?invite=${made.code}`)
    expectProblem(await ben.api.get(at('/chatroom', room)), 'chatroom_not_found')
    expect(must(await preview(ben, made.code), 200)).toEqual({
      chatroom: { name: room, description: '', avatar_url: null, member_count: 1, max_members: 7 },
      created_by: ann.user,
    })
    expectProblem(await ben.api.get(`/invites/${made.code}/avatar`), 'attachment_not_found')
    expect(must(await useInvite(ben, made.code), 200)).toMatchObject({ user: ben.user, role: 'member' })
    const joined = await lastOf(ben, room)
    expect(joined).toMatchObject({ type: 'joined', sender: personIn(ben) })
    expect(joined.by).toBeUndefined()
    must(await useInvite(ben, made.code), 200)
    expect((await invitesOf(ann, room)).invites).toEqual([{ ...made, uses: 1 }])
  })

  it('lets in no more than max_uses, however many come at once; who is in, stays', async () => {
    const [ann, ...others] = (await crowd(server, 7)) as [Person, ...Person[]]
    const room = await roomWith(ann)
    const { code } = await invite(ann, room, { max_uses: 3 })
    const answers = await Promise.all(others.map((who) => useInvite(who, code)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 404, 404, 404])
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200).member_count).toBe(4)
    const inside = others[answers.findIndex(({ status }) => status === 200)]!
    must(await useInvite(inside, code), 200)
    for (const who of others) expectProblem(await preview(who, code), 'invite_not_found')
    expect((await invitesOf(ann, room)).invites).toEqual([])
  })

  it('does not lead into a full room, and is not used up by that', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben], { max_members: 2 })
    const { code } = await invite(ann, room, { max_uses: 1 })
    expectProblem(await useInvite(carl, code), 'chatroom_full')
    await leave(ben, room)
    must(await useInvite(carl, code), 200)
  })

  it('is over at its time', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    const { code, expires_at } = await invite(ann, room, { expires_in: 600 })
    expect(Math.abs(Date.parse(expires_at!) - Date.now() - 600_000)).toBeLessThan(60_000)
    must(await preview(ben, code), 200)
    await endNow(server, room, ['invites', 'expires_at'])
    expectProblem(await preview(ben, code), 'invite_not_found')
    expectProblem(await useInvite(ben, code), 'invite_not_found')
    expect((await invitesOf(ann, room)).invites).toEqual([])
  })

  it('is made by whom the room lets invite, and revoked by them, owner and admins', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben, carl])
    const [annas, bens] = [await invite(ann, room), await invite(ben, room)]
    expectProblem(await eve.api.post(at('/chatroom', room, '/invites'), {}), 'not_a_member')
    expect((await invitesOf(ann, room)).invites.map(({ code }) => code)).toEqual([bens.code, annas.code])
    expect((await invitesOf(ben, room)).invites.map(({ code }) => code)).toEqual([bens.code])
    expectProblem(await revoke(carl, room, bens.code), 'invite_not_found')
    expectProblem(await revoke(ben, room, annas.code), 'invite_not_found')
    expectProblem(await revoke(eve, room, annas.code), 'not_a_member')
    must(await revoke(ben, room, bens.code), 204)
    expectProblem(await useInvite(eve, bens.code), 'invite_not_found')
    await makeAdmin(ann, room, carl)
    must(await revoke(carl, room, annas.code), 204)
    expectProblem(await revoke(carl, room, annas.code), 'invite_not_found')
    await settle(ann, room, { who_can_invite: 'admins' })
    expectProblem(await ben.api.post(at('/chatroom', room, '/invites'), {}), 'forbidden')
    expectProblem(await ben.api.get(at('/chatroom', room, '/invites')), 'forbidden')
    must(await carl.api.post(at('/chatroom', room, '/invites')), 201)
  })

  it('goes with its room, and with who was removed; not with who has left', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await roomWith(ann, [ben, carl])
    const [bens, carls] = [await invite(ben, room), await invite(carl, room)]
    must(await remove(ann, room, ben), 204)
    expectProblem(await useInvite(dora, bens.code), 'invite_not_found')
    await leave(carl, room)
    must(await useInvite(dora, carls.code), 200)
    must(await ann.api.delete(at('/chatroom', room)), 204)
    expectProblem(await useInvite(carl, carls.code), 'invite_not_found')
    expectProblem(await preview(carl, carls.code), 'invite_not_found')
  })

  it('does not lead past a ban', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    const { code } = await invite(ann, room)
    must(await ban(ann, room, ben), 204)
    expectProblem(await useInvite(ben, code), 'banned')
    expect((await invitesOf(ann, room)).invites[0]!.uses).toBe(0)
  })

  it('is one of MAX_INVITES_PER_ROOM, of which those that let nobody in make room', async () => {
    const [ann, ben] = await four()
    const room = await roomWith(ann)
    const { code } = await invite(ann, room, { max_uses: 1 })
    for (let n = 0; n < 2; n++) await invite(ann, room)
    const refused = expectProblem(await ann.api.post(at('/chatroom', room, '/invites'), {}), 'forbidden')
    expect(refused.detail).toContain('MAX_INVITES_PER_ROOM')
    must(await useInvite(ben, code), 200)
    await invite(ann, room)
    const pages = await invitesOf(ann, room, { limit: 2 })
    expect([
      pages.invites.length,
      (await invitesOf(ann, room, { cursor: pages.next_cursor! })).invites.length,
    ]).toEqual([2, 1])
  })

  it('must be one', async () => {
    const [ann, eve] = await four()
    const room = await roomWith(ann)
    const address = at('/chatroom', room, '/invites')
    for (const max_uses of [0, 1.5, '3', 100_001])
      expectProblem(await ann.api.post(address, { max_uses }), 'validation_failed', 'max_uses')
    for (const expires_in of [0, -1, 31_536_001])
      expectProblem(await ann.api.post(address, { expires_in }), 'validation_failed', 'expires_in')
    for (const code of ['x', 'x'.repeat(43), 'x%00', 'x'.repeat(2000)]) {
      expectProblem(await preview(eve, code), 'invite_not_found')
      expectProblem(await useInvite(eve, code), 'invite_not_found')
      expectProblem(await revoke(ann, room, code), 'invite_not_found')
    }
  })
})
