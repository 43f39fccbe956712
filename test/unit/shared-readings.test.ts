// Readings that are shared: by those who ask before they begin, and by nobody else.
import { expect, it } from 'vitest'
import { SharedReadings } from '../../src/common/shared-readings.js'

/** Readings that begin and end by hand. */
function byHand() {
  const started: { begins: () => void; resolve: (found: string) => void; reject: (error: Error) => void }[] =
    []
  const readings = new SharedReadings<string>()
  const ask = (key = 'one') =>
    readings.get(key, (begins) => new Promise((resolve, reject) => started.push({ begins, resolve, reject })))
  return { started, ask }
}

const turn = () => new Promise((done) => setImmediate(done))

it('is joined by all who ask for the same in its turn, and while it waits to begin', async () => {
  const { started, ask } = byHand()
  const early = [ask(), ask()]
  await turn()
  const all = [...early, ask(), ask('another')]
  await turn()
  expect(started).toHaveLength(2)
  started[0]!.resolve('found')
  started[1]!.resolve('else')
  expect(await Promise.all(all)).toEqual(['found', 'found', 'found', 'else'])
})

it('serves nobody with what began before they asked, whichever ends first', async () => {
  const { started, ask } = byHand()
  const before = ask()
  await turn()
  started[0]!.begins()
  const after = ask()
  await turn()
  expect(started).toHaveLength(2)
  started[0]!.resolve('as it was')
  expect(await before).toBe('as it was')
  // That the first has ended takes nobody away from the second, which has not begun.
  const joined = ask()
  await turn()
  expect(started).toHaveLength(2)
  started[1]!.resolve('as it is')
  expect(await Promise.all([after, joined])).toEqual(['as it is', 'as it is'])
})

it('fails for all who share it, and is begun anew by who asks then', async () => {
  const { started, ask } = byHand()
  const both = [ask(), ask()]
  await turn()
  started[0]!.reject(new Error('too many wait'))
  for (const each of both) await expect(each).rejects.toThrow('too many wait')
  const again = ask()
  await turn()
  started[1]!.resolve('found')
  expect(await again).toBe('found')
})
