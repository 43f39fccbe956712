// What each kind of message takes, and what it makes of it for the log.
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import type { Prepared, Sending, Source } from '../../src/messaging/kinds/kind.js'
import { parseDraft } from '../../src/messaging/kinds/parse.js'

/** What the kind prepares of a body; `source` is what it finds elsewhere. */
async function prepared(body: object, source?: Source): Promise<Prepared> {
  const { kind, draft } = parseDraft(body)
  return kind.prepare(draft, { source: () => Promise.resolve(source) } as unknown as Sending)
}

function flawsOf(body: object): string[] {
  try {
    parseDraft(body)
  } catch (error) {
    if (error instanceof ChatError) return (error.extra.errors ?? []).map(({ field }) => field)
    throw error
  }
  return []
}

describe('what is said', () => {
  const say = (more: object) => ({ type: 'text', message: 'Hello', ...more })

  it('may mention 50 people, and not 51', () => {
    const names = Array.from({ length: 51 }, (_, n) => `user${n}`)
    expect(flawsOf(say({ mentions: names.slice(1) }))).toEqual([])
    expect(flawsOf(say({ mentions: names }))).toEqual(['mentions'])
  })

  it('may have metadata of 4 kB', () => {
    const metadata = { a: 'x'.repeat(4096 - '{"a":""}'.length) }
    expect(flawsOf(say({ metadata }))).toEqual([])
    expect(flawsOf(say({ metadata: { a: `${metadata.a}x` } }))).toEqual(['metadata'])
  })
})

describe('contacts', () => {
  const contacts = (...list: unknown[]) => ({ type: 'contact', contacts: list })
  const ann = { name: 'Ann', username: 'Ann', phones: ['+49 30 1'], emails: ['ann@example.com'] }

  it('are stored in one order of fields, and with all lists', async () => {
    const { payload } = await prepared(contacts({ emails: null, username: null, name: 'Ben' }, ann))
    expect(JSON.stringify(payload)).toBe(
      '{"contacts":[{"name":"Ben","phones":[],"emails":[]},{"name":"Ann","username":"ann","phones":["+49 30 1"],"emails":["ann@example.com"]}]}',
    )
  })

  it.each([
    [contacts(), ['contacts']],
    [contacts(...Array<unknown>(11).fill(ann)), ['contacts']],
    [contacts({}), ['contacts.0.name']],
    [contacts({ ...ann, name: 'x'.repeat(101) }), ['contacts.0.name']],
    [contacts({ ...ann, name: 'two\nlines' }), ['contacts.0.name']],
    [contacts(ann, { ...ann, username: 'no one' }), ['contacts.1.username']],
    [contacts({ ...ann, phones: 'x' }), ['contacts.0.phones']],
    [contacts({ ...ann, phones: [''] }), ['contacts.0.phones']],
    [contacts({ ...ann, phones: [1] }), ['contacts.0.phones']],
    [contacts({ ...ann, phones: [null] }), ['contacts.0.phones']],
    [contacts({ ...ann, phones: ['1\u202e2'] }), ['contacts.0.phones']],
    [contacts({ ...ann, phones: Array(11).fill('1') }), ['contacts.0.phones']],
    [contacts({ ...ann, emails: ['x'.repeat(255)] }), ['contacts.0.emails']],
    [contacts({ ...ann, age: 7 }), ['contacts.0.age']],
    [contacts([]), ['contacts']],
    [contacts([ann]), ['contacts']],
    [contacts(ann, null), ['contacts']],
    [contacts('Ann'), ['contacts']],
    [contacts(Buffer.from('Ann')), ['contacts.0']],
    [{ type: 'contact', contacts: ann }, ['contacts']],
  ])('%j are refused', (body, fields) => {
    expect(flawsOf(body)).toEqual(fields)
  })

  it('take as many as there may be', () => {
    const full = { ...ann, phones: Array(10).fill('1'), emails: Array(10).fill('a@b') }
    expect(flawsOf(contacts(...Array<unknown>(10).fill(full)))).toEqual([])
  })
})

describe('a poll', () => {
  const lunch = { question: 'Lunch?', options: ['Pizza', 'Sushi'] }
  const poll = (more: object) => ({ type: 'poll', poll: { ...lunch, ...more } })

  it('is stored with all that is not optional, and its end in UTC', async () => {
    const { payload, refusal } = await prepared(poll({ closes_at: '2099-01-01T02:00+02:00', multiple: null }))
    expect(payload).toEqual({
      poll: { ...lunch, multiple: false, closes_at: '2099-01-01T00:00:00.000Z' },
    })
    expect(refusal).toBeUndefined()
  })

  it('that is over is refused, and is still the same as the first', async () => {
    const { same, refusal } = await prepared(poll({ closes_at: '2020-01-01T00:00:00Z' }))
    expect(refusal).toMatchObject({
      code: 'validation_failed',
      extra: { errors: [{ field: 'poll.closes_at' }] },
    })
    expect(same).toMatchObject({ closes_at: '2020-01-01T00:00:00.000Z' })
  })

  it.each([
    [{ question: '' }, 'question'],
    [{ question: 'x'.repeat(301) }, 'question'],
    [{ options: ['one'] }, 'options'],
    [{ options: Array.from({ length: 13 }, (_, n) => `${n}`) }, 'options'],
    [{ options: ['x'.repeat(101), 'y'] }, 'options'],
    [{ options: ['Pizza', 'Pizza'] }, 'options'],
    [{ options: ['Pizza', ' Pizza '] }, 'options'],
    [{ options: ['caf\u00e9', 'cafe\u0301'] }, 'options'],
    [{ options: ['a', 'b', null] }, 'options'],
    [{ options: [1, 2] }, 'options'],
    [{ options: 'ab' }, 'options'],
    [{ multiple: 'yes' }, 'multiple'],
    [{ closes_at: 'tomorrow' }, 'closes_at'],
    [{ closes_at: 4070908800 }, 'closes_at'],
    [{ votes: [] }, 'votes'],
  ])('with %j is refused', (more, field) => {
    expect(flawsOf(poll(more))).toEqual([`poll.${field}`])
  })
})

describe('a custom message', () => {
  it('may have 16 kB, whatever it is', async () => {
    const content = 'x'.repeat(16_384 - 2)
    expect((await prepared({ type: 'custom', content })).payload).toEqual({ content })
    expect(flawsOf({ type: 'custom', content: `${content}x` })).toEqual(['content'])
    expect(flawsOf({ type: 'custom', content: null })).toEqual(['content'])
    expect(flawsOf({ type: 'custom', message: 'no content' })).toEqual(['content'])
  })
})

describe('a forward', () => {
  const body = { type: 'forward', forward: { chatroom: 'cafe\u0301', seq: 2 } }

  it('is stored as what it was, without what belonged to its place', async () => {
    const source = {
      type: 'custom',
      message: 'words',
      payload: { content: 1, metadata: { a: 1 }, mentions_all: true },
    }
    expect(await prepared(body, source)).toEqual({
      type: 'custom',
      message: 'words',
      payload: { content: 1, forwarded: true },
      same: ['caf\u00e9', 2],
    })
    expect(await prepared(body, { type: 'text', message: 'x' })).toMatchObject({
      payload: { forwarded: true },
    })
  })

  it('of what is not there is refused, and is still the same as the first', async () => {
    const { same, refusal } = await prepared(body)
    expect(refusal?.code).toBe('message_not_found')
    expect(same).toEqual(['caf\u00e9', 2])
  })

  it('may be of a direct chat, and of no name that no room has', () => {
    expect(flawsOf({ type: 'forward', forward: { chatroom: 'direct.abc', seq: 1 } })).toEqual([])
    for (const chatroom of ['a b', '', '.a', 'x'.repeat(101), 1, null])
      expect(flawsOf({ type: 'forward', forward: { chatroom, seq: 1 } })).toEqual(['forward.chatroom'])
  })
})

describe('a change', () => {
  it('to other words has some', async () => {
    const edit = { type: 'edit', target_seq: 2 }
    expect(flawsOf(edit)).toEqual(['message'])
    expect(flawsOf({ ...edit, message: null, content: null })).toEqual(['message'])
    expect(flawsOf({ ...edit, message: '' })).toEqual(['message'])
    expect(flawsOf({ ...edit, message: '', content: 1 })).toEqual(['message'])
    expect(await prepared({ ...edit, content: { a: null } })).toMatchObject({
      payload: { content: { a: null } },
    })
    expect(await prepared({ ...edit, message: 'x', content: null })).toEqual({
      message: 'x',
      same: { message: 'x' },
    })
  })

  it('of a reaction has one emoji, or null', async () => {
    const react = { type: 'reaction', target_seq: 2 }
    expect(flawsOf(react)).toEqual(['emoji'])
    for (const emoji of ['', 'x', '👍👍', 1, {}, ['👍'], true])
      expect(flawsOf({ ...react, emoji })).toEqual(['emoji'])
    expect(await prepared({ ...react, emoji: null })).toEqual({ payload: { emoji: null }, same: null })
    expect(await prepared({ ...react, emoji: '❤' })).toEqual(await prepared({ ...react, emoji: '❤️' }))
  })

  it('of a vote has its options in one order, each once', async () => {
    const vote = { type: 'vote', target_seq: 2 }
    expect(await prepared({ ...vote, options: [11, 0, 2] })).toEqual({
      payload: { options: [0, 2, 11] },
      same: [0, 2, 11],
    })
    expect(await prepared({ ...vote, options: [] })).toMatchObject({ payload: { options: [] } })
    for (const options of [[1, 1], [-1], [12], [1.5], ['1'], [null], [[]], 1, null, undefined])
      expect(flawsOf({ ...vote, options })).toEqual(['options'])
  })

  it('of a pin says which', () => {
    expect(flawsOf({ type: 'pin', target_seq: 2 })).toEqual(['pinned'])
    expect(flawsOf({ type: 'pin', target_seq: 2, pinned: false })).toEqual([])
  })

  it('is of one message, and answers and mentions nobody', () => {
    for (const target_seq of [undefined, null, 0, -1, 1.5, '2', 2 ** 53])
      expect(flawsOf({ type: 'delete', target_seq })).toEqual(['target_seq'])
    for (const more of [{ reply_to: 1 }, { mentions: ['ann'] }, { metadata: {} }])
      expect(flawsOf({ type: 'delete', target_seq: 2, ...more })).toEqual(Object.keys(more))
  })
})
