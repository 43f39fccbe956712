// What a node remembers of what it has handed to whom: within its bound, and no longer than that.
import { describe, expect, it } from 'vitest'
import { DeliveryTrace } from '../../src/room-feed/delivery-trace.js'

const ROOM = 7
const feed = { room: { id: ROOM } }
const [ann, ben] = [{}, {}]
const both = (): [object, string][] => [
  [ann, 'ann'],
  [ben, 'ben'],
]

/** Up to which `seq` flushes to two, each with another list or the same, are still known. */
function remembered(trace: DeliveryTrace, flushes: number): number[] {
  const known: number[] = []
  for (let seq = 1; seq <= flushes; seq++)
    if (trace.find(ROOM, seq, 'ben').written.length > 0) known.push(seq)
  return known
}

describe('what was handed to whom', () => {
  it('is asked of a room only where it has changed', () => {
    const trace = new DeliveryTrace({ TRACE_DELIVERIES: 100 })
    let asked = 0
    const whom = () => {
      asked++
      return both()
    }
    for (let seq = 1; seq <= 10; seq++) trace.flushed(feed, [seq, seq], 1, whom)
    expect(asked).toBe(1)
    trace.flushed(feed, [11, 12], 2, whom)
    expect(asked).toBe(2)
    const connections = [1, 10, 11, 12].map((seq) => trace.find(ROOM, seq, 'ben').written[0]![0])
    expect(new Set(connections).size).toBe(1)
    expect(trace.find(ROOM, 11, 'ann').written[0]![0]).not.toBe(connections[0])
    expect(trace.find(8, 11, 'ann').written).toEqual([])
  })

  it('is forgotten from the oldest on, once it is more than TRACE_DELIVERIES', () => {
    const shared = new DeliveryTrace({ TRACE_DELIVERIES: 30 })
    for (let seq = 1; seq <= 1000; seq++) shared.flushed(feed, [seq, seq], 1, both)
    expect(remembered(shared, 1000)).toEqual(Array.from({ length: 30 }, (_, nth) => 971 + nth))
    const each = new DeliveryTrace({ TRACE_DELIVERIES: 30 })
    for (let seq = 1; seq <= 1000; seq++) each.flushed(feed, [seq, seq], seq, both)
    expect(remembered(each, 1000)).toEqual(Array.from({ length: 10 }, (_, nth) => 991 + nth))
  })

  it('is nothing without TRACE_DELIVERIES', () => {
    const trace = new DeliveryTrace({ TRACE_DELIVERIES: 0 })
    trace.announced(ROOM, 1, 1)
    trace.flushed(feed, [1, 1], 1, both)
    trace.paged(ROOM, 1, 1, ben, 'ben')
    trace.marked(ROOM, 'ben', 1, 1)
    expect(trace.find(ROOM, 1, 'ben')).toEqual({ announced: null, delivered: null, read: null, written: [] })
  })

  it('has of marks when they first reached an entry', () => {
    const trace = new DeliveryTrace({ TRACE_DELIVERIES: 30 })
    trace.marked(ROOM, 'ben', 2, 5)
    trace.marked(ROOM, 'ann', 9, 9)
    expect(trace.find(ROOM, 5, 'ben')).toMatchObject({ delivered: expect.any(Number) as number, read: null })
    expect(trace.find(ROOM, 2, 'ben')).toMatchObject({ read: expect.any(Number) as number })
    expect(trace.find(ROOM, 6, 'ben')).toMatchObject({ delivered: null, read: null })
  })
})
