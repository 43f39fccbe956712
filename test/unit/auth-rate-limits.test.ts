// How many attempts fit a window, when the window is over, and whom an address stands for.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CloseCode } from '../../src/common/errors.js'
import { RateLimits, addressKey } from '../../src/common/rate-limits.js'
import { readConfig } from '../../src/config/config.js'

const settings = {
  RATE_LIMIT_LOGINS: '2',
  RATE_LIMIT_REGISTRATIONS: '3',
  RATE_LIMIT_MESSAGES: '5',
}
const limits = (env: Record<string, string> = {}) => new RateLimits(readConfig({ ...settings, ...env }))
const limited = (retryAfter: number) =>
  expect.objectContaining({ code: 'rate_limited', extra: { retryAfter } })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('registrations', () => {
  it('are refused beyond the limit, until the hour is over', async () => {
    const some = limits()
    for (let i = 0; i < 3; i++) await some.consume('registrations', '10.0.0.1')
    await expect(some.consume('registrations', '10.0.0.1')).rejects.toEqual(limited(3600))
    await some.consume('registrations', '10.0.0.2')
    vi.advanceTimersByTime(3_599_000)
    await expect(some.consume('registrations', '10.0.0.1')).rejects.toEqual(limited(1))
    vi.advanceTimersByTime(1000)
    await some.consume('registrations', '10.0.0.1')
  })
})

describe('sign-ins', () => {
  it('are counted only when they fail, and then none is let through', async () => {
    const some = limits()
    for (let i = 0; i < 10; i++) await some.assertAttemptLeft('logins', 'ann 10.0.0.1')
    await some.consume('logins', 'ann 10.0.0.1')
    await some.assertAttemptLeft('logins', 'ann 10.0.0.1')
    await some.consume('logins', 'ann 10.0.0.1')
    await expect(some.assertAttemptLeft('logins', 'ann 10.0.0.1')).rejects.toEqual(limited(900))
    await some.assertAttemptLeft('logins', 'ann 10.0.0.2')
    await some.assertAttemptLeft('logins', 'bob 10.0.0.1')
    vi.advanceTimersByTime(900_000)
    await some.assertAttemptLeft('logins', 'ann 10.0.0.1')
  })
})

describe('messages', () => {
  const refused = (retryAfter: number, closes: boolean) =>
    expect.objectContaining({
      code: 'rate_limited',
      extra: { retryAfter, ...(closes && { close: CloseCode.tooMany }) },
    })

  it('may come in a burst, and then so many a second, each user for themselves', () => {
    const some = limits()
    for (let i = 0; i < 5; i++) some.take('messages', 'ann')
    expect(() => some.take('messages', 'ann')).toThrow(refused(2, false))
    some.take('messages', 'bob')
    for (let pair = 0; pair < 60; pair++) {
      vi.advanceTimersByTime(4000)
      for (let i = 0; i < 2; i++) some.take('messages', 'ann')
      expect(() => some.take('messages', 'ann')).toThrow(/^More than 5 messages within 10 seconds/)
    }
    vi.advanceTimersByTime(10_000)
    for (let i = 0; i < 5; i++) some.take('messages', 'ann')
    expect(() => some.take('messages', 'ann')).toThrow(refused(2, false))
  })

  it('that go on all the same are told so, until the sender has been quiet for as long as a burst takes', () => {
    const some = limits()
    for (let i = 0; i < 5; i++) some.take('messages', 'ann')
    for (let i = 0; i < 200; i++) expect(() => some.take('messages', 'ann')).toThrow(refused(2, false))
    expect(() => some.take('messages', 'ann')).toThrow(refused(2, true))
    vi.advanceTimersByTime(4000)
    for (let i = 0; i < 2; i++) some.take('messages', 'ann')
    expect(() => some.take('messages', 'ann')).toThrow(refused(2, true))
    vi.advanceTimersByTime(10_000)
    for (let i = 0; i < 5; i++) some.take('messages', 'ann')
    expect(() => some.take('messages', 'ann')).toThrow(refused(2, false))
  })

  it('of thousands at once, or of a fast typist all day, are not refused unless it is set', () => {
    const some = new RateLimits(readConfig({}))
    for (let i = 0; i < 5000; i++) some.take('messages', 'ann')
    expect(() => some.take('messages', 'ann')).toThrow(refused(1, false))
    for (let tenth = 0; tenth < 36_000; tenth++) {
      vi.advanceTimersByTime(100)
      some.take('messages', 'ann')
    }
  })
})

it('nothing is limited when RATE_LIMITS is off', async () => {
  const none = limits({ RATE_LIMITS: 'off' })
  for (let i = 0; i < 20; i++) {
    expect(() => none.take('messages', 'ann')).not.toThrow()
    await expect(none.consume('registrations', '10.0.0.1')).resolves.toBeUndefined()
    await expect(none.consume('logins', 'ann 10.0.0.1')).resolves.toBeUndefined()
    await expect(none.assertAttemptLeft('logins', 'ann 10.0.0.1')).resolves.toBeUndefined()
  }
})

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::1', '0:0:0:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2'],
  ['2001:db8::5', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('the address %s stands for %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})
