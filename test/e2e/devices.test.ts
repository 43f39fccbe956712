// The devices that somebody is signed in on: what they are called, when they were used, and an end to one of them.
import { Client } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { within } from '../support/inbox.js'
import {
  must,
  PASSWORD,
  personOf,
  personOn,
  signedUp as registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import { FrameSocket } from '../support/websocket.door.js'
import { sharedNodes } from '../support/server.js'
import type { Device, Session } from '../support/wire.js'

const nodes = await sharedNodes()
const [here, there] = nodes
const database = new Client(here.databaseUrl)
await database.connect()
afterAll(() => database.end())

interface Devices {
  sessions: Device[]
  next_cursor: string | null
}

const json = { 'content-type': 'application/json' }

async function post(path: string, body: object, userAgent: string): Promise<Person> {
  const request = { method: 'POST', path, headers: { ...json, 'user-agent': userAgent } }
  const answer = await api(here).send<Session>({ ...request, body: JSON.stringify(body) })
  return personOf(here, must(answer, 200))
}

const signIn = ({ user }: Person, userAgent: string): Promise<Person> =>
  post('/auth/login', { username: user.username, password: PASSWORD }, userAgent)

const devicesOf = async (person: Person, query = {}): Promise<Devices> =>
  must(await person.api.get<Devices>('/auth/sessions', query), 200)

it('are listed, the latest sign-in first, by what their clients say they are', async () => {
  const ann = await registered(here)
  const phone = await signIn(ann, 'Phone/1.0')
  const laptop = await signIn(ann, `Laptop\u0085${'x'.repeat(400)}`)
  const { sessions } = await devicesOf(personOn(there, phone))
  expect(sessions.map(({ user_agent, current }) => [user_agent, current])).toEqual([
    [`Laptop${'x'.repeat(294)}`, false],
    ['Phone/1.0', true],
    ['node', false],
  ])
  const first = await devicesOf(phone, { limit: 2 })
  expect(first.sessions).toHaveLength(2)
  const rest = await devicesOf(phone, { limit: 2, cursor: first.next_cursor })
  expect([...first.sessions, ...rest.sessions].map(({ id }) => id)).toEqual(sessions.map(({ id }) => id))
  expect(rest.next_cursor).toBeNull()
  expectProblem(await phone.api.get('/auth/sessions', { cursor: 'NDI' }), 'validation_failed', 'cursor')
  await post('/auth/refresh', { refresh_token: laptop.refreshToken }, 'Laptop/2.0')
  expect((await devicesOf(phone)).sessions.map(({ user_agent }) => user_agent)).toEqual([
    ...['Laptop/2.0', 'Phone/1.0', 'node'],
  ])
})

it('that have signed out or expired are not listed', async () => {
  const ann = await registered(here)
  const [out, late] = [await signIn(ann, 'out'), await signIn(ann, 'late')]
  must(await out.api.post('/auth/logout'), 204)
  const { sessions } = await devicesOf(late)
  expect(sessions.map(({ user_agent }) => user_agent)).toEqual(['late', 'node'])
  const { id } = sessions[0]!
  await database.query('UPDATE sessions SET expires_at = now() WHERE id = $1', [id])
  expect((await devicesOf(ann)).sessions.map(({ user_agent }) => user_agent)).toEqual(['node'])
  expectProblem(await ann.api.delete(`/auth/sessions/${id}`), 'not_found')
})

/** As if the session had been used last so long ago. */
const idle = (id: string, time: string) =>
  database.query('UPDATE sessions SET last_seen_at = now() - $2::interval WHERE id = $1', [id, time])

it('are noted to be in use, and no more than once a minute', async () => {
  const ann = await registered(here)
  const { sessions } = await devicesOf(ann)
  const { id, created_at, last_seen_at } = sessions[0]!
  expect(last_seen_at).toBe(created_at)
  const seen = async () => (await devicesOf(ann)).sessions[0]!.last_seen_at
  // Less than a minute ago: nothing is written, by whatever asks.
  await idle(id, '30s')
  const before = await seen()
  must(await ann.api.get('/auth/me'), 200)
  await idle(id, '5 hours')
  await expect.poll(seen).not.toBe(before)
  await expect.poll(async () => Date.now() - Date.parse(await seen())).toBeLessThan(60_000)
  await idle(id, '40s')
  const again = await seen()
  for (const _ of [1, 2, 3]) expect(await seen()).toBe(again)
  // A connection is use, too.
  await idle(id, '2 hours')
  const socket = new FrameSocket(there, '/inbox', { token: ann.token })
  await socket.next('ready')
  const last = async () => {
    const { rows } = await database.query<{ old: boolean }>(
      `SELECT last_seen_at < now() - interval '1 hour' AS old FROM sessions WHERE id = $1`,
      [id],
    )
    return rows[0]!.old
  }
  await expect.poll(last).toBe(false)
  await socket.close()
})

it('end one by one, with their connections, on every node', async () => {
  const ann = await registered(here)
  const room = await roomWith(ann)
  const phone = await signIn(ann, 'Phone')
  const lines = await Promise.all(
    nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, phone.token, room))),
  )
  const staying = await LIVE_DOORS[0]!.connect(there, ann.token, room)
  const { sessions } = await devicesOf(ann)
  const { id } = sessions.find(({ user_agent }) => user_agent === 'Phone')!
  must(await personOn(there, ann).api.delete(`/auth/sessions/${id}`), 204)
  const codes = within(1000, 'the ends of its connections', Promise.all(lines.map((line) => line.closed)))
  for (const { code } of await codes) expect(code).toBe(4401)
  for (const node of nodes) expectProblem(await personOn(node, phone).api.get('/auth/me'), 'unauthenticated')
  expectProblem(
    await api(here).post('/auth/refresh', { refresh_token: phone.refreshToken }),
    'unauthenticated',
  )
  expectProblem(await ann.api.delete(`/auth/sessions/${id}`), 'not_found')
  expect((await devicesOf(ann)).sessions).toHaveLength(1)
  await say(ann, room, 'still here')
  await staying.waitFor(({ message }) => message === 'still here')
  await staying.close()
  // One's own as well.
  must(await ann.api.delete(`/auth/sessions/${sessions.find(({ current }) => current)!.id}`), 204)
  expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
})

it('of others are nobody’s business', async () => {
  const [ann, ben] = [await registered(here), await registered(here)]
  const [theirs] = (await devicesOf(ben)).sessions
  for (const id of [theirs!.id, ann.user.id, 'x', 'current'])
    expectProblem(await ann.api.delete(`/auth/sessions/${id}`), 'not_found')
  must(await ben.api.get('/auth/me'), 200)
})
