// One user signs in for ever: no more sessions live than are allowed, the least used end everywhere, and ending all is nothing.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServedDuring } from '../support/bystander.js'
import { startCluster } from '../support/cluster.js'
import { IdentityProvider } from '../support/identity-provider.js'
import { range, within } from '../support/inbox.js'
import {
  must,
  PASSWORD,
  personOf,
  signedUp as registered,
  roomWith,
  unique,
  type Person,
} from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import type { Server } from '../support/server.js'
import { websocketDoor } from '../support/websocket.door.js'
import { whenDone } from '../support/when-done.js'
import type { Session } from '../support/wire.js'

const CAP = 5
const OLD_SESSIONS = process.env['HOSTILE'] === 'full' ? 400_000 : 40_000
const provider = await IdentityProvider.start()
whenDone(() => provider.stop())
const env = { MAX_SESSIONS_PER_USER: String(CAP), ...provider.env }
const cluster = await startCluster({ env })
const [one, two] = cluster.nodes as [Server, Server]
const bystander = await bystanderIn(one)
const database = new Client(cluster.databaseUrl)
await database.connect()
whenDone(() => database.end())

async function signIn(who: Person, server = one): Promise<Person> {
  const body = { username: who.user.username, password: PASSWORD }
  return personOf(server, must(await api(server).post<Session>('/auth/login', body), 200))
}

async function live(who: Person): Promise<number> {
  const { rows } = await database.query<{ live: number }>(
    'SELECT count(*)::int AS live FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > now()',
    [who.user.id],
  )
  return rows[0]!.live
}

describe('one session more than a user may have', () => {
  it('ends the one not used for longest, which closes with 4401 on every node within a second', async () => {
    // The first to begin, but it is refreshed later.
    const first = await registered(one, 'ann')
    const ann = await signIn(first)
    const room = await roomWith(ann)
    const old = await websocketDoor.connect(two, ann.token, room)
    const second = await signIn(ann)
    for (const _ of range(4, CAP)) await signIn(ann)
    must(await first.api.post('/auth/refresh', { refresh_token: first.refreshToken }), 200)
    must(await ann.api.get('/auth/me'), 200)
    await signIn(ann)
    expect(await within(1000, 'the cut', old.closed)).toMatchObject({ code: 4401 })
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
    for (const other of [first, second]) must(await other.api.get('/auth/me'), 200)
    expect(await live(ann)).toBe(CAP)
  })

  it('is never there, however many begin at once on however many nodes', async () => {
    const ann = await registered(one, 'ann')
    const body = { username: ann.user.username, password: PASSWORD }
    const signedIn = await Promise.all(
      range(1, 20).map((n) => api(n % 2 ? one : two).post<Session>('/auth/login', body)),
    )
    // On a slow disk some of so many wait too long for the others.
    for (const { status } of signedIn) expect([200, 503]).toContain(status)
    expect(await live(ann)).toBe(CAP)
    const tokens = signedIn.filter(({ status }) => status === 200).map((answer) => answer.body.access_token)
    const answers = await Promise.all(tokens.map((token) => api(two, token).get('/auth/me')))
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(CAP)
    expect(answers.some(({ status }) => status === 200)).toBe(true)
  })

  it('counts tokens of an external provider, and one that was pushed out stays out', async () => {
    const sub = unique('eve')
    const tokens = await Promise.all(range(1, CAP + 2).map((n) => provider.token(sub, { n })))
    const me = (token: string) => api(one, token).get('/auth/me')
    for (const token of tokens.slice(0, CAP + 1)) must(await me(token), 200)
    expectProblem(await me(tokens[0]!), 'unauthenticated')
    // Coming again it pushes nobody out.
    expectProblem(await me(tokens[0]!), 'unauthenticated')
    for (const token of tokens.slice(1, CAP + 1)) must(await me(token), 200)
    must(await me(tokens.at(-1)!), 200)
    expectProblem(await me(tokens[1]!), 'unauthenticated')
  })
})

describe('a user with very many sessions from before', () => {
  it('signs in and changes the password as everybody does, and nobody else waits', async () => {
    const ann = await registered(one, 'ann')
    await database.query(
      `INSERT INTO sessions (id, user_id, family_hash, expires_at, ended_at)
       SELECT gen_random_uuid(), $1, 'x', now() + interval '30 days', now() FROM generate_series(1, $2::int)`,
      [ann.user.id, OLD_SESSIONS],
    )
    await database.query('ANALYZE sessions')
    const work = async () => {
      for (const _ of range(1, CAP + 1)) await signIn(ann)
      const newest = await signIn(ann)
      const passwords = { current_password: PASSWORD, new_password: `${PASSWORD} 2` }
      must(await newest.api.post('/auth/password', passwords), 204)
    }
    await expectServedDuring(bystander, within(20_000, 'sign-ins and a new password', work()))
    expect(await live(ann)).toBe(1)
  })
})
