// Reports: what members find wrong with messages, for owner and admins to see to.
import { describe, expect, it } from 'vitest'
import { makeAdmin, settle } from '../support/governing.js'
import { crowd, enter, must, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { ReportList } from '../support/wire.js'

const server = await sharedServer()

const four = async () => (await crowd(server, 4)) as [Person, Person, Person, Person]
const report = (by: Person, room: string, seq: number | string, reason = 'Spam') =>
  by.api.put(at('/chatroom', room, `/reports/${seq}`), { reason })
const close = (by: Person, room: string, seq: number) =>
  by.api.delete(at('/chatroom', room, `/reports/${seq}`))
const reportsOf = async (by: Person, room: string, query = {}) =>
  must(await by.api.get<ReportList>(at('/chatroom', room, '/reports'), query), 200)

describe.concurrent('a report', () => {
  it('is one of each member and message, with the message as it is now', async () => {
    const [ann, ben, carl] = await four()
    const room = await roomWith(ann, [ben, carl])
    const { seq } = await say(ben, room, 'buy this')
    for (const reason of ['Spam', 'More spam']) must(await report(carl, room, seq, reason), 204)
    must(await report(ann, room, seq), 204)
    await ben.api.post(at('/send-message', room), { type: 'edit', target_seq: seq, message: 'sorry' })
    const first = await reportsOf(ann, room, { limit: 1 })
    const second = await reportsOf(ann, room, { limit: 1, cursor: first.next_cursor! })
    expect([...first.reports, ...second.reports]).toMatchObject([
      { seq, user: ann.user, reason: 'Spam', message: { seq, message: 'sorry' } },
      { seq, user: carl.user, reason: 'More spam', message: { seq, message: 'sorry' } },
    ])
    expect(second.next_cursor).toBeNull()
    await ben.api.post(at('/send-message', room), { type: 'delete', target_seq: seq })
    const { reports } = await reportsOf(ann, room)
    expect(reports.map(({ message }) => message.type)).toEqual(['deleted', 'deleted'])
    expect(JSON.stringify(reports)).not.toMatch(/sorry|buy this/)
  })

  it('is closed, with all of the message, by owner and admins', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben, carl])
    const { seq } = await say(ben, room, 'x')
    for (const by of [ann, carl]) must(await report(by, room, seq), 204)
    for (const by of [carl, eve]) {
      expectProblem(await close(by, room, seq), 'forbidden')
      expectProblem(await by.api.get(at('/chatroom', room, '/reports')), 'forbidden')
    }
    await makeAdmin(ann, room, ben)
    must(await close(ben, room, seq), 204)
    expectProblem(await close(ben, room, seq), 'not_found')
    expect((await reportsOf(ben, room)).reports).toEqual([])
    must(await report(carl, room, seq), 204)
  })

  it('is of what was said, to who can read it', async () => {
    const [ann, ben, carl, eve] = await four()
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'before')
    expectProblem(await report(eve, room, seq), 'not_a_member')
    await ben.api.post(at('/send-message', room), { type: 'reaction', target_seq: seq, emoji: '👍' })
    for (const other of [1, seq + 1, seq + 2, 0, -1, Number.MAX_SAFE_INTEGER])
      expectProblem(await report(ben, room, other), 'message_not_found')
    expectProblem(await report(ben, room, 'x'), 'validation_failed', 'seq')
    for (const reason of ['', 'x'.repeat(501)])
      expectProblem(await report(ben, room, seq, reason), 'validation_failed', 'reason')
    await settle(ann, room, { history: 'since_joined' })
    await enter(carl, room)
    expectProblem(await report(carl, room, seq), 'message_not_found')
    must(await report(ben, room, seq), 204)
    // An admin who may not read the message sees nothing of it.
    await makeAdmin(ann, room, carl)
    expect((await reportsOf(carl, room)).reports).toEqual([])
    expectProblem(await close(carl, room, seq), 'not_found')
    expect((await reportsOf(ann, room)).reports).toHaveLength(1)
    await ann.api.post(at('/send-message', room), { type: 'delete', target_seq: seq })
    expectProblem(await report(ben, room, seq), 'message_not_found')
  })
})
