// Whoever may write to the bus makes up who is typing: nobody is told of who is no member, and the database is asked little.
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { pause, range } from '../support/inbox.js'
import { crowd, roomWith, type Person } from '../support/people.js'
import { startServer } from '../support/server.js'
import { TYPING_DOORS } from '../support/typing.js'

/** Its own: whoever follows what others have said in a shared one looks memberships up, too. */
const server = await startServer()
const somebody = new Client(server.databaseUrl)
await somebody.connect()
afterAll(() => somebody.end())

const forge = (typing: unknown[]) =>
  somebody.query('SELECT pg_notify($1, $2)', ['chat', JSON.stringify({ typing })])

/** How often memberships were looked up. */
async function lookups(): Promise<number> {
  const { rows } = await somebody.query<{ count: number }>(
    `SELECT idx_scan::int AS count FROM pg_stat_user_tables WHERE relname = 'members'`,
  )
  return rows[0]!.count
}

it('typing that was made up is told of members alone, once, and costs the database little', async () => {
  const [ann, ben, eve] = (await crowd(server, 3)) as [Person, Person, Person]
  const room = await roomWith(ann, [ben])
  const client = await TYPING_DOORS[0]!.connect(server, ann, room)
  const { rows } = await somebody.query<{ id: number }>('SELECT id::int FROM chatrooms WHERE name = $1', [
    room,
  ])
  const { id } = rows[0]!
  const before = await lookups()
  const start = performance.now()
  for (const _ of range(1, 300)) await forge(range(1, 10).map(() => [id, eve.user.id, 1]))
  const took = (performance.now() - start) / 1000
  await pause(1500)
  // Of somebody who is no member nothing is remembered: it is asked 20 times a second at most.
  expect((await lookups()) - before).toBeLessThan(20 * (took + 1.5) + 20)
  await forge([[id, ben.user.id, 2], ['x', ben.user.id, 1], [id, 'ben', 1], 7, null])
  await forge(range(1, 100).map(() => [id, randomUUID(), 1]))
  await forge([
    [id, ann.user.id, 1],
    [id, ben.user.id, 1],
  ])
  await pause(500)
  expect(client.told.items.filter(({ type }) => type === 'typing')).toEqual([
    expect.objectContaining({ active: true, user: expect.objectContaining({ id: ben.user.id }) as object }),
  ])
})
