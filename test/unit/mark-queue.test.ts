// Marks that wait together: which of them share a row, and what becomes of those that cannot be stored.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '../../src/auth/actor.js'
import { MarkQueue, type Marking, type MarksRow } from '../../src/receipts/mark-queue.js'

const HEAD = 100
const LIMITS = { marks: 10, ms: 4000 }
const room = { id: 1, name: 'lunch', log: 'log' }
const [ann, ben] = [{ id: 'ann' } as Actor, { id: 'ben' } as Actor]

const row = (values: Partial<MarksRow> = {}): MarksRow => ({
  ...{
    outcome: 'moved',
    read: 0,
    delivered: 0,
    unread: 0,
    unread_mentions: 0,
    head: HEAD,
  },
  ...values,
})

/** As the database answers, and what it was asked. */
function stored(asked: Marking[][], answer = (marking: Marking): MarksRow => answerTo(marking)) {
  return (markings: readonly Marking[]): Promise<MarksRow[]> => {
    asked.push([...markings])
    return Promise.resolve(markings.map(answer))
  }
}

const answerTo = ({ read = 0, delivered = 0 }: Marking): MarksRow =>
  Math.max(read, delivered) > HEAD ? row({ outcome: 'seq_unknown' }) : row({ read, delivered })

const shapes = (asked: Marking[][]) =>
  asked.map((markings) => markings.map(({ actor, read, delivered }) => [actor.id, read, delivered]))

describe('marks that come together', () => {
  it('are one row for each member, the furthest of theirs', async () => {
    const asked: Marking[][] = []
    const queue = new MarkQueue(stored(asked), LIMITS)
    const answers = await Promise.all([
      queue.add(ann, room, { read: 3 }),
      queue.add(ben, room, { delivered: 4 }),
      queue.add(ann, room, { read: 2, delivered: 9 }),
      queue.add(ann, { ...room, id: 2 }, { read: 1 }),
    ])
    expect(shapes(asked)).toEqual([
      [
        ['ann', 3, 9],
        ['ben', undefined, 4],
        ['ann', 1, undefined],
      ],
    ])
    expect(answers.map(({ read }) => read)).toEqual([3, 0, 3, 1])
  })

  it('go while those before them are stored, and not before', async () => {
    const asked: Marking[][] = []
    const queue = new MarkQueue(stored(asked), LIMITS)
    const first = queue.add(ann, room, { read: 1 })
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([first, queue.add(ann, room, { read: 2 }), queue.add(ann, room, { read: 3 })])
    expect(shapes(asked)).toEqual([[['ann', 1, undefined]], [['ann', 3, undefined]]])
  })

  it('are not spoiled by one beyond the head', async () => {
    const asked: Marking[][] = []
    const queue = new MarkQueue(stored(asked), LIMITS)
    const answers = await Promise.allSettled(
      [{ read: 5 }, { read: HEAD + 1 }, { delivered: 7 }, { delivered: HEAD + 2 }].map((mark) =>
        queue.add(ann, room, mark),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
    expect(shapes(asked).at(-1)).toEqual([['ann', 5, 7]])
  })

  it('of another log are refused all', async () => {
    const queue = new MarkQueue(
      stored([], () => row({ outcome: 'seq_unknown', head: null })),
      LIMITS,
    )
    const answers = await Promise.allSettled([1, 2].map((read) => queue.add(ann, room, { read })))
    for (const answer of answers) expect(answer).toMatchObject({ reason: { code: 'seq_unknown' } })
  })

  it('are refused by what is wrong with each', async () => {
    const queue = new MarkQueue(
      stored([], ({ actor }) => (actor === ann ? row() : row({ outcome: 'not_a_member' }))),
      LIMITS,
    )
    const answers = [queue.add(ann, room, { read: 1 }), queue.add(ben, room, { read: 1 })]
    await expect(answers[0]).resolves.toMatchObject({ outcome: 'moved' })
    await expect(answers[1]).rejects.toMatchObject({ code: 'not_a_member' })
  })
})

describe('marks that must wait', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('since somebody else has the row are tried again, with those that have come meanwhile', async () => {
    const asked: Marking[][] = []
    let busy = true
    const answer = (marking: Marking) =>
      busy && marking.actor === ann ? row({ outcome: 'busy' }) : answerTo(marking)
    const queue = new MarkQueue(stored(asked, answer), LIMITS)
    const answers = [queue.add(ann, room, { read: 3 }), queue.add(ben, room, { read: 2 })]
    await expect(answers[1]).resolves.toMatchObject({ read: 2 })
    const later = queue.add(ann, room, { delivered: 8 })
    await vi.advanceTimersByTimeAsync(100)
    busy = false
    await vi.advanceTimersByTimeAsync(100)
    await expect(answers[0]).resolves.toMatchObject({ read: 3, delivered: 8 })
    await expect(later).resolves.toMatchObject({ read: 3, delivered: 8 })
    expect(asked.length).toBeGreaterThan(1)
  })

  it('for too long are refused, and asked for no more', async () => {
    const asked: Marking[][] = []
    const queue = new MarkQueue(
      stored(asked, () => row({ outcome: 'busy' })),
      LIMITS,
    )
    const refused = queue.add(ann, room, { read: 3 }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(LIMITS.ms + 200)
    expect(await refused).toMatchObject({ code: 'unavailable' })
    const before = asked.length
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toHaveLength(before)
  })

  it('are so many at the most, and a place is free again after each answer', async () => {
    const queue = new MarkQueue(stored([]), LIMITS)
    const accepted = Array.from({ length: LIMITS.marks }, (_, read) => queue.add(ann, room, { read }))
    await expect(queue.add(ben, room, { read: 1 })).rejects.toMatchObject({
      code: 'unavailable',
      extra: { retryAfter: 1 },
    })
    await Promise.all(accepted)
    await expect(queue.add(ben, room, { read: 1 })).resolves.toMatchObject({ read: 1 })
  })

  it('are refused by a database that is away, and the next are tried', async () => {
    let away = true
    const queue = new MarkQueue((markings) => {
      if (away) return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
      return stored([])(markings)
    }, LIMITS)
    await expect(queue.add(ann, room, { read: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    away = false
    await expect(queue.add(ann, room, { read: 1 })).resolves.toMatchObject({ read: 1 })
  })

  it('are answered before it is closed, and none is taken then', async () => {
    const queue = new MarkQueue(stored([]), LIMITS)
    const accepted = queue.add(ann, room, { read: 1 })
    const closing = queue.close()
    await expect(queue.add(ann, room, { read: 2 })).rejects.toMatchObject({ code: 'unavailable' })
    await closing
    await expect(accepted).resolves.toMatchObject({ read: 1 })
  })
})
