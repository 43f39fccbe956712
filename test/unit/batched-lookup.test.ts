// Lookups that share a query: each gets its own answer, from a query that began after it was asked.
import { expect, it } from 'vitest'
import { BatchedLookup } from '../../src/database/batched-lookup.js'
import { pause, range } from '../support/inbox.js'

/** Queries that are answered by hand. */
function byHand() {
  const queries: { keys: number[]; resolve: (found: number[]) => void; reject: (error: unknown) => void }[] =
    []
  const lookup = new BatchedLookup<number, number>(
    (keys) => new Promise((resolve, reject) => queries.push({ keys, resolve, reject })),
  )
  return { queries, lookup }
}

const turn = () => new Promise((done) => setImmediate(done))

it('what is asked in one turn goes in one query, and what comes meanwhile waits for the next', async () => {
  const { queries, lookup } = byHand()
  const [one, two] = [lookup.get(1), lookup.get(2)]
  await turn()
  const three = lookup.get(3)
  await turn()
  expect(queries.map(({ keys }) => keys)).toEqual([[1, 2]])
  queries[0]!.resolve([10, 20])
  expect(await Promise.all([one, two])).toEqual([10, 20])
  await expect.poll(() => queries[1]?.keys).toEqual([3])
  queries[1]!.resolve([30])
  expect(await three).toBe(30)
})

it('a query that fails fails its own lookups, and the next is tried', async () => {
  const { queries, lookup } = byHand()
  const one = lookup.get(1).catch((error: Error) => error.message)
  await turn()
  const two = lookup.get(2)
  queries[0]!.reject(new Error('broken'))
  expect(await one).toBe('broken')
  await turn()
  queries[1]!.resolve([20])
  expect(await two).toBe(20)
})

it('when the database is away, those who wait are told at once', async () => {
  const { queries, lookup } = byHand()
  const asked = [lookup.get(1)]
  await turn()
  asked.push(lookup.get(2), lookup.get(3))
  queries[0]!.reject(new Error('Connection terminated'))
  const outcomes = await Promise.allSettled(asked)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(queries.length).toBe(1)
})

it('many that come right after a large query do not wait for one another', async () => {
  const { queries, lookup } = byHand()
  const first = range(1, 200).map((key) => lookup.get(key))
  await turn()
  queries[0]!.resolve(range(1, 200))
  await Promise.all(first)
  const second = range(1, 60).map((key) => lookup.get(key))
  await turn()
  expect(queries[1]?.keys).toHaveLength(60)
  queries[1]!.resolve(range(1, 60))
  await Promise.all(second)
  // The rest that the first of them began finds nobody left, and asks nothing.
  await pause(50)
  expect(queries).toHaveLength(2)
})

it('a thousand lookups take few queries', async () => {
  let queries = 0
  const lookup = new BatchedLookup((keys: number[]) => {
    queries++
    return Promise.resolve(keys.map((key) => key * 2))
  })
  const found = await Promise.all(range(1, 1000).map((key) => lookup.get(key)))
  expect(found).toEqual(range(1, 1000).map((key) => key * 2))
  expect(queries).toBe(5)
})
