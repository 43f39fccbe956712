// The moderation queue: what is reported in any room, direct chats included, for whoever has a key with that scope.
import { describe, expect, it } from 'vitest'
import { backend } from '../support/backend.js'
import { crowd, directWith, must, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Message, ReportList } from '../support/wire.js'

const server = await sharedServer()
const moderators = await backend(server, 'moderation')

interface Report {
  chatroom: string
  seq: number
  message: Message
  user: { id: string }
  reason: string
  created_at: string
}

/** All of them in these rooms, page by page. */
async function queue(...rooms: string[]): Promise<Report[]> {
  const all: Report[] = []
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = must(
      await moderators.get<{ reports: Report[]; next_cursor: string | null }>('/admin/reports', {
        limit: 2,
        ...(cursor && { cursor }),
      }),
      200,
    )
    all.push(...page.reports)
    cursor = page.next_cursor ?? undefined
  }
  return all.filter(({ chatroom }) => rooms.includes(chatroom))
}

const report = async (by: Person, room: string, seq: number, reason = 'Spam') =>
  must(await by.api.put(at('/chatroom', room, `/reports/${seq}`), { reason }), 204)
const close = (room: string, seq: number | string) => moderators.delete(at('/admin/reports', room, `/${seq}`))

describe('the moderation queue', () => {
  it('has what was reported anywhere, the latest first, until somebody has seen to it', async () => {
    const [ann, ben, carl] = (await crowd(server, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben, carl])
    const chat = (await directWith(ann, ben)).name
    const [{ seq: lunch }, { seq: rude }] = [await say(ben, room, 'buy this'), await say(ben, chat, 'rude')]
    await report(carl, room, lunch)
    await report(ann, room, lunch, 'Again')
    await report(ann, chat, rude, 'Rude')
    must(
      await ben.api.post(at('/send-message', room), { type: 'edit', target_seq: lunch, message: 'sorry' }),
      201,
    )
    expect(await queue(room, chat)).toMatchObject([
      { chatroom: chat, seq: rude, user: { id: ann.user.id }, reason: 'Rude', message: { message: 'rude' } },
      {
        chatroom: room,
        seq: lunch,
        user: { id: ann.user.id },
        reason: 'Again',
        message: { message: 'sorry' },
      },
      { chatroom: room, seq: lunch, user: { id: carl.user.id }, reason: 'Spam' },
    ])
    must(await close(room, lunch), 204)
    expect(await queue(room, chat)).toMatchObject([{ chatroom: chat, seq: rude }])
    expect(must(await ann.api.get<ReportList>(at('/chatroom', room, '/reports')), 200).reports).toEqual([])
    expectProblem(await close(room, lunch), 'not_found')
    must(await close(chat, rude), 204)
    expect(await queue(room, chat)).toEqual([])
  })

  it('has no words of a deleted message, and nothing of a deleted room', async () => {
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    const [room, gone] = [await roomWith(ann, [ben]), await roomWith(ann, [ben])]
    const [{ seq }, other] = [await say(ann, room, 'x'), await say(ann, gone, 'x')]
    await report(ben, room, seq)
    await report(ben, gone, other.seq)
    must(await ann.api.post(at('/send-message', room), { type: 'delete', target_seq: seq }), 201)
    must(await ann.api.delete(at('/chatroom', gone)), 204)
    const left = await queue(room, gone)
    expect(left).toMatchObject([{ chatroom: room, message: { type: 'deleted' } }])
    expect(left[0]!.message).not.toHaveProperty('message')
  })

  it('closes nothing that is not there', async () => {
    for (const seq of [0, -1, 1, '9'.repeat(30)]) expectProblem(await close('nowhere', seq), 'not_found')
    expectProblem(await close('nowhere', 'x'), 'validation_failed', 'seq')
  })
})
