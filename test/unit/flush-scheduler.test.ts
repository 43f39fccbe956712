// Flushes: what comes together is written together, and only who is busy waits.
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FlushScheduler } from '../../src/room-feed/flush-scheduler.js'
import { Utilisation } from '../../src/room-feed/utilisation.js'

/** The scheduler of a node that is as busy as that. */
const schedulerOf = (lately: number) => new FlushScheduler({ lately } as Utilisation)

const someone = () => ({ onFlush: vi.fn<() => void>(), writtenAt: -Infinity })

it('a flush serves the feeds first, and writes once what they and others gave to a connection', async () => {
  const scheduler = schedulerOf(0)
  const order: string[] = []
  const connection = { ...someone(), onFlush: () => order.push('written') }
  const feed = {
    onFlush: () => {
      order.push('delivered')
      scheduler.write(connection)
    },
  }
  scheduler.deliver(feed)
  expect(order).toEqual([])
  await expect.poll(() => order).toEqual(['delivered', 'written'])
})

it('what comes during a flush has another, at once when the node is quiet', async () => {
  const scheduler = schedulerOf(0)
  const second = someone()
  const first = { ...someone(), onFlush: () => scheduler.write(second) }
  scheduler.write(first)
  await expect.poll(() => second.onFlush).toHaveBeenCalledTimes(1)
  const third = someone()
  scheduler.write(third)
  await new Promise((done) => setImmediate(done))
  await new Promise((done) => setImmediate(done))
  expect(third.onFlush).toHaveBeenCalledTimes(1)
})

describe('after many writes', () => {
  // The clock stands still but for what a test lets pass: a pause of the machine would be taken for the delay.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  /** Serves five thousand connections twice, with a pause between, and has one more to serve. */
  function lateAfterMany(scheduler: FlushScheduler, pauseMs = 1) {
    const crowd = Array.from({ length: 5000 }, someone)
    for (const ms of [pauseMs, 1]) {
      for (const each of crowd) scheduler.write(each)
      vi.advanceTimersByTime(ms)
    }
    expect(crowd.at(-1)!.onFlush).toHaveBeenCalledTimes(2)
    const late = someone()
    scheduler.write(late)
    return late
  }

  it('the next flush waits if the node is busy, but never for long', () => {
    const late = lateAfterMany(schedulerOf(1))
    vi.advanceTimersByTime(40)
    expect(late.onFlush).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10)
    expect(late.onFlush).toHaveBeenCalledTimes(1)
  })

  it('the next flush does not wait where a rest would have spared none of them', () => {
    const late = lateAfterMany(schedulerOf(1), 11)
    vi.advanceTimersByTime(0)
    expect(late.onFlush).toHaveBeenCalledTimes(1)
  })

  it('the next flush does not wait while the node has time', () => {
    const late = lateAfterMany(schedulerOf(0.5))
    vi.advanceTimersByTime(0)
    expect(late.onFlush).toHaveBeenCalledTimes(1)
  })
})

it('a process that works without a pause is found to be busy, and an idle one is not', async () => {
  const utilisation = new Utilisation()
  const lookFor = async (ms: number, meanwhile: () => Promise<void>) => {
    for (const end = performance.now() + ms; performance.now() < end; await meanwhile())
      void utilisation.lately
    return utilisation.lately
  }
  // More than once where the machine stands still meanwhile.
  await expect.poll(() => lookFor(1000, () => new Promise(setImmediate))).toBeGreaterThan(0.8)
  await expect.poll(() => lookFor(1000, () => pause(10))).toBeLessThan(0.5)
})

it('what goes wrong with one participant does not concern the others', async () => {
  const scheduler = schedulerOf(0)
  const [before, after] = [someone(), someone()]
  scheduler.write(before)
  scheduler.write({
    ...someone(),
    onFlush: () => {
      throw new Error('a broken connection')
    },
  })
  scheduler.write(after)
  await expect.poll(() => after.onFlush).toHaveBeenCalledTimes(1)
  expect(before.onFlush).toHaveBeenCalledTimes(1)
  scheduler.write(before)
  await expect.poll(() => before.onFlush).toHaveBeenCalledTimes(2)
})
