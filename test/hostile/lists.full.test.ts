// Lists over very many rooms, and people who search without end: each page is right and soon there, and others chat as before.
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { bystanderIn, expectServedDuring } from '../support/bystander.js'
import { range, within } from '../support/inbox.js'
import { must, registered, unique } from '../support/people.js'
import { expectProblem } from '../support/rest.js'
import { startServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { ChatroomList } from '../support/wire.js'

const ROOMS = process.env['HOSTILE'] === 'full' ? 1_000_000 : 20_000
/** How many ids one page looks through for a name: these are the oldest rooms, further away than that. */
const FAR = 1_100_000
/** Milliseconds for one page while nobody else is there, on a machine that runs other tests. */
const SOON = 2000

const server = await startServer()
const bystander = await bystanderIn(server)
const ann = await registered(server, 'ann')
const bob = await registered(server, 'bob')
const database = new Client(server.databaseUrl)
await database.connect()
whenDone(() => database.end())

beforeAll(async () => {
  const insert = (names: string) =>
    database.query(`WITH made AS (
        INSERT INTO chatrooms (name, folded_name, created_by)
        SELECT name, lower(name), '${ann.user.id}' FROM (SELECT ${names}) named (name) RETURNING id
      ), headed AS (
        INSERT INTO chatroom_heads (chatroom_id, last_seq, member_count, max_members) SELECT id, 1, 1, 10 FROM made
      )
      INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at)
      SELECT id, '${bob.user.id}', 'member', 1, now() FROM made`)
  await insert(`'needle-old-' || n FROM generate_series(1, 3) n ORDER BY n`)
  await database.query(`ALTER TABLE chatrooms ALTER id RESTART WITH ${FAR}`)
  await insert(`CASE WHEN n % 5000 = 0 THEN 'Needle_Ωmega.' || n WHEN n % 2 = 0 THEN 'room-' || n
      ELSE 'Team_' || md5(n::text) END FROM generate_series(1, ${ROOMS}) n ORDER BY n`)
  await database.query('ANALYZE')
}, 600_000)

const page = (who: typeof ann, query: object) => who.api.get<ChatroomList>('/list-chatroom', { ...query })

/** Names on the first pages of a list, to its end or until there are `most` of them. */
async function namesOn(
  who: typeof ann,
  query: object,
  most = Infinity,
): Promise<{ names: string[]; pages: number }> {
  const found: string[] = []
  let pages = 0
  for (let cursor: string | null | undefined; cursor !== null && found.length < most; pages++) {
    const answer = await within(SOON, 'a page', page(who, { ...query, cursor }))
    const { chatrooms, next_cursor } = must(answer, 200)
    found.push(...chatrooms.map(({ name }) => name))
    cursor = next_cursor
  }
  return { names: found.slice(0, most), pages }
}

async function namesInDatabase(q: string, most: number): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM chatrooms WHERE strpos(lower(name), lower($1)) > 0 ORDER BY id DESC LIMIT $2`,
    [q, most],
  )
  return rows.map(({ name }) => name)
}

describe('a search among very many rooms', () => {
  it.each([
    'o',
    'M',
    '_',
    'ro',
    'm-',
    'zq',
    'oom',
    'TEAM_0',
    'room-1234',
    'ωM',
    'needle',
    'e_Ω',
    'nee-le',
    'x'.repeat(100),
  ])('for %j finds the newest first, page by page, each soon and nothing twice', async (q) => {
    const { names: found } = await namesOn(ann, { q, limit: 50 }, 120)
    expect(found).toEqual(await namesInDatabase(q, 120))
  })

  it('looks through a million ids for one page, and goes on from there', async () => {
    const { names: found, pages } = await namesOn(ann, { q: 'needle-old' })
    expect(found).toEqual(['needle-old-3', 'needle-old-2', 'needle-old-1'])
    expect(pages).toBeGreaterThan(1)
  })

  it('among the many rooms of one user goes on, too', async () => {
    const { names: found, pages } = await namesOn(bob, { q: 'needle', mine: true }, 20)
    expect(found).toEqual(await namesInDatabase('needle', 20))
    expect(pages).toBeGreaterThan(1)
    expect((await namesOn(bob, { mine: true }, 120)).names).toEqual(await namesInDatabase('', 120))
  })
})

describe('forty searches at once by one user', () => {
  it('make nobody else wait, neither for messages nor for lists', async () => {
    const attack = Promise.all(
      range(1, 40).map((n) =>
        page(ann, { q: n % 2 ? 'ro' : 'zq', limit: 100 }).then((answer) => must(answer, 200)),
      ),
    ).then(async () => {
      await Promise.all(range(1, 40).map(() => page(ann, { q: 'zq' })))
    })
    const other = within(SOON, 'a page', page(bob, { q: 'team' }))
    await expectServedDuring(bystander, Promise.all([attack, other]))
    must(await other, 200)
  })

  it('that the database does not answer fail soon, and hold up no message', async () => {
    const locker = new Client(server.databaseUrl)
    await locker.connect()
    await locker.query('BEGIN; LOCK TABLE chatrooms IN ACCESS EXCLUSIVE MODE')
    const attack = Promise.all(range(1, 40).map(() => page(ann, { q: 'ro' }))).finally(() => locker.end())
    const first = within(3000, 'a refusal', Promise.race(range(1, 2).map(() => page(bob, {}))))
    await expectServedDuring(bystander, first)
    expectProblem(await first, 'unavailable')
    await locker.query('ROLLBACK').catch(() => undefined)
    await attack
  })
})

it('whoever asks for hundreds of pages at once is told to come back, and others are not', async () => {
  let served = 0
  const attack = Promise.all(
    range(1, 300).map(async () => {
      const answer = await page(ann, { q: 'zq' })
      if (answer.status === 200) served++
      return answer
    }),
  )
  const other = page(bob, { q: 'team' }).then((answer) => {
    must(answer, 200)
    return served
  })
  const refused = (await attack).filter(({ status }) => status !== 200)
  // How many depends on how quickly the others are served.
  expect(refused.length).toBeGreaterThan(5)
  for (const answer of refused) expectProblem(answer, 'rate_limited')
  expect(refused[0]!.headers.get('retry-after')).toBe('1')
  // Of two hundred that could wait, and did so before.
  expect(await other).toBeLessThan(100)
  // What is read by the name of one room, or said in it, has its own way.
  must(await ann.api.post('/chatroom/create', { name: unique('room'), max_members: 2 }), 201)
})
