// Which sessions a node believes to live, and for how long: on a real database and bus.
import { randomUUID } from 'node:crypto'
import { DataSource } from 'typeorm'
import { afterAll, expect, it, vi } from 'vitest'
import { LiveSessions } from '../../src/auth/live-sessions.js'
import { PostgresBus } from '../../src/bus/postgres-bus.js'
import { readConfig } from '../../src/config/config.js'
import { dataSourceOptions } from '../../src/database/data-source.js'
import { freshDatabase } from '../support/database.js'
import { pause, range } from '../support/inbox.js'

/** FEED_CHECK_INTERVAL, in milliseconds. */
const CHECK_MS = 1000
const url = await freshDatabase()
const config = readConfig({ DATABASE_URL: url, FEED_CHECK_INTERVAL: `${CHECK_MS / 1000}` })
const source = await new DataSource(dataSourceOptions(config, url)).initialize()
await source.runMigrations()
const bus = new PostgresBus(source, config)
const live = new LiveSessions(source, bus, config)
live.onModuleInit()
await bus.onModuleInit()
afterAll(async () => {
  live.onApplicationShutdown()
  await bus.onApplicationShutdown()
  await source.destroy()
})

const actor = (sessionId: string, id: string = randomUUID()) => ({
  ...{ id, username: id, displayName: id, avatarId: null },
  ...{ createdAt: new Date(0), bot: false, version: 0, readReceipts: true, sessionId },
})

/** A user with a session that lives. */
async function signedIn() {
  const ann = actor(randomUUID())
  await source.query('INSERT INTO users (id, username, display_name) VALUES ($1, $2, $2)', [
    ann.id,
    ann.id.slice(0, 20),
  ])
  await source.query(
    `INSERT INTO sessions (id, user_id, family_hash, expires_at) VALUES ($1, $2, '', now() + interval '1 hour')`,
    [ann.sessionId, ann.id],
  )
  return ann
}
const end = (id: string) => source.query('UPDATE sessions SET ended_at = now() WHERE id = $1', [id])

it('a session that was seen is known for a while, and for as long as it is connected and lives', async () => {
  const [ann, bob] = [await signedIn(), await signedIn()]
  const ended = vi.fn<() => void>()
  live.onEnd(ann.sessionId, ended)
  live.seen(ann)
  live.seen(bob)
  expect(live.get(bob.sessionId, bob.id)).toEqual(bob)
  expect(live.get(bob.sessionId, ann.id)).toBeUndefined()
  await pause(3.5 * CHECK_MS)
  expect(live.get(ann.sessionId, ann.id)).toEqual(ann)
  expect(live.get(bob.sessionId, bob.id)).toBeUndefined()
  // Nobody says so: the check finds it.
  await end(ann.sessionId)
  await vi.waitFor(() => expect(ended).toHaveBeenCalled(), { timeout: 5 * CHECK_MS })
})

it('one that is found to have ended is not known any more when its connections are cut', async () => {
  const ann = await signedIn()
  const known = vi.fn<(actor: unknown) => void>()
  live.onEnd(ann.sessionId, () => known(live.get(ann.sessionId, ann.id)))
  live.seen(ann)
  await end(ann.sessionId)
  await vi.waitFor(() => expect(known).toHaveBeenCalled(), { timeout: 5 * CHECK_MS })
  expect(known).toHaveBeenCalledWith(undefined)
})

it('one that is said to have ended is not known, and who connects with it then is told if it is true', async () => {
  const [ann, bob] = [await signedIn(), await signedIn()]
  live.seen(ann)
  live.seen(bob)
  await end(ann.sessionId)
  for (const { sessionId } of [ann, bob]) bus.hints.next({ ended: [sessionId] })
  for (const { sessionId, id } of [ann, bob]) expect(live.get(sessionId, id)).toBeUndefined()
  const [annEnded, bobEnded] = [vi.fn<() => void>(), vi.fn<() => void>()]
  live.onEnd(ann.sessionId, annEnded)
  live.onEnd(bob.sessionId, bobEnded)
  await vi.waitFor(() => expect(annEnded).toHaveBeenCalled(), { timeout: CHECK_MS })
  await pause(1.5 * CHECK_MS)
  expect(bobEnded).not.toHaveBeenCalled()
})

it('none is known when the bus was away', async () => {
  const ann = await signedIn()
  live.seen(ann)
  bus.resumed.next()
  expect(live.get(ann.sessionId, ann.id)).toBeUndefined()
})

it('however many are seen, only the last ten thousand are known', () => {
  const patient = new LiveSessions(source, bus, { ...config, FEED_CHECK_INTERVAL: 600 })
  for (const n of range(1, 10_001)) patient.seen(actor(`session ${n}`, 'ann'))
  expect(patient.get('session 1', 'ann')).toBeUndefined()
  expect(patient.get('session 2', 'ann')).toBeDefined()
  expect(patient.get('session 10001', 'ann')).toBeDefined()
})
