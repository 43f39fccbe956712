// Whatever is set is due once, in time, unless it is set again or taken back; one timer for all.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Deadlines } from '../../src/presence/deadlines.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function deadlines() {
  const due: [string[], number][] = []
  return {
    due,
    keys: () => due.map(([keys]) => keys),
    all: new Deadlines<string>(1000, (...given) => due.push(given)),
  }
}

it('what is set is due once, when its time is over', () => {
  const { all, keys } = deadlines()
  all.set('a')
  vi.advanceTimersByTime(500)
  all.set('b')
  vi.advanceTimersByTime(499)
  expect(keys()).toEqual([])
  vi.advanceTimersByTime(1)
  expect([keys(), all.has('a'), all.has('b')]).toEqual([[['a']], false, true])
  vi.advanceTimersByTime(10_000)
  expect(keys()).toEqual([['a'], ['b']])
  expect(vi.getTimerCount()).toBe(0)
})

it('what is set again begins anew, and what is taken back is never due', () => {
  const { all, keys } = deadlines()
  all.set('a')
  all.set('b')
  all.set('c')
  vi.advanceTimersByTime(900)
  all.set('a')
  expect([all.delete('b'), all.delete('b')]).toEqual([true, false])
  vi.advanceTimersByTime(100)
  expect(keys()).toEqual([['c']])
  vi.advanceTimersByTime(900)
  expect(keys()).toEqual([['c'], ['a']])
})

it('has one timer, however many are set, and none after it is closed', () => {
  const { all, keys } = deadlines()
  for (let nth = 0; nth < 100; nth++) all.set(`key ${nth}`)
  expect(vi.getTimerCount()).toBe(1)
  all.close()
  vi.advanceTimersByTime(10_000)
  expect([keys(), vi.getTimerCount()]).toEqual([[], 0])
})

it('says how late it is, for a process that stood still', () => {
  const { all, due } = deadlines()
  const now = vi.spyOn(performance, 'now')
  now.mockReturnValue(100)
  all.set('a')
  now.mockReturnValue(31_100)
  vi.advanceTimersByTime(1000)
  expect(due).toEqual([[['a'], 30_000]])
  now.mockRestore()
})
