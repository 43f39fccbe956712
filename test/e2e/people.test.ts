// How people find each other, and what they see of each other.
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import {
  signedUpCrowd as crowd,
  must,
  PASSWORD,
  personOf,
  signedUp as registered,
  roomWith,
  unique,
  type Person,
} from '../support/people.js'
import { api, expectProblem, type Query } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { Profile, Session, User, UserList } from '../support/wire.js'

const server = await sharedServer()
const seeker = await registered(server)

async function named(display_name: string, username = unique('p')): Promise<Person> {
  const body = { username, display_name, password: PASSWORD }
  return personOf(server, must(await api(server).post<Session>('/auth/register', body), 201))
}

const page = async (q: string, query: Query = {}): Promise<UserList> =>
  must(await seeker.api.get<UserList>('/users', { q, ...query }), 200)

/** All that is found, page by page. */
async function found(q: string, limit = 100): Promise<User[]> {
  const users: User[] = []
  for (let cursor: string | undefined; ;) {
    const { users: some, next_cursor } = await page(q, { limit, cursor })
    users.push(...some)
    if (next_cursor === null) return users
    cursor = next_cursor
  }
}

const finds = async (q: string, { user }: Person) => (await found(q)).some(({ id }) => id === user.id)

/** Letters that nobody else has. */
const letters = () =>
  randomUUID()
    .replace(/[^a-f]/g, '')
    .padEnd(8, 'x') + randomUUID().slice(0, 4)

it('are found by how their username begins, and by how any word of their display name does', async () => {
  const word = letters()
  const ann = await named(`Ann-${word}son O’${word}rian (${word}!)`, `${word}.user`)
  expect(await found(word)).toEqual([ann.user])
  for (const q of [word.slice(0, 10), word.toUpperCase(), `${word}.us`, ` ${word}son  o’`, `${word}rian (`])
    expect([q, await finds(q, ann)]).toEqual([q, true])
  for (const q of [word.slice(1), `${word}.users`, 'user', 'on o’'])
    expect([q, await finds(q, ann)]).toEqual([q, false])
})

it.each([
  ['Zoë Müller', ['zoe mu', 'ZOE', 'müller', 'MULLER', 'mu\u0308ll']],
  ['ŁUKASZ Ørsted', ['lukasz', 'łu', 'orsted']],
  ['Straße İstanbul', ['strasse', 'STRASSE', 'istan', 'ıstan']],
  ['Σίσυφος Ёлка', ['σισυφοσ', 'ΣΊΣ', 'елка', 'ЁЛ']],
  ['山田太郎', ['山田', '太郎']],
  ['สมชาย ใจดี', ['สมชาย', 'ใจดี']],
  ['राम कुमार', ['राम', 'कुमार']],
  ['أحمد', ['أحمد', 'احمد']],
  ['ｆｕｌｌ 𝓢𝓬𝓻𝓲𝓹𝓽', ['full', 'script']],
  ['🌸🌼 blossom', ['🌸🌼', 'bloss']],
])('are found in every script, whatever the case and the accents: %s', async (name, queries) => {
  const person = await named(name)
  for (const q of queries) expect([q, await finds(q, person)]).toEqual([q, true])
})

it('are found by the name that they have now', async () => {
  const [before, after] = [letters(), letters()]
  const ann = await named(before)
  must(await ann.api.patch('/auth/me', { display_name: `New ${after}` }), 200)
  expect([await finds(before, ann), await finds(after, ann), await finds(ann.user.username, ann)]).toEqual([
    ...[false, true, true],
  ])
})

it('are each on one page, however many of their words begin alike, and while others come', async () => {
  const word = letters()
  const all: Person[] = []
  for (const nth of [3, 1, 2, 5, 4]) all.push(await named(`${word}${nth} ${word} a ${word}`))
  const first = await page(word, { limit: 2 })
  expect(first.users).toHaveLength(2)
  await named(`${word} came later`)
  const seen = [...first.users, ...(await foundFrom(word, first.next_cursor!))]
  const ids = seen.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { user } of all) expect(ids).toContain(user.id)
  expect((await found(word, 1)).length).toBe(6)
})

async function foundFrom(q: string, cursor: string): Promise<User[]> {
  const { users, next_cursor } = await page(q, { limit: 2, cursor })
  return next_cursor === null ? users : [...users, ...(await foundFrom(q, next_cursor))]
}

it('are found beyond thousands of names of one person, on a page that may be empty before', async () => {
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const word = letters()
  const database = new Client(server.databaseUrl)
  await database.connect()
  whenDone(() => database.end())
  const keep =
    'INSERT INTO user_names (user_id, name) SELECT $1, $2 || n FROM generate_series(10000, $3::int) n'
  await database.query(keep, [ann.user.id, word, 15_500])
  await database.query(keep, [ben.user.id, `${word}z`, 10_000])
  const first = await page(word)
  expect(first).toEqual({ users: [ann.user], next_cursor: expect.any(String) })
  expect(await page(word, { cursor: first.next_cursor! })).toEqual({ users: [ben.user], next_cursor: null })
})

it.each([
  [{}],
  [{ q: '' }],
  [{ q: 'a' }],
  [{ q: ' a ' }],
  [{ q: 'x'.repeat(101) }],
  [{ q: 'ab', cursor: 'x' }],
  [{ q: 'ab', cursor: 'NDI' }],
])('are not looked for with %j', async (query: Query) => {
  expectProblem(await seeker.api.get('/users', query), 'validation_failed')
})

it('are nobody where there is nothing to compare', async () => {
  expect(await page('\u0301\u0301')).toEqual({ users: [], next_cursor: null })
  expect(await page('%_')).toEqual({ users: [], next_cursor: null })
})

const seen = async (who: Person, { user }: Person): Promise<Profile> =>
  must(await who.api.get<Profile>(`/users/${user.username.toUpperCase()}`), 200)

it('are seen with what they say of themselves, and whether they are there, as both let the other see', async () => {
  const [ann, ben, carl] = (await crowd(server, 3)) as [Person, Person, Person]
  await roomWith(ann, [ben])
  must(await ann.api.patch('/auth/me', { about: 'At lunch' }), 200)
  const hidden = { ...ann.user, about: 'At lunch', online: false, last_seen: null }
  expect(await seen(ben, ann)).toEqual(hidden)
  const inbox = await BareInbox.open(server, ann, 'websocket')
  for (const each of [ben, ann]) expect(await seen(each, ann)).toEqual({ ...hidden, online: true })
  expect(await seen(carl, ann)).toEqual(hidden)
  must(await ben.api.patch('/auth/me', { privacy: { last_seen: 'nobody' } }), 200)
  expect(await seen(ben, ann)).toEqual(hidden)
  must(await ben.api.patch('/auth/me', { privacy: { last_seen: 'everyone' } }), 200)
  inbox.stop()
  await expect.poll(() => seen(ben, ann)).toEqual({ ...hidden, last_seen: expect.any(String) })
  expect(await seen(carl, ann)).toEqual(hidden)
})

it('are not seen where there is nobody', async () => {
  expectProblem(await seeker.api.get('/users/nobody-at-all'), 'user_not_found')
  for (const name of ['ab', 'a%20b', 'x'.repeat(33), '%00', 'ünï'])
    expectProblem(await seeker.api.get(`/users/${name}`), 'validation_failed', 'username')
  expectProblem(await api(server).get(`/users/${seeker.user.username}`), 'unauthenticated')
  expectProblem(await api(server).get('/users?q=an'), 'unauthenticated')
})
