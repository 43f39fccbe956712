// Reactions: one of each person to a message, exactly one emoji, and how they are counted and shown.
import { expect, it } from 'vitest'
import { crowd, entryAt, lastOf, roomWith, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import { websocketDoor } from '../support/websocket.door.js'
import type { Message } from '../support/wire.js'

const server = await sharedServer()
const people = await crowd(server, 22)
const [ann, ben, eve] = people as [Person, Person, Person]
const room = await roomWith(ann, people.slice(1))

const react = (by: Person, target_seq: number, emoji: string | null): Promise<Message> =>
  sent(by, room, { type: 'reaction', target_seq, emoji })

/** The same as it is written: over HTTP only what is as documented passes our own checks. */
async function reactAsWritten(by: Person, target_seq: number, emoji: string): Promise<void> {
  const client = await websocketDoor.connect(server, by.token, room)
  expect(await client.send({ type: 'reaction', target_seq, emoji })).toMatchObject({ ok: true })
  await client.close()
}

const said = async (): Promise<number> => (await sent(ann, room, { type: 'text', message: 'hello' })).seq
const namesOf = (...some: Person[]): string[] => some.map(({ user }) => user.username)

const reactionsTo = async (seq: number) => (await entryAt(eve, room, seq)).reactions

it('of one person another takes the place of the one before, and null takes it back', async () => {
  const seq = await said()
  expect((await react(ann, seq, '👍')).target!.reactions).toEqual([
    { emoji: '👍', count: 1, users: namesOf(ann) },
  ])
  expect(await react(ann, seq, '🎉')).toMatchObject({
    emoji: '🎉',
    target: { reactions: [{ emoji: '🎉', count: 1, users: namesOf(ann) }] },
  })
  const taken = await react(ann, seq, null)
  expect(taken.emoji).toBe(null)
  expect(taken.target).not.toHaveProperty('reactions')
  expect(await entryAt(eve, room, seq)).toEqual(taken.target)
  const again = await react(ann, seq, null)
  expect(again.target).toEqual({ ...taken.target, changed_seq: again.seq })
  await react(ann, seq, '👍')
  expect(await reactionsTo(seq)).toEqual([{ emoji: '👍', count: 1, users: namesOf(ann) }])
})

it('are counted by emoji, the most first, and of as many the older first', async () => {
  const seq = await said()
  await react(ann, seq, '😀')
  await react(ben, seq, '🎉')
  await react(eve, seq, '👍')
  expect((await reactionsTo(seq))!.map(({ emoji }) => emoji)).toEqual(['😀', '🎉', '👍'])
  await react(people[3]!, seq, '👍')
  await react(people[4]!, seq, '🎉')
  expect(await reactionsTo(seq)).toEqual([
    { emoji: '🎉', count: 2, users: namesOf(ben, people[4]!) },
    { emoji: '👍', count: 2, users: namesOf(eve, people[3]!) },
    { emoji: '😀', count: 1, users: namesOf(ann) },
  ])
  // Whoever takes it back and comes again stands behind the others.
  await react(ben, seq, null)
  await react(ben, seq, '🎉')
  expect(await reactionsTo(seq)).toEqual([
    { emoji: '👍', count: 2, users: namesOf(eve, people[3]!) },
    { emoji: '🎉', count: 2, users: namesOf(people[4]!, ben) },
    { emoji: '😀', count: 1, users: namesOf(ann) },
  ])
})

it('of more than 20 people are all counted, and the first 20 are named', async () => {
  const seq = await said()
  for (const person of people) await react(person, seq, '👍')
  const all = { emoji: '👍', count: 22, users: namesOf(...people.slice(0, 20)) }
  expect(await reactionsTo(seq)).toEqual([all])
  await react(ann, seq, null)
  expect(await reactionsTo(seq)).toEqual([{ emoji: '👍', count: 21, users: namesOf(...people.slice(1, 21)) }])
})

it.each([
  ['thumbs', '👍', '👍'],
  ['thumbs of another skin', '👍🏽', '👍🏽'],
  ['a heart', '❤️', '❤️'],
  ['a heart as some keyboards write it', '❤', '❤️'],
  ['a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ['a flag', '🇩🇪', '🇩🇪'],
  ['a flag of a part of a country', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
  ['a digit in a box', '1️⃣', '1️⃣'],
  ['a rainbow flag', '🏳️‍🌈', '🏳️‍🌈'],
])('may be %s', async (_, emoji, shown) => {
  const seq = await said()
  await reactAsWritten(ann, seq, emoji)
  expect(await reactionsTo(seq)).toEqual([{ emoji: shown, count: 1, users: namesOf(ann) }])
})

it('written in two ways is one and the same', async () => {
  const seq = await said()
  await reactAsWritten(ann, seq, '❤')
  await react(ben, seq, '❤️')
  expect(await reactionsTo(seq)).toEqual([{ emoji: '❤️', count: 2, users: namesOf(ann, ben) }])
})

it.each([
  ['left out', undefined],
  ['nothing', ''],
  ['a space', ' '],
  ['a letter', 'x'],
  ['a word', ':thumbsup:'],
  ['a digit', '1'],
  ['two of them', '👍👍'],
  ['one with a space', '👍 '],
  ['one with a letter', '👍x'],
  ['half a flag', '🇩'],
  ['a flag of no country', '🇩🇩'],
  ['a skin without anything', '🏽'],
  ['a joiner', '\u200d'],
  ['many in one', '👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩'],
  ['a thousand of them', '👍'.repeat(1000)],
  ['a number', 5],
  ['a list', ['👍']],
  ['markup', '<b>👍</b>'],
])('may not be %s', async (_, emoji) => {
  const seq = await said()
  await refused(ann, room, { type: 'reaction', target_seq: seq, emoji }, 'validation_failed', 'emoji')
  expect((await lastOf(ann, room)).seq).toBe(seq)
})

it('may be to everything that is said', async () => {
  const bodies = [
    { type: 'location', location: { latitude: 1, longitude: 2 } },
    { type: 'contact', contacts: [{ name: 'Ann', phones: [], emails: [] }] },
    { type: 'poll', poll: { question: 'Lunch?', options: ['Yes', 'No'], multiple: false } },
    { type: 'custom', content: [1] },
  ]
  for (const body of bodies) {
    const { seq } = await sent(ann, room, body)
    await react(ben, seq, '👍')
    expect(await reactionsTo(seq), body.type).toHaveLength(1)
  }
})
