// Whom a message names, and what an app keeps with it.
import { expect, it } from 'vitest'
import { crowd, entryAt, leave, lastOf, roomWith, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, ben, eve, stranger] = (await crowd(server, 4)) as [Person, Person, Person, Person]
const room = await roomWith(ann, [ben, eve])

const personOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })

async function mention(mentions: unknown): Promise<Message> {
  const message = await sent(ann, room, { type: 'text', message: 'hello', mentions })
  expect(await entryAt(ben, room, message.seq)).toEqual(message)
  return message
}

it('are people, in the order in which they were named', async () => {
  const { mentions, mentions_all } = await mention([eve.user.username, ben.user.username])
  expect([mentions, mentions_all]).toEqual([[personOf(eve), personOf(ben)], undefined])
})

it('may be everybody, with or without somebody', async () => {
  expect(await mention(['@all'])).toMatchObject({ mentions_all: true })
  expect(await mention(['@all'])).not.toHaveProperty('mentions')
  const both = await mention([ben.user.username, '@all'])
  expect(both).toMatchObject({ mentions_all: true, mentions: [personOf(ben)] })
})

it('are each shown once, however their names are written', async () => {
  const { username } = ben.user
  const { mentions } = await mention([username, username.toUpperCase(), username])
  expect(mentions).toEqual([personOf(ben)])
})

it('may be oneself, or nobody', async () => {
  expect((await mention([ann.user.username])).mentions).toEqual([personOf(ann)])
  for (const none of [[], null]) expect(await mention(none)).not.toHaveProperty('mentions')
})

it('are members of the room', async () => {
  const text = { type: 'text', message: 'hello' }
  const { seq: head } = await lastOf(ann, room)
  for (const name of [stranger.user.username, 'nobody-at-all', 'x', '@ALLES', '@everyone', 'ben ', 'a\nb'])
    await refused(
      ann,
      room,
      { ...text, mentions: [ben.user.username, name] },
      'validation_failed',
      'mentions',
    )
  for (const wrong of ['ben', {}, [1], [null], [[]], Array(51).fill(ben.user.username), ['x'.repeat(33)]])
    await refused(ann, room, { ...text, mentions: wrong }, 'validation_failed', 'mentions')
  expect((await lastOf(ann, room)).seq).toBe(head)
})

it('may be fifty', async () => {
  const { username } = ben.user
  expect((await mention(Array(50).fill(username))).mentions).toEqual([personOf(ben)])
})

it('stay when the person has left, and go with the message', async () => {
  const [gone] = (await crowd(server, 1)) as [Person]
  const place = await roomWith(ann, [gone])
  const body = { type: 'text', message: 'hello', mentions: [gone.user.username] }
  const { seq, mentions } = await sent(ann, place, body)
  await leave(gone, place)
  expect((await entryAt(ann, place, seq)).mentions).toEqual(mentions)
  await refused(ann, place, body, 'validation_failed', 'mentions')
  await sent(ann, place, { type: 'delete', target_seq: seq })
  expect(await entryAt(ann, place, seq)).not.toHaveProperty('mentions')
})

it('and metadata may be with all that is said, with what is forwarded, too', async () => {
  const content = Buffer.from('a file').toString('base64')
  const source = await sent(ann, room, {
    type: 'text',
    message: 'hello',
    metadata: { of: 'the source' },
    mentions: [eve.user.username, '@all'],
    reply_to: (await sent(ann, room, { type: 'text', message: 'hello' })).seq,
  })
  const bodies = [
    { type: 'text', message: 'hello' },
    { type: 'attachment', attachment: { type: 'document', filename: 'a.txt', content } },
    { type: 'location', location: { latitude: 1, longitude: 2 } },
    { type: 'contact', contacts: [{ name: 'Ann', phones: [], emails: [] }] },
    { type: 'poll', poll: { question: 'Lunch?', options: ['Yes', 'No'], multiple: false } },
    { type: 'custom', content: [1] },
    { type: 'forward', forward: { chatroom: room, seq: source.seq } },
  ]
  for (const body of bodies) {
    const whole = { ...body, metadata: { a: 1 }, mentions: [ben.user.username] }
    const { seq } = await sent(ann, room, whole)
    const entry = await entryAt(ben, room, seq)
    expect(entry, body.type).toMatchObject({ metadata: { a: 1 }, mentions: [personOf(ben)] })
    expect(entry.mentions_all, body.type).toBe(undefined)
    expect(entry.reply_to, body.type).toBe(undefined)
  }
  const bare = await sent(ann, room, bodies.at(-1)!)
  expect(bare).not.toHaveProperty('metadata')
  expect(bare).not.toHaveProperty('mentions')
})

it.each([
  ['null among its values', { a: null, b: { c: null, d: [null] } }],
  ['names that objects have', { constructor: 1, toString: null, hasOwnProperty: [] }],
  ['names of any kind', { '': 1, ' ': 2, 'a.b': 3, '😀': 4, ['x'.repeat(500)]: 5 }],
  ['more fields than a message has', Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, n]))],
  ['numbers of every size', { a: 0.1, b: 1e-300, c: 9007199254740991, d: -0.5, e: 1e300 }],
  ['4 kB to the byte', { a: 'ä'.repeat((4096 - '{"a":""}'.length) / 2) }],
  ['levels', { a: { b: { c: { d: { e: { f: [[[[[[[[[[[[1]]]]]]]]]]]] } } } } } }],
])('metadata comes back with %s', async (_, metadata) => {
  const said = await sent(ann, room, { type: 'text', message: 'hello', metadata })
  const entry = await entryAt(ben, room, said.seq)
  expect(entry.metadata).toEqual(metadata)
  expect(said).toEqual(entry)
})

it.each([
  ['no object', 'text'],
  ['a list', [1]],
  ['too large', { a: 'x'.repeat(4096) }],
  ['too large in bytes', { a: 'ä'.repeat(2048) }],
  ['of a NUL', { a: 'a\0b' }],
  ['of a NUL in a name', { 'a\0b': 1 }],
  ['of half a character', { a: ['\ud800'] }],
])('metadata may not be %s', async (_, metadata) => {
  const { seq: head } = await lastOf(ann, room)
  await refused(ann, room, { type: 'text', message: 'hello', metadata }, 'validation_failed', 'metadata')
  expect((await lastOf(ann, room)).seq).toBe(head)
})

it('metadata that is empty is as good as none', async () => {
  expect(await sent(ann, room, { type: 'text', message: 'hello', metadata: {} })).not.toHaveProperty(
    'metadata',
  )
})
