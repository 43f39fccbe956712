// Bodies that are as large, as deep or as many as each kind of message lets them be, and more: each is answered soon, and nobody else
// waits for it.
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServed, INTERNAL } from '../support/bystander.js'
import { LIVE_DOORS } from '../support/doors.js'
import { within } from '../support/inbox.js'
import { logOf, registered, roomWith } from '../support/people.js'
import { startServer } from '../support/server.js'
import { sent } from '../support/targets.js'

/** Milliseconds in which whatever fits into a body is answered, on a machine that is busy with others. */
const SOON = 5000

/** Levels: what the clients themselves can still write. */
const DEEP = 1000

const server = await startServer()
const ann = await registered(server, 'ann')
const bystander = await bystanderIn(server)

const many = <T>(count: number, of: (nth: number) => T): T[] =>
  Array.from({ length: count }, (_, nth) => of(nth))
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const fields = (count: number) => Object.fromEntries(many(count, (nth) => [`${nth}`, 0]))
const contact = { name: 'x', phones: ['1'], emails: [] }

/** By what is odd about it. */
const BODIES: [what: string, body: object][] = [
  ['content of very many levels', { type: 'custom', content: nested(DEEP) }],
  ['content of very many lists', { type: 'custom', content: many(20_000, () => []) }],
  ['content of very many fields', { type: 'custom', content: fields(6000) }],
  ['content of 16 kB of tiny parts', { type: 'custom', content: many(8000, () => 0) }],
  ['metadata of very many levels', { type: 'text', message: 'x', metadata: { a: nested(DEEP) } }],
  ['metadata of 4 kB of tiny parts', { type: 'text', message: 'x', metadata: fields(500) }],
  ['metadata of 60 kB of tiny parts', { type: 'text', message: 'x', metadata: fields(6000) }],
  ['very many contacts', { type: 'contact', contacts: many(1500, () => contact) }],
  ['very many contacts that are nothing', { type: 'contact', contacts: many(20_000, () => ({})) }],
  [
    'a contact with very many numbers',
    { type: 'contact', contacts: [{ ...contact, phones: many(9000, String) }] },
  ],
  ['contacts in each other', { type: 'contact', contacts: nested(DEEP) }],
  ['very many options', { type: 'poll', poll: { question: 'x', options: many(9000, String) } }],
  ['options that are lists', { type: 'poll', poll: { question: 'x', options: many(9000, () => []) } }],
  [
    'options of the same again and again',
    { type: 'poll', poll: { question: 'x', options: many(9000, () => 'x') } },
  ],
  ['very many mentions', { type: 'text', message: 'x', mentions: many(9000, String) }],
  ['mentions in each other', { type: 'text', message: 'x', mentions: nested(DEEP) }],
  ['a vote for everything', { type: 'vote', target_seq: 2, options: many(15_000, (nth) => nth) }],
  ['a vote for the same again and again', { type: 'vote', target_seq: 2, options: many(20_000, () => 0) }],
  [
    'a family of thousands',
    { type: 'reaction', target_seq: 2, emoji: many(5000, () => '👩').join('\u200d') },
  ],
  ['a flag without end', { type: 'reaction', target_seq: 2, emoji: '🏴' + '\u{e0067}'.repeat(10_000) }],
  ['an emoji of selectors', { type: 'reaction', target_seq: 2, emoji: '❤' + '\ufe0f'.repeat(20_000) }],
  ['marks on one letter', { type: 'reaction', target_seq: 2, emoji: 'a' + '\u0301'.repeat(20_000) }],
  ['an edit to very many levels', { type: 'edit', target_seq: 3, content: nested(DEEP) }],
  ['a forward of a list', { type: 'forward', forward: nested(DEEP) }],
  ['a forward of a name without end', { type: 'forward', forward: { chatroom: 'x'.repeat(60_000), seq: 1 } }],
  [
    'a forward of a name of joiners',
    { type: 'forward', forward: { chatroom: 'a' + '\u200d'.repeat(19_000), seq: 1 } },
  ],
  ['a pin that is a tree', { type: 'pin', target_seq: 2, pinned: nested(DEEP) }],
  ['a deletion of a list', { type: 'delete', target_seq: many(20_000, () => 1) }],
  ['seqs beyond all numbers', { type: 'delete', target_seq: 1e308 }],
]

describe.each(LIVE_DOORS)('through $name', (door) => {
  it('what is too much of anything is answered soon, and the connection lives on', async () => {
    const room = await roomWith(ann)
    await sent(ann, room, { type: 'poll', poll: { question: 'x', options: ['a', 'b'], multiple: true } })
    await sent(ann, room, { type: 'custom', content: 1 })
    const client = await door.connect(server, ann.token, room)
    for (const [what, body] of BODIES) {
      const answer = await within(SOON, what, client.send(body))
      expect(JSON.stringify(answer), what).not.toMatch(INTERNAL)
      expect(answer.ok ? 'accepted' : answer.error.code, what).toMatch(/^(accepted|validation_failed)$/)
    }
    const before = (await logOf(ann, room)).length
    expect(await client.send({ type: 'text', message: 'still here' })).toMatchObject({
      ok: true,
      seq: before + 1,
    })
    await client.close()
    await expectServed(bystander)
  })
})

it('one message has as many reactions, edits and answers as they like, and stays as fast', async () => {
  const room = await roomWith(ann)
  const { seq: target_seq } = await sent(ann, room, { type: 'text', message: 'x' })
  for (let nth = 0; nth < 100; nth++) {
    await sent(ann, room, { type: 'reaction', target_seq, emoji: nth % 2 ? '👍' : null })
    await sent(ann, room, { type: 'edit', target_seq, message: 'x'.repeat(4096) })
    await sent(ann, room, { type: 'text', message: 'y', reply_to: target_seq })
  }
  const log = JSON.stringify(await logOf(ann, room))
  // Each edit and each reaction shows its target, and only the last edit its own words.
  expect(log.match(/x{4096}/g)!).toHaveLength(1 + 200 + 1)
  await expectServed(bystander)
})
