// Whose turn it is: round the callers, round the parts of each, and nobody holds more places than they may.
import { describe, expect, it } from 'vitest'
import { FairTurns } from '../../src/common/fair-turns.js'

const BUSY = { detail: 'Too much. Try again.', retryAfter: 7 }
const LARGE = { waitingPerPart: 100, waitingPerCaller: 100, waiting: 100 }

/** Work that ends when it is told to. */
function bench(sizes: Partial<ConstructorParameters<typeof FairTurns>[0]>) {
  const turns = new FairTurns({ atOnce: 1, ...LARGE, ...sizes }, BUSY)
  const begun: string[] = []
  const ends: ((error?: Error) => void)[] = []
  const ask = (caller: string, part = '') =>
    turns.run(
      caller,
      part,
      () =>
        new Promise<void>((resolve, reject) => {
          begun.push(caller + part)
          ends.push((error) => (error ? reject(error) : resolve()))
        }),
    )
  /** Ends the oldest that is under way, and lets the next begin. */
  const end = async (error?: Error) => {
    ends.shift()!(error)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { ask, begun, end }
}

const failed = (code: string) => Object.assign(new Error('no'), { code })
const outcome = (work: Promise<void>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

describe('turns', () => {
  it('go round the callers, and within a caller round the parts', async () => {
    const { ask, begun, end } = bench({})
    const all = [ask('a', '1'), ask('a', '1'), ask('a', '1'), ask('a', '2'), ask('b', '1'), ask('c', '1')]
    for (let nth = 0; nth < 6; nth++) await end()
    await Promise.all(all)
    expect(begun).toEqual(['a1', 'a1', 'b1', 'c1', 'a2', 'a1'])
  })

  it('leave places to others however much one caller asks for', async () => {
    const { ask, begun, end } = bench({ atOnce: 4, perCaller: 2 })
    const all = ['a', 'a', 'a', 'a', 'b', 'c'].map((caller) => ask(caller))
    expect(begun).toEqual(['a', 'a', 'b', 'c'])
    for (let nth = 0; nth < 6; nth++) await end()
    await Promise.all(all)
    expect(begun).toHaveLength(6)
  })

  it('are refused to whoever has too much waiting, and then to all', async () => {
    const { ask, end } = bench({ waitingPerPart: 1, waitingPerCaller: 2, waiting: 3 })
    const all = [ask('a', '1'), ask('a', '1'), ask('a', '2')]
    const limited = expect.objectContaining({ code: 'rate_limited', extra: { retryAfter: 7 } })
    await expect(ask('a', '1')).rejects.toEqual(limited)
    await expect(ask('a', '3')).rejects.toEqual(limited)
    all.push(ask('b'))
    await expect(ask('c')).rejects.toMatchObject({ code: 'unavailable', extra: { retryAfter: 7 } })
    for (let nth = 0; nth < 4; nth++) await end()
    await Promise.all(all)
    await expect(outcome(Promise.race([ask('c'), end()]) as Promise<void>)).resolves.toBe('done')
  })

  it('are given back by what fails', async () => {
    const { ask, begun, end } = bench({})
    const all = [outcome(ask('a')), outcome(ask('b'))]
    await end(failed('X'))
    await end()
    expect(await Promise.all(all)).toEqual(['X', 'done'])
    expect(begun).toEqual(['a', 'b'])
  })
})

describe('what waits behind one lock', () => {
  it('fails with the first that has waited too long for it, and nothing else does', async () => {
    const { ask, begun, end } = bench({ perCaller: 1, atOnce: 2, oneLock: true })
    const all = ['a', 'a', 'a', 'b'].map((caller) => outcome(ask(caller)))
    await end(failed('55P03'))
    await end()
    expect(await Promise.all(all)).toEqual(['55P03', '55P03', '55P03', 'done'])
    expect(begun).toEqual(['a', 'b'])
  })

  it('goes on where it was not the lock', async () => {
    const { ask, end } = bench({ oneLock: true })
    const all = ['a', 'a'].map((caller) => outcome(ask(caller)))
    await end(failed('23505'))
    await end()
    expect(await Promise.all(all)).toEqual(['23505', 'done'])
  })
})

it('when the database is away, all that waits for it fails at once', async () => {
  const { ask, begun, end } = bench({})
  const all = ['a', 'b', 'c'].map((caller) => outcome(ask(caller)))
  await end(failed('57P01'))
  expect(await Promise.all(all)).toEqual(['57P01', '57P01', '57P01'])
  expect(begun).toEqual(['a'])
})
