// Votes: one of each person in a poll, what may be chosen, until when, and how they are counted.
import { expect, it } from 'vitest'
import { pause } from '../support/inbox.js'
import { crowd, entryAt, lastOf, roomWith, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Message } from '../support/wire.js'

const server = await sharedServer()
const people = await crowd(server, 22)
const [ann, ben, eve] = people as [Person, Person, Person]
const room = await roomWith(ann, people.slice(1))

const OPTIONS = ['Pizza', 'Sushi', 'Soup']
const poll = async (more: object = {}): Promise<Message> =>
  sent(ann, room, { type: 'poll', poll: { question: 'Lunch?', options: OPTIONS, multiple: false, ...more } })

const vote = (by: Person, target_seq: number, options: number[]): Promise<Message> =>
  sent(by, room, { type: 'vote', target_seq, options })

const votesOf = async (seq: number) => (await entryAt(eve, room, seq)).poll!.votes
const namesOf = (...some: Person[]): string[] => some.map(({ user }) => user.username)

it('of one person another takes the place of the one before, and none takes it back', async () => {
  const { seq, poll: asked } = await poll()
  expect(asked).toEqual({ question: 'Lunch?', options: OPTIONS, multiple: false })
  await vote(ann, seq, [0])
  const changed = await vote(ann, seq, [2])
  expect(changed).toMatchObject({ options: [2] })
  expect(changed.target!.poll).toEqual({
    ...asked,
    votes: [{ option: 2, count: 1, users: namesOf(ann) }],
  })
  const taken = await vote(ann, seq, [])
  expect(taken.options).toEqual([])
  expect(taken.target!.poll).toEqual(asked)
  const again = await vote(ann, seq, [])
  expect(await entryAt(eve, room, seq)).toEqual({ ...taken.target, changed_seq: again.seq })
})

it('are counted by option, of each the first voter first', async () => {
  const { seq } = await poll({ multiple: true })
  await vote(ben, seq, [1, 0])
  await vote(ann, seq, [1])
  await vote(eve, seq, [0, 1, 2])
  expect(await votesOf(seq)).toEqual([
    { option: 0, count: 2, users: namesOf(ben, eve) },
    { option: 1, count: 3, users: namesOf(ben, ann, eve) },
    { option: 2, count: 1, users: namesOf(eve) },
  ])
  await vote(ben, seq, [1])
  expect(await votesOf(seq)).toEqual([
    { option: 0, count: 1, users: namesOf(eve) },
    { option: 1, count: 3, users: namesOf(ann, eve, ben) },
    { option: 2, count: 1, users: namesOf(eve) },
  ])
})

it('of more than 20 people are all counted, and the first 20 are named', async () => {
  const { seq } = await poll()
  for (const person of people) await vote(person, seq, [1])
  expect(await votesOf(seq)).toEqual([{ option: 1, count: 22, users: namesOf(...people.slice(0, 20)) }])
})

it('may not be what the poll does not have, or more than it allows', async () => {
  const single = await poll()
  const several = await poll({ multiple: true })
  const wrong: [number, unknown][] = [
    [single.seq, [0, 1]],
    [single.seq, [3]],
    [several.seq, [0, 3]],
    [several.seq, [11]],
    [several.seq, [-1]],
    [several.seq, [0.5]],
    [several.seq, ['0']],
    [several.seq, [1, 1]],
    [several.seq, [0, 1, 2, 0]],
    [several.seq, 1],
    [several.seq, { 0: 1 }],
    [several.seq, undefined],
    [several.seq, Array.from({ length: 1000 }, (_, option) => option)],
  ]
  for (const [target_seq, options] of wrong)
    await refused(ann, room, { type: 'vote', target_seq, options }, 'validation_failed', 'options')
  expect((await lastOf(ann, room)).seq).toBe(several.seq)
})

it('comes too late when the poll has closed, but its retry does not', async () => {
  const closes_at = new Date(Date.now() + 3000).toISOString()
  const { seq, poll: asked } = await poll({ closes_at })
  expect(asked).toMatchObject({ closes_at })
  const body = { type: 'vote', target_seq: seq, options: [1], client_id: 'in time' }
  const first = await sent(ann, room, body)
  await pause(3000)
  await refused(ann, room, { ...body, client_id: 'late' }, 'too_late')
  await refused(ben, room, { type: 'vote', target_seq: seq, options: [] }, 'too_late')
  const again = await ann.api.post<Message>(`/send-message/${room}`, body)
  expect([again.status, again.body.seq]).toEqual([200, first.seq])
  expect(await votesOf(seq)).toEqual([{ option: 1, count: 1, users: namesOf(ann) }])
})

it('closes a poll at the same moment, in whichever zone that is written', async () => {
  const year = new Date().getUTCFullYear() + 1
  const { poll: asked } = await poll({ closes_at: `${year}-07-01T12:00:00+02:00` })
  expect(asked!.closes_at).toBe(`${year}-07-01T10:00:00.000Z`)
  for (const closes_at of ['tomorrow', '2026-13-45T00:00:00Z', 5, `${year}-07-01`])
    await refused(
      ann,
      room,
      { type: 'poll', poll: { question: 'Lunch?', options: OPTIONS, closes_at } },
      'validation_failed',
      'poll.closes_at',
    )
})
