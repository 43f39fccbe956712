// What a client holds of a room: whatever comes in whatever order a network allows, it ends as the room is.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoteOf, TimelineState } from '../../src/web/client/console/timeline-state.js'
import type { Message } from '../../src/web/client/console/wire.js'

const ann = { id: 'a', username: 'ann', display_name: 'Ann' }

const said = (seq: number, more: Partial<Message> = {}): Message => ({
  chatroom: 'lunch',
  seq,
  type: 'text',
  message: `message ${seq}`,
  client_id: null,
  sender: ann,
  created_at: '2026-11-22T10:00:00.000Z',
  ...more,
})

const change = (seq: number, target: Message): Message => ({
  ...said(seq, { type: 'edit', target_seq: target.seq }),
  target: { ...target, changed_seq: seq },
})

/** A server that is one list: what it has written, and what stands there now. */
class Room {
  readonly log: Message[] = []
  private readonly now = new Map<number, Message>()

  say(reply_to?: number): void {
    const message = said(this.log.length + 1)
    this.log.push(message)
    this.now.set(message.seq, reply_to ? { ...message, reply_to: quoteOf(said(reply_to)) } : message)
  }

  change(nth: number, type: 'text' | 'deleted'): void {
    const old = [...this.now.values()].at(nth % this.now.size)!
    const changed_seq = this.log.length + 1
    const { message: _, reply_to: __, ...rest } = old
    const left = type === 'deleted' ? rest : { ...old, message: `changed by ${changed_seq}` }
    this.now.set(old.seq, { ...left, type, changed_seq })
    this.log.push(said(changed_seq, { type: type === 'text' ? 'edit' : 'delete', target_seq: old.seq }))
  }

  /** As anybody reads it at this moment. */
  read(seq: number): Message {
    const message = this.now.get(seq)!
    const quoted = message.reply_to && this.now.get(message.reply_to.seq)
    return quoted ? { ...message, reply_to: quoteOf(quoted) } : message
  }

  /** An entry as a replay has it at this moment; live it is that of the moment when it was written. */
  entry(seq: number): Message {
    const entry = this.log[seq - 1]!
    return entry.target_seq === undefined ? this.read(seq) : { ...entry, target: this.read(entry.target_seq) }
  }

  page(before = Infinity, limit = 3): Message[] {
    const seqs = [...this.now.keys()].filter((seq) => seq < before)
    return seqs.slice(-limit).map((seq) => this.read(seq))
  }
}

describe('what is held of a room', () => {
  it('is what was said, with what became of it; changes and what was not read stand nowhere', () => {
    const state = new TimelineState()
    state.restart([said(3), said(4)])
    state.take(change(5, said(4, { message: 'better' })))
    state.take(change(6, said(1, { message: 'not held' })))
    state.take(said(7, { type: 'reaction', target_seq: 2 }))
    state.take(said(8))
    expect(state.messages.map(({ seq, message }) => [seq, message])).toEqual([
      [3, 'message 3'],
      [4, 'better'],
      [8, 'message 8'],
    ])
  })

  it('keeps the version with the highest changed_seq, whichever comes last', () => {
    const state = new TimelineState()
    state.restart([said(1, { message: 'newest', changed_seq: 9 })])
    state.take(change(5, said(1, { message: 'older' })))
    expect(state.messages[0]!.message).toBe('newest')
    state.take(change(10, said(1, { message: 'newer still' })))
    expect(state.messages[0]!.message).toBe('newer still')
  })

  it('shows a change of a message that is only read afterwards, from a page that is older', () => {
    const state = new TimelineState()
    state.restart([said(3, { reply_to: quoteOf(said(1)) })])
    state.take(change(4, said(1, { type: 'deleted', message: null })))
    state.prepend([said(1), said(2, { reply_to: quoteOf(said(1)) })])
    expect(state.messages[0]!.type).toBe('deleted')
    for (const { reply_to } of state.messages.slice(1))
      expect(reply_to).toEqual({ seq: 1, sender: ann, type: 'deleted', deleted: true })
  })

  it('quotes 200 characters, and no half of one', () => {
    expect(quoteOf(said(1, { message: '🦔'.repeat(201) })).message).toBe('🦔'.repeat(200))
    expect(quoteOf(said(1, { message: 'x'.repeat(200) })).message).toBe('x'.repeat(200))
  })

  it('leaves what has not changed as the object that it was', () => {
    const state = new TimelineState()
    state.restart([said(1), said(2)])
    const [, second] = state.messages
    state.take(change(3, said(1, { message: 'other' })))
    expect(state.messages[1]).toBe(second)
  })

  it('ends as the room is, however reads and live entries overlap', () => {
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.record({ do: fc.constant('say' as const), nth: fc.nat(20) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), nth: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), nth: fc.nat(20) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), nth: fc.nat(4) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), nth: fc.nat(0) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), nth: fc.nat(0) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), nth: fc.nat(0) }) },
    )
    fc.assert(
      fc.property(
        fc.nat(12),
        fc.boolean(),
        fc.array(step, { maxLength: 80, size: 'max' }),
        (before, live, steps) => {
          const room = new Room()
          for (let seq = 0; seq <= before; seq++) room.say(seq)
          const state = new TimelineState()
          let heard = room.log.length
          state.restart(room.page())
          /** A page that has been read and has not arrived. */
          let asked: { before: number; page: Message[] } | undefined
          const first = () => state.messages[0]!.seq
          const written = new Map<number, Message>()
          const hear = (count: number) => {
            for (; count > 0 && heard < room.log.length; count--) {
              heard++
              state.take(live ? written.get(heard)! : room.entry(heard))
            }
          }
          for (const { do: what, nth } of steps) {
            if (what === 'say') room.say(nth % 3 === 0 ? 1 + (nth % (before + 1)) : undefined)
            if (what === 'edit') room.change(nth, 'text')
            if (what === 'delete') room.change(nth, 'deleted')
            if (!written.has(room.log.length)) written.set(room.log.length, room.entry(room.log.length))
            if (what === 'hear') hear(nth)
            if (what === 'ask') asked = { before: first(), page: room.page(first()) }
            if (what === 'trim') state.trim(4)
            if (what === 'answer' && asked && asked.before === first()) state.prepend(asked.page)
            if (what === 'answer') asked = undefined
          }
          hear(Infinity)
          expect(state.messages).toEqual(state.messages.map(({ seq }) => room.read(seq)))
          expect(state.messages.at(-1)!.seq).toBe(room.page().at(-1)!.seq)
        },
      ),
      { numRuns: 500 },
    )
  })
})

it('what has disappeared stays so, whichever version comes before or after it', () => {
  const edited = { ...said(1), message: 'secret', changed_seq: 2 }
  const { sender: _, client_id: __, message: ___, ...rest } = said(1)
  const expired = { ...rest, type: 'expired' }
  for (const versions of [
    [edited, expired],
    [expired, edited],
  ]) {
    const state = new TimelineState()
    state.restart([said(1), { ...said(3), reply_to: quoteOf(said(1)) }])
    for (const [nth, version] of versions.entries())
      state.take({ ...said(4 + nth, { type: 'edit', target_seq: 1 }), target: version })
    expect(state.messages[0]).toEqual(expired)
    expect(state.messages[1]!.reply_to).toEqual({ seq: 1, type: 'expired' })
  }
})
