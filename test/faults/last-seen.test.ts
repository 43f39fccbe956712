// When people were last there is noted by few statements, by several nodes at once, never backwards, and later where it has to be.
import { randomUUID } from 'node:crypto'
import { DataSource } from 'typeorm'
import { beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions, openDataSource } from '../../src/database/data-source.js'
import { poolOf } from '../../src/database/pool.js'
import { LastSeen } from '../../src/presence/last-seen.js'
import { freshDatabase } from '../support/database.js'
import { range } from '../support/inbox.js'
import { Relay } from '../support/relay.js'
import { whenDone } from '../support/when-done.js'

const PEOPLE = range(1, 500).map(() => randomUUID())

let url: string
beforeAll(async () => {
  url = await freshDatabase()
  const source = await openDataSource(readConfig({}), url)
  await source.query(
    `INSERT INTO users (id, username, display_name, password_hash) SELECT id, id, '', '' FROM unnest($1::uuid[]) AS given (id)`,
    [PEOPLE],
  )
  await source.destroy()
})

/** One node's, by way of `address`. */
async function node(address = url) {
  const config = readConfig({ DATABASE_TIMEOUT: '2' })
  const source = await new DataSource(dataSourceOptions(config, address)).initialize()
  whenDone(() => source.destroy())
  const statements = vi.spyOn(poolOf(source), 'query')
  const seen = async (id: string): Promise<number | undefined> => {
    const [row] = await source.query<[{ last_seen_at: Date | null }]>(
      'SELECT last_seen_at FROM users WHERE id = $1',
      [id],
    )
    return row.last_seen_at?.getTime()
  }
  return { lastSeen: new LastSeen(source), statements, seen }
}

it('many who leave within a second are noted by one statement', async () => {
  const { lastSeen, statements, seen } = await node()
  await lastSeen.note([PEOPLE[0]!])
  const rest = PEOPLE.slice(1, 101).map((id) => lastSeen.note([id], 400))
  await Promise.all(rest)
  expect(statements).toHaveBeenCalledTimes(2)
  const [first, later] = [await seen(PEOPLE[0]!), await seen(PEOPLE[50]!)]
  expect(Math.abs(first! - Date.now())).toBeLessThan(3000)
  expect(later! - first!).toBeLessThan(500)
})

it('several nodes note the same people at once, in whichever order', async () => {
  const nodes = await Promise.all([node(), node(), node()])
  const orders = [PEOPLE, PEOPLE.toReversed(), PEOPLE.toSorted()]
  await Promise.all(nodes.map(({ lastSeen }, nth) => lastSeen.note(orders[nth]!, 10_000)))
  const at = await Promise.all(PEOPLE.slice(101).map((id) => nodes[0]!.seen(id)))
  expect(at.filter((each) => each === undefined)).toEqual([])
  for (const { statements } of nodes) expect(statements).toHaveBeenCalledTimes(1)
})

it('never goes back', async () => {
  const { lastSeen, seen } = await node()
  await lastSeen.note([PEOPLE[200]!])
  const before = await seen(PEOPLE[200]!)
  await lastSeen.note([PEOPLE[200]!], 60_000)
  expect(await seen(PEOPLE[200]!)).toBe(before)
})

it('what the database does not take is noted later, as of then', async () => {
  const relay = await Relay.to(url)
  whenDone(() => relay.close())
  const [{ lastSeen }, direct] = [await node(relay.url), await node()]
  const before = await direct.seen(PEOPLE[300]!)
  relay.cut()
  const left = Date.now()
  await lastSeen.note([PEOPLE[300]!])
  expect(await direct.seen(PEOPLE[300]!)).toBe(before)
  await new Promise((resolve) => setTimeout(resolve, 2000))
  relay.mend()
  await expect.poll(() => direct.seen(PEOPLE[300]!)).not.toBe(before)
  expect(Math.abs((await direct.seen(PEOPLE[300]!))! - left)).toBeLessThan(1000)
})
