// Rooms made without end, and rooms whose row somebody holds: limits that hold on every node, and nobody else waits.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { timed } from '../support/awake.js'
import { bystanderIn, expectServedDuring } from '../support/bystander.js'
import { startCluster } from '../support/cluster.js'
import { range, within } from '../support/inbox.js'
import {
  PASSWORD,
  signedUpCrowd as crowd,
  enter,
  leave,
  must,
  personOn,
  signedUp as registered,
  roomWith,
  unique,
  type Person,
} from '../support/people.js'
import { at, expectProblem, type Answer } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import type { Problem } from '../support/wire.js'

const CAP = 6
/** Milliseconds that a room may be waited for. */
const LOCK = 500

const create = (who: Person) => who.api.post('/chatroom/create', { name: unique('many'), max_members: 5 })
const statuses = (answers: Answer<unknown>[]) => answers.map(({ status }) => status)

describe('rooms made without end', async () => {
  const cluster = await startCluster({ env: { MAX_ROOMS_PER_USER: String(CAP) } })
  const [one, two] = cluster.nodes as [Server, Server]

  it('end at the number that one user may own, however many are made at once on however many nodes', async () => {
    const ann = await registered(one, 'ann')
    const there = personOn(two, ann)
    const answers = await Promise.all(range(1, 20).map((n) => create(n % 2 ? ann : there)))
    expect(statuses(answers).filter((status) => status === 201)).toHaveLength(CAP)
    const refused = answers.find(({ status }) => status !== 201)! as Answer<Problem>
    expect(expectProblem(refused, 'forbidden').detail).toContain('MAX_ROOMS_PER_USER')
  })

  it('count again once some are deleted, and not while they are left empty', async () => {
    const ann = await registered(one, 'ann')
    const rooms = await Promise.all(range(1, CAP).map(() => roomWith(ann)))
    for (const room of rooms.slice(0, 3)) await leave(ann, room)
    expectProblem(await create(ann), 'forbidden')
    must(await ann.api.delete(at('/chatroom', rooms[4]!)), 204)
    must(await create(ann), 201)
    expectProblem(await create(ann), 'forbidden')
  })

  it('come to others as before: who becomes an owner by succession may, and only makes no more', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    for (const _ of range(1, CAP)) await roomWith(bob)
    await leave(ann, room)
    const { role } = must(await bob.api.get<{ role: string }>(at('/chatroom', room)), 200)
    expect(role).toBe('owner')
    expectProblem(await create(bob), 'forbidden')
    must(await create(ann), 201)
  })
})

describe('rates', async () => {
  const env = { RATE_LIMITS: 'on', RATE_LIMIT_ROOMS: '3', RATE_LIMIT_READS: '20', RATE_LIMIT_TICKETS: '4' }
  const server = await startServer({ env })

  it.each([
    ['new rooms', 3, create, 1200],
    ['reads', 20, (who: Person) => who.api.get('/list-chatroom'), 1],
    ['tickets', 4, (who: Person) => who.api.post('/auth/ticket'), 15],
  ] as const)('bound %s of each user', async (what, most, ask, retryAfter) => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    // At once: reads come back while one after the other is answered.
    const answers: Answer<unknown>[] = await Promise.all(range(1, most).map(() => ask(ann)))
    expect(new Set(statuses(answers)).size, what).toBe(1)
    expect(answers[0]!.status).toBeLessThan(300)
    // Reads come back so soon that one may have, meanwhile.
    const beyond = await Promise.all(range(1, 5).map(() => ask(ann)))
    const refused = beyond.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(2)
    expectProblem(refused[0]!, 'rate_limited')
    const wait = Number(refused[0]!.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(retryAfter * 0.9)
    expect(wait).toBeLessThanOrEqual(retryAfter)
    expect((await ask(bob)).status).toBe(answers[0]!.status)
  })
})

describe('a room whose row somebody holds', async () => {
  const server = await startServer()
  const bystander = await bystanderIn(server)
  const ann = await registered(server, 'ann')
  const others = await crowd(server, 15)
  const [locked, free] = [await roomWith(ann, [others[0]!]), await roomWith(ann)]

  /** Answers and milliseconds of each, while `lock` holds what it locks. */
  async function whileLocked(lock: string, values: unknown[], attempts: (() => Promise<Answer<unknown>>)[]) {
    const locker = new Client(server.databaseUrl)
    await locker.connect()
    await locker.query('BEGIN')
    await locker.query(lock, values)
    try {
      const all = Promise.all(attempts.map((attempt) => timed(attempt())))
      await expectServedDuring(bystander, all)
      return await all
    } finally {
      await locker.query('ROLLBACK')
      await locker.end()
    }
  }
  const HEAD =
    'SELECT FROM chatroom_heads WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) FOR UPDATE'
  const elsewhere = () => others[1]!.api.post(at('/enter-chatroom', free))

  it.each([
    ['enters', (n: number) => others[n]!.api.post(at('/enter-chatroom', locked))],
    ['leaves', () => others[0]!.api.post(at('/leave-chatroom', locked))],
    ['changes', (n: number) => ann.api.patch(at('/chatroom', locked), { description: `${n}` })],
    ['deletions', () => ann.api.delete(at('/chatroom', locked))],
  ])(
    'is unavailable to fifteen %s after half a second, all together; the rest goes on',
    async (_, attempt) => {
      const attempts = [...range(0, 14).map((n) => () => attempt(n)), elsewhere]
      const answers = await whileLocked(HEAD, [locked], attempts)
      const entered = answers.pop()!
      must(entered.value, 200)
      expect(entered.ms).toBeLessThan(2 * LOCK)
      for (const { value: answer, ms } of answers) {
        expectProblem(answer, 'unavailable')
        expect(answer.headers.get('retry-after')).toBe('1')
        expect(ms).toBeLessThan(3 * LOCK)
      }
      await leave(others[1]!, free)
    },
  )

  it.each([
    [
      'whose name another transaction is taking',
      `INSERT INTO chatrooms (name, folded_name, created_by) SELECT $1, $1, id FROM users LIMIT 1`,
      (name: string, n: number) => others[n]!.api.post('/chatroom/create', { name, max_members: 5 }),
    ],
    [
      'while another transaction holds the user',
      `SELECT $1::text FROM users WHERE username = '${ann.user.username}' FOR UPDATE`,
      () => create(ann),
    ],
  ])('is not made fifteen times %s, and the rest goes on', async (_, lock, attempt) => {
    const name = unique('taken')
    const attempts = [...range(0, 14).map((n) => () => attempt(name, n)), elsewhere]
    const answers = await whileLocked(lock, [name], attempts)
    must(answers.pop()!.value, 200)
    for (const { value: answer, ms } of answers) {
      expectProblem(answer, 'unavailable')
      // At most half of the pool waits at once: three, and fifteen in five times that.
      expect(ms).toBeLessThan(10 * LOCK)
    }
    await leave(others[1]!, free)
    await enter(others[1]!, free)
    await leave(others[1]!, free)
  })
})

describe('what else one caller can hold of another', async () => {
  const server = await startServer()

  it('waits no longer than half a second: a session of a user whose row is held', async () => {
    const ann = await registered(server, 'ann')
    const locker = new Client(server.databaseUrl)
    await locker.connect()
    await locker.query('BEGIN')
    await locker.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [ann.user.id])
    const body = { username: ann.user.username, password: PASSWORD }
    const refused = await within(5 * LOCK, 'a refusal', ann.api.post('/auth/login', body))
    expectProblem(refused, 'unavailable')
    await locker.end()
    must(await ann.api.post('/auth/login', body), 200)
  })
})
