// What the event feed keeps, who may wait for it, and what is measured of it: on servers of its own, since all of them share their events.
import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { TRIM_EVENTS } from '../../src/followers/trimming.js'
import { admin, EventReader, type EventPage } from '../support/events.js'
import { pause, range } from '../support/inbox.js'
import { measure } from '../support/metrics.js'
import { must, registered, roomWith, say } from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import { startServer } from '../support/server.js'

const MOST = 3
const server = await startServer({ env: { METRICS_PORT: '0', MAX_EVENT_WAITS: `${MOST}` } })
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

const read = (query: { after?: string; limit?: number; wait?: number } = {}) =>
  admin(server).get<EventPage>('/admin/events', query)
const page = async (query: Parameters<typeof read>[0]) => must(await read(query), 200)

/** A server key with these scopes. */
async function keyWith(...scopes: string[]): Promise<string> {
  const key = `sk_of-the-tests-${scopes.join('-')}`
  const hash = createHash('sha256').update(key).digest()
  await database.query(
    `INSERT INTO server_keys (id, name, scopes, hash) VALUES (gen_random_uuid(), 'test', $1, $2)`,
    [scopes, hash],
  )
  return key
}

it('a server key reads events with the scope for it, and with no other', async () => {
  must(await api(server, await keyWith('events', 'stats')).get('/admin/events', { limit: 1 }), 200)
  const others = ['users', 'chatrooms', 'messages', 'webhooks', 'moderation', 'stats']
  expectProblem(await api(server, await keyWith(...others)).get('/admin/events'), 'forbidden')
})

it('an empty page has the cursor that was asked with, also the very first', async () => {
  const reader = await EventReader.now(server)
  const { cursor } = await reader.read()
  expect(await page({ after: cursor })).toEqual({ events: [], cursor })
  const other = await startServer()
  const first = must(await admin(other).get<EventPage>('/admin/events'), 200)
  expect(first.events).toEqual([])
  const again = must(await admin(other).get<EventPage>('/admin/events', { after: first.cursor }), 200)
  expect(again).toEqual(first)
  expectProblem(await admin(other).get('/admin/events', { after: cursor }), 'seq_unknown')
})

describe('whoever waits for events', () => {
  it('waits as long as they say, and costs others nothing', async () => {
    const { cursor } = await (await EventReader.now(server)).read()
    const begun = performance.now()
    expect(await page({ after: cursor, wait: 2 })).toEqual({ events: [], cursor })
    expect(performance.now() - begun).toBeGreaterThan(1900)
  })

  it('is told to come back where too many do, until one of them is gone', async () => {
    const { cursor } = await (await EventReader.now(server)).read()
    const gone = new AbortController()
    const headers = { authorization: `Bearer ${admin(server).token}` }
    const url = `${server.url}/admin/events?wait=60&after=${cursor}`
    const waiting = range(1, MOST).map(() =>
      fetch(url, { headers, signal: gone.signal }).catch((error: Error) => error.name),
    )
    await pause(500)
    const refused = await read({ after: cursor, wait: 1 })
    expectProblem(refused, 'unavailable')
    expect(refused.headers.get('retry-after')).toBe('1')
    // Nobody who does not wait is refused.
    expect(await page({ after: cursor })).toEqual({ events: [], cursor })
    gone.abort()
    expect(await Promise.all(waiting)).toEqual(range(1, MOST).map(() => 'AbortError'))
    await expect.poll(async () => (await read({ after: cursor, wait: 1 })).status).toBe(200)
  })
})

it('tells how far it has come', async () => {
  const ann = await registered(server)
  const room = await roomWith(ann)
  await say(ann, room, 'hello')
  const reader = EventReader.oldest(server)
  await reader.until(() => reader.of(room).length === 3)
  const { rows } = await database.query<{ position: string }>(
    `SELECT position FROM followers WHERE name = 'collector'`,
  )
  await expect.poll(() => measure(server, 'chat_events_position')).toBe(Number(rows[0]!.position))
  await expect.poll(() => measure(server, 'chat_follower_lag{follower="push"}')).toBe(0)
  await expect
    .poll(() => measure(server, 'chat_follower_position{follower="push"}'))
    .toBe(Number(rows[0]!.position))
})

it('keeps events for EVENTS_RETENTION, and says what is not kept any more', async () => {
  const ann = await registered(server)
  const room = await roomWith(ann)
  const reader = EventReader.oldest(server)
  await reader.until(() => reader.of(room).length === 2)
  const { events } = await page({ limit: 1000 })
  const last = events.findIndex(({ data }) => data.chatroom === room)
  const [before, old, young] = [events[last - 1]!, events[last]!, await say(ann, room, 'young')]
  await reader.until(() => reader.of(room).length === 3)
  const ageAllBut = (end: 'min' | 'max') =>
    database.query(`UPDATE events SET created_at = now() - interval '8 days' *
      (position <> (SELECT ${end}(position) FROM events))::int`)
  // What comes after something that is kept is kept, however old it is: there are no holes.
  await ageAllBut('min')
  const trimmed = async (behind: string[] = []) =>
    (await database.query<{ count: number }>(TRIM_EVENTS, [7 * 86_400, 1000, behind])).rows[0]!.count
  expect(await trimmed()).toBe(0)
  await ageAllBut('max')
  // What somebody who misses nothing has not come to is kept, too, as after a long time without any node.
  await database.query(`INSERT INTO followers (name) VALUES ('late')`)
  expect(await trimmed(['search', 'late'])).toBe(0)
  await database.query(`INSERT INTO webhooks (id, url, events, secret, position, holder, held_until)
    SELECT i, 'https://hook.invalid/', '{}', '', 0, i, 'infinity' FROM gen_random_uuid() i`)
  expect(await trimmed()).toBe(0)
  await database.query('UPDATE webhooks SET paused_at = now()')
  // A node looks at what is due when it starts.
  const node = await startServer({ databaseUrl: server.databaseUrl })
  await expect
    .poll(async () => must(await admin(node).get<EventPage>('/admin/events'), 200).events.length)
    .toBe(1)
  const kept = await page({ limit: 1000 })
  expect(kept.events).toMatchObject([{ data: { chatroom: room, seq: young.seq } }])
  for (const { id } of [events[0]!, before]) expectProblem(await read({ after: id }), 'seq_unknown')
  // With this, nothing is missed: it is where what is kept begins.
  expect(await page({ after: old.id })).toEqual(kept)
  await database.query('DELETE FROM events')
  expect(await page({ after: kept.cursor })).toEqual({ events: [], cursor: kept.cursor })
  expectProblem(await read({ after: old.id }), 'seq_unknown')
  const { cursor } = await page({})
  expect(cursor).toBe(kept.cursor)
})
