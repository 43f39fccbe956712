// What the client holds of a room's log: whatever comes, live or in pages and in whatever order, it ends as the room is, and knows what it does not know.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holesIn, withRange, type Range } from '../../client/src/log/ranges.js'
import { RoomLog, type Bounds, type Page } from '../../client/src/log/room-log.js'
import { quoteOf } from '../../client/src/log/versions.js'
import type { Entry } from '../../client/src/types/wire.js'

const ann = { id: 'a', username: 'ann', display_name: 'Ann' }

const said = (seq: number, more: object = {}): Entry =>
  ({
    chatroom: 'lunch',
    seq,
    n: seq,
    type: 'text',
    message: `message ${seq}`,
    client_id: null,
    sender: ann,
    created_at: '2026-11-22T10:00:00.000Z',
    ...more,
  }) as Entry

const change = (seq: number, type: string, target: Entry): Entry =>
  said(seq, { type, n: undefined, target_seq: target.seq, target: { ...target, changed_seq: seq } })

const page = (messages: Entry[], has_more = false): Page => ({ messages, has_more })
const shown = (log: RoomLog) => log.within(log.tail!).map(({ seq, message }) => [seq, message])

/** A server that is one list: what it has written, and what stands there now. */
class World {
  readonly log: Entry[] = []
  private readonly now = new Map<number, Entry>()

  get head(): number {
    return this.log.length
  }

  say(reply_to?: number): void {
    const message = said(this.head + 1)
    this.log.push(message)
    const quoted = reply_to !== undefined && this.now.has(reply_to)
    this.now.set(message.seq, quoted ? { ...message, reply_to: quoteOf(said(reply_to)) } : message)
  }

  change(nth: number, type: 'edit' | 'delete' | 'expire'): void {
    const old = [...this.now.values()].at(nth % this.now.size)!
    if (old.type === 'expired') return this.say()
    const { chatroom, seq, n, created_at, message, reply_to, ...rest } = old
    if (type === 'expire') {
      this.now.set(seq, { chatroom, seq, n, created_at, type: 'expired' } as Entry)
      return
    }
    const changed_seq = this.head + 1
    const left = { ...rest, chatroom, seq, n, created_at, changed_seq }
    this.now.set(
      seq,
      (type === 'delete'
        ? { ...left, type: 'deleted' }
        : { ...left, ...(reply_to && { reply_to }), message: `${message} ${changed_seq}` }) as Entry,
    )
    this.log.push(said(changed_seq, { type, n: undefined, target_seq: seq }))
  }

  /** As anybody reads it at this moment. */
  read(seq: number): Entry {
    const message = this.now.get(seq)!
    const quoted = message.reply_to && this.now.get(message.reply_to.seq)
    return quoted ? { ...message, reply_to: quoteOf(quoted) } : message
  }

  /** An entry as it is told at this moment. */
  entry(seq: number): Entry {
    const entry = this.log[seq - 1]!
    return entry.target_seq === undefined
      ? this.read(seq)
      : ({ ...entry, target: this.read(entry.target_seq) } as Entry)
  }

  timeline({ before_seq = Infinity, after_seq, around_seq }: Bounds, limit = 4): Page {
    const seqs = [...this.now.keys()]
    if (after_seq !== undefined) {
      const after = seqs.filter((seq) => seq > after_seq)
      return { messages: after.slice(0, limit).map((seq) => this.read(seq)), has_more: after.length > limit }
    }
    const place = seqs.filter((seq) => seq <= (around_seq ?? Infinity)).length
    const end = around_seq === undefined ? Infinity : place + limit / 2
    const before = seqs.filter((seq, nth) => seq < before_seq && nth < end)
    return { messages: before.slice(-limit).map((seq) => this.read(seq)), has_more: before.length > limit }
  }
}

describe('ranges', () => {
  it('are those of a set of numbers, and so are the holes between them', () => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(6))
      .map(([from, more]): Range => [from, from + more])
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), range, (all, asked) => {
        const set = new Set(
          all.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n)),
        )
        const ranges = all.reduce<readonly Range[]>(withRange, [])
        const inside = ([from, to]: Range) => Array.from({ length: to - from + 1 }, (_, n) => from + n)
        expect(ranges.flatMap(inside)).toEqual([...set].toSorted((a, b) => a - b))
        for (const [nth, [from]] of ranges.entries())
          if (nth > 0) expect(from).toBeGreaterThan(ranges[nth - 1]![1] + 1)
        expect(holesIn(ranges, asked).flatMap(inside)).toEqual(inside(asked).filter((seq) => !set.has(seq)))
      }),
    )
  })
})

describe('what is held of a room', () => {
  it('is what was said, with what became of it; a change stands nowhere itself', () => {
    const log = new RoomLog('one', 4)
    log.takePage(page([said(3), said(4)], true), {}, 4)
    log.hear(change(5, 'edit', said(4, { message: 'better' })))
    log.hear(change(6, 'edit', said(1, { message: 'not held' })))
    log.hear(said(7, { type: 'reaction', target_seq: 2 }))
    log.hear(said(8))
    expect(shown(log)).toEqual([
      [3, 'message 3'],
      [4, 'better'],
      [8, 'message 8'],
    ])
    expect(log.ranges).toEqual([[3, 8]])
  })

  it('keeps entries of a kind that it does not know', () => {
    const log = new RoomLog('one', 0)
    log.hear(said(1, { type: 'hologram', beams: 3 }))
    expect(log.get(1)).toMatchObject({ type: 'hologram', beams: 3 })
    expect(log.ranges).toEqual([[1, 1]])
  })

  it('is forgotten where who may read it is another matter by now', () => {
    const log = new RoomLog('one', 2)
    log.takePage(page([said(1), said(2)]), {}, 2)
    expect(log.hear(said(3, { type: 'room', changes: { settings: { slow_mode: 30 } } }))).toBe(true)
    expect(log.hear(said(4, { type: 'room', changes: { settings: { history: 'all' } } }))).toBe(false)
    expect(log.ranges).toEqual([[4, 4]])
  })

  it('keeps the version with the highest changed_seq, whichever comes last', () => {
    const log = new RoomLog('one', 9)
    log.takePage(page([said(1, { message: 'newest', changed_seq: 9 })]), {}, 9)
    log.hear(change(5, 'edit', said(1, { message: 'older' })))
    expect(log.get(1)!.message).toBe('newest')
    log.hear(change(10, 'edit', said(1, { message: 'newer still' })))
    expect(log.get(1)!.message).toBe('newer still')
  })

  it('shows a change of a message that is only read afterwards, from a page that is older, and in its quotes', () => {
    const log = new RoomLog('one', 3)
    log.takePage(page([said(3, { reply_to: quoteOf(said(1)) })], true), {}, 3)
    log.hear(change(4, 'delete', said(1, { type: 'deleted', message: undefined })))
    log.takePage(page([said(1), said(2, { reply_to: quoteOf(said(1)) })]), { before_seq: 3 }, 4)
    const [first, ...others] = log.within(log.tail!)
    expect(first!.type).toBe('deleted')
    for (const { reply_to } of others)
      expect(reply_to).toEqual({ seq: 1, sender: ann, type: 'deleted', deleted: true })
  })

  it('has a hole between a place further up and the end, until it is read', () => {
    const log = new RoomLog('one', 20)
    log.takePage(page([said(19), said(20)], true), {}, 20)
    log.takePage(page([said(4), said(5), said(6)], true), { around_seq: 5 }, 20)
    expect(log.ranges).toEqual([
      [4, 6],
      [19, 20],
    ])
    expect(holesIn(log.ranges, [1, 20])).toEqual([
      [1, 3],
      [7, 18],
    ])
    log.takePage(page([said(7), said(12)], true), { after_seq: 6 }, 20)
    expect(log.ranges[0]).toEqual([4, 12])
    log.takePage(page([said(15)], true), { before_seq: 19 }, 20)
    log.takePage(page([said(14), said(15)], true), { after_seq: 12 }, 20)
    expect(log.ranges).toEqual([[4, 20]])
    expect(log.within(log.tail!).map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 12, 14, 15, 19, 20])
  })

  it('forgets what a gap may have changed, and says so', () => {
    const log = new RoomLog('one', 2)
    log.takePage(page([said(1), said(2)]), {}, 2)
    expect(log.hear(said(3))).toBe(true)
    expect(log.hear(said(9))).toBe(false)
    expect(log.ranges).toEqual([[9, 9]])
    expect(log.get(1)).toBeUndefined()
  })

  it('loses what is gone from the log when that is read again', () => {
    const log = new RoomLog('one', 3)
    log.takePage(page([said(1), said(2), said(3)]), {}, 3)
    log.takePage(page([said(3)]), { before_seq: 4 }, 3)
    expect(log.within(log.tail!).map(({ seq }) => seq)).toEqual([3])
  })

  it('quotes 200 characters, and no half of one', () => {
    expect(quoteOf(said(1, { message: '🦔'.repeat(201) }))).toMatchObject({ message: '🦔'.repeat(200) })
    expect(quoteOf(said(1, { message: 'x'.repeat(200) }))).toMatchObject({ message: 'x'.repeat(200) })
  })

  it('takes the words of a message when its time is over, and those of its quotes', () => {
    const log = new RoomLog('one', 0)
    const at = (time: number) => ({ expires_at: new Date(time).toISOString() })
    log.hear(said(1, at(1000)))
    log.hear(said(2, { ...at(5000), reply_to: quoteOf(said(1)) }))
    expect(log.expire(999)).toBe(1000)
    expect(log.expire(1000)).toBe(5000)
    const { chatroom, created_at } = said(1)
    expect(log.get(1)).toEqual({ chatroom, seq: 1, n: 1, type: 'expired', created_at })
    expect(log.get(2)!.reply_to).toEqual({ seq: 1, type: 'expired' })
    // An older page does not bring them back, nor does a later change.
    log.takePage(page([said(1, at(1000))]), { before_seq: 2 }, 2)
    log.hear(change(3, 'edit', said(1)))
    expect(log.get(1)!.type).toBe('expired')
  })
})

describe('what is put away', () => {
  it('is the page before what comes next', () => {
    const log = new RoomLog('one', 3)
    log.takePage(page([said(1), said(2), said(3)]), {}, 3)
    const kept = log.kept(2)!
    const again = new RoomLog('one', 3)
    again.hear(said(4))
    again.takePage(kept, { before_seq: kept.head + 1 }, 3)
    expect(again.ranges).toEqual([[2, 4]])
    expect(again.within(again.tail!).map(({ seq }) => seq)).toEqual([2, 3, 4])
  })

  it('says that nothing lies before it only where that is so', () => {
    const log = new RoomLog('one', 3)
    log.takePage(page([said(2), said(3)]), {}, 3)
    expect(log.kept(9)).toMatchObject({ has_more: false })
    expect(log.kept(1)).toMatchObject({ has_more: true })
    expect(new RoomLog('one', 3).kept(9)).toBeUndefined()
  })
})

it('ends as the room is, however pages, gaps and live entries overlap', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('say' as const), nth: fc.nat(30) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), nth: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), nth: fc.nat(30) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), nth: fc.nat(4) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), nth: fc.nat(30) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), nth: fc.nat(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('gap' as const), nth: fc.nat(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), nth: fc.nat(6) }) },
  )
  fc.assert(
    fc.property(
      fc.nat(12),
      fc.boolean(),
      fc.array(step, { maxLength: 80, size: 'max' }),
      (before, late, steps) => {
        const world = new World()
        for (let seq = 0; seq <= before; seq++) world.say(seq)
        const log = new RoomLog('one', world.head)
        /** A page that has been read and has not arrived. */
        let asked: { bounds: Bounds; page: Page; head: number } | undefined
        const written = new Map<number, Entry>()
        const hear = (count: number) => {
          for (; count > 0 && log.head < world.head; count--)
            log.hear(late ? world.entry(log.head + 1) : written.get(log.head + 1)!)
        }
        for (const { do: what, nth } of steps) {
          if (what === 'say') world.say(nth % 3 === 0 ? 1 + (nth % (before + 1)) : undefined)
          if (what === 'edit' || what === 'delete') world.change(nth, what)
          if (!written.has(world.head)) written.set(world.head, world.entry(world.head))
          if (what === 'hear') hear(nth)
          if (what === 'ask') {
            const range = log.ranges[nth % (log.ranges.length || 1)]
            const seq = 1 + (nth % world.head)
            const bounds =
              [{}, { around_seq: seq }, range && { before_seq: range[0] }, range && { after_seq: range[1] }][
                nth % 4
              ] ?? {}
            asked = { bounds, page: world.timeline(bounds), head: log.head }
          }
          if (what === 'answer' && asked) {
            const { bounds, page: read, head } = asked
            if (read.messages.length > 0 || !read.has_more) log.takePage(read, bounds, head)
            asked = undefined
          }
          if (what === 'gap') {
            log.skip(world.head + 1)
            asked = undefined
          }
          if (what === 'forget') log.trim(1 + (nth % 10))
        }
        hear(Infinity)
        expect(log.head).toBe(world.head)
        const all = world.timeline({}, Infinity).messages
        for (const [from, to] of log.ranges)
          expect(log.within([from, to])).toEqual(all.filter(({ seq }) => from <= seq && seq <= to))
      },
    ),
    { numRuns: 500 },
  )
})
