// What a reader sees of entries that show something from before they came.
import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../src/room-log/message.view.js'
import { visibleFrom, visiblePart, WHOLE } from '../../src/room-log/visible.js'

const sender = { id: 'a', username: 'ann', display_name: 'Ann' }
const entry = (seq: number, fields: Partial<MessageView> = {}): MessageView => ({
  ...{
    chatroom: 'lunch',
    seq,
    type: 'text',
    client_id: null,
    sender,
    created_at: '2026-11-22T10:00:00.000Z',
  },
  ...fields,
})
const quote = (seq: number) => ({ seq, sender, type: 'text', message: 'secret' })

describe('an entry', () => {
  it('that shows nothing from before is the same object', () => {
    const plain = entry(9, { message: 'hello' })
    const answer = entry(9, { message: 'hello', reply_to: quote(5) })
    expect(visibleFrom(plain, { since: 5 })).toBe(plain)
    expect(visibleFrom(answer, { since: 5 })).toBe(answer)
    expect(visibleFrom(answer, WHOLE)).toBe(answer)
  })

  it('loses what it quotes from before, and nothing else', () => {
    const answer = entry(9, { message: 'hello', reply_to: quote(4) })
    expect(visibleFrom(answer, { since: 5 })).toEqual(entry(9, { message: 'hello' }))
    expect(answer['reply_to']).toEqual(quote(4))
  })

  it.each([
    ['edit', { message: 'new words' }, {}],
    ['edit', { content: { new: 'words' } }, {}],
    ['reaction', { emoji: '👍' }, { emoji: '👍' }],
    ['pin', { pinned: true }, { pinned: true }],
  ])('that is the %s of something from before keeps only what is its own', (type, own, left) => {
    const change = entry(9, { type, ...own, target_seq: 4, target: entry(4, { message: 'secret' }) })
    expect(visibleFrom(change, { since: 5 })).toEqual(entry(9, { type, ...left, target_seq: 4 }))
  })

  it('whose target quotes something from before shows the target without it', () => {
    const target = entry(6, { message: 'hello', reply_to: quote(4) })
    const change = entry(9, { type: 'reaction', emoji: '👍', target_seq: 6, target })
    const { reply_to: _, ...shown } = target
    expect(visibleFrom(change, { since: 5 })).toEqual({ ...change, target: shown })
  })

  it('is one object for all who see the same of it', () => {
    const answer = entry(9, { reply_to: quote(4) })
    expect(visibleFrom(answer, { since: 5 })).toBe(visibleFrom(answer, { since: 7 }))
    expect(visibleFrom(answer, { since: 4 })).toBe(answer)
  })
})

it('entries from before are not there', () => {
  const log = [3, 4, 5, 6].map((seq) => entry(seq))
  expect(visiblePart(log, { since: 5 }).map(({ seq }) => seq)).toEqual([5, 6])
  expect(visiblePart(log, WHOLE)).toBe(log)
})

it('a list is one object for all who see the same of it, and itself where nothing is hidden', () => {
  const log = [entry(5), entry(6, { reply_to: quote(4) }), entry(7, { reply_to: quote(2) })]
  expect(visiblePart(log, { since: 2 })).toBe(log)
  expect(visiblePart(log, { since: 5 })).toEqual([entry(5), entry(6), entry(7)])
  expect(visiblePart(log, { since: 5 })).toBe(visiblePart(log, { since: 5 }))
  expect(visiblePart(log, { since: 3 })).toBe(visiblePart(log, { since: 4 }))
  expect(visiblePart(log, { since: 3 })).not.toBe(visiblePart(log, { since: 5 }))
  expect(visiblePart(log, { since: 6 }).map(({ seq }) => seq)).toEqual([6, 7])
})
