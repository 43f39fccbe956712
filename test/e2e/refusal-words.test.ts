// Why something may not be sent, in the same words through every door.
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { settle } from '../support/governing.js'
import { crowd, directWith, must, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]

const keptBy = (setting: string) => `Only owner and admins may do this here (the setting ${setting}).`
const TEXT = { type: 'text', message: 'hello' }

describe.each(DOORS)('through $name', (door) => {
  it('whoever may not is told why: a setting, whose message it is, a block', async () => {
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'mine')
    const client = await door.connect(server, ben.token, room)
    const words = async (body: object) => {
      const answer = await client.send(body)
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
      return answer.ok ? undefined : answer.error.detail
    }
    await settle(ann, room, { who_can_send: 'admins', who_can_pin: 'admins' })
    expect(await words(TEXT)).toBe(keptBy('who_can_send'))
    expect(await words({ type: 'pin', target_seq: seq, pinned: true })).toBe(keptBy('who_can_pin'))
    expect(await words({ type: 'edit', target_seq: seq, message: 'yours' })).toBe(
      'Only who has said something can edit it.',
    )
    await client.close()
  })

  it('whoever is blocked is told so, whatever they send', async () => {
    const [one, other] = (await crowd(server, 2)) as [Person, Person]
    const { name } = await directWith(one, other)
    const { seq } = await say(one, name, 'hello')
    const client = await door.connect(server, other.token, name)
    must(await one.api.put(`/blocks/${other.user.username}`), 204)
    const sends = [
      TEXT,
      { type: 'reaction', target_seq: seq, emoji: '👍' },
      { type: 'pin', target_seq: seq, pinned: true },
    ]
    for (const body of sends)
      expect(await client.send(body)).toMatchObject({
        ok: false,
        error: { code: 'forbidden', detail: 'They do not take messages from you.' },
      })
    await client.close()
  })
})

it('nobody governs a direct chat, blocked or not', async () => {
  const [one, other] = (await crowd(server, 2)) as [Person, Person]
  const { name } = await directWith(one, other)
  must(await one.api.put(`/blocks/${other.user.username}`), 204)
  for (const { api } of [one, other]) {
    const answers = [
      await api.patch(at('/chatroom', name), { description: 'ours' }),
      await api.get(at('/chatroom', name, '/reports')),
      await api.post(at('/chatroom', name, '/invites'), {}),
      await api.delete(at('/chatroom', name)),
    ]
    for (const answer of answers)
      expect(expectProblem(answer, 'forbidden').detail).toBe(
        'Not in a direct chat: it has these two members for ever, and nobody governs it.',
      )
  }
})
