// What a lane of the console shows of a room: whatever it hears in whatever order, it ends as the room is.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quoteOf, RoomNow, type Entry } from '../../src/web/client/console/room-now.js'

const ann = { id: 'a', username: 'ann', display_name: 'Ann' }

const said = (seq: number, more: Partial<Entry> = {}): Entry => ({
  seq,
  type: 'text',
  message: `message ${seq}`,
  sender: ann,
  ...more,
})

const change = (seq: number, target: Entry): Entry => ({
  ...said(seq, { type: 'edit', target_seq: target.seq }),
  target: { ...target, changed_seq: seq },
})

const heard = (...entries: Entry[]): readonly Entry[] => {
  const room = new RoomNow<Entry>(200)
  for (const entry of entries) room.take(entry)
  return room.messages
}

describe('a room as a lane has heard it', () => {
  it('is what was said, with what became of it; changes and what was not heard stand nowhere', () => {
    const messages = heard(
      said(3),
      said(4),
      change(5, said(4, { message: 'better' })),
      change(6, said(1, { message: 'not heard' })),
      said(7, { type: 'reaction', target_seq: 2 }),
      said(8),
    )
    expect(messages.map(({ seq, message }) => [seq, message])).toEqual([
      [3, 'message 3'],
      [4, 'better'],
      [8, 'message 8'],
    ])
  })

  it('keeps the version with the highest changed_seq, whichever comes last', () => {
    const newest = said(1, { message: 'newest', changed_seq: 9 })
    expect(heard(newest, change(5, said(1, { message: 'older' })))[0]!.message).toBe('newest')
    expect(heard(newest, change(10, said(1, { message: 'newer still' })))[0]!.message).toBe('newer still')
  })

  it('quotes 200 characters, and no half of one', () => {
    expect(quoteOf(said(1, { message: '🦔'.repeat(201) }))).toMatchObject({ message: '🦔'.repeat(200) })
    expect(quoteOf(said(1, { message: 'x'.repeat(200) }))).toMatchObject({ message: 'x'.repeat(200) })
  })

  it('keeps the newest', () => {
    const room = new RoomNow<Entry>(2)
    for (const seq of [3, 1, 2]) room.take(said(seq))
    expect(room.messages.map(({ seq }) => seq)).toEqual([2, 3])
  })

  it('shows what has disappeared as gone, whichever version comes before or after that', () => {
    const edited = { ...said(1), message: 'secret', changed_seq: 2 }
    const expired = { seq: 1, type: 'expired' }
    for (const versions of [
      [edited, expired],
      [expired, edited],
    ]) {
      const changes = versions.map((target, nth) => ({ ...change(4 + nth, said(1)), target }))
      const [first, answer] = heard(said(1), said(3, { reply_to: quoteOf(said(1)) }), ...changes)
      expect(first).toEqual(expired)
      expect(answer!.reply_to).toEqual({ seq: 1, type: 'expired' })
    }
  })
})

it('ends as the room is, however often a part of the log is heard again', () => {
  const step = fc.record({ do: fc.constantFrom('say', 'edit', 'delete', 'hear', 'replay'), nth: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }), (steps) => {
      /** What stands there now, and the log as it was written. */
      const now = new Map<number, Entry>([[1, said(1)]])
      const log: Entry[] = [said(1)]
      const read = (seq: number): Entry => {
        const message = now.get(seq)!
        return message.reply_to ? { ...message, reply_to: quoteOf(now.get(message.reply_to.seq)!) } : message
      }
      const write = (entry: Entry) => {
        const { target_seq } = entry
        log.push(target_seq === undefined ? read(entry.seq) : { ...entry, target: read(target_seq) })
      }
      const replayed = (entry: Entry) =>
        entry.target_seq === undefined ? read(entry.seq) : { ...entry, target: read(entry.target_seq) }
      const room = new RoomNow<Entry>(200)
      let last = 0
      const hear = (count: number) => {
        for (; count > 0 && last < log.length; count--) room.take(log[last++]!)
      }
      for (const { do: what, nth } of steps) {
        const seq = log.length + 1
        const old = [...now.keys()].at(nth % now.size)!
        if (what === 'say') {
          now.set(seq, said(seq, nth % 3 === 0 ? { reply_to: { seq: old } } : {}))
          write(now.get(seq)!)
        }
        if (what === 'edit' || what === 'delete') {
          const { message: _, reply_to: __, ...rest } = now.get(old)!
          const left =
            what === 'edit' ? { ...now.get(old)!, message: `by ${seq}` } : { ...rest, type: 'deleted' }
          now.set(old, { ...left, changed_seq: seq })
          write(said(seq, { type: what, target_seq: old }))
        }
        if (what === 'hear') hear(nth)
        if (what === 'replay') {
          const from = Math.min(nth, last)
          last = log.length
          for (const entry of log.slice(from)) room.take(replayed(entry))
        }
      }
      hear(Infinity)
      expect(room.messages).toEqual([...now.keys()].map(read))
    }),
    { numRuns: 500 },
  )
})
