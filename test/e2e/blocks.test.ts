// A block is one-sided and silent: what whoever is blocked sees and causes no more, on every node.
import { Client } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { range } from '../support/inbox.js'
import { crowd, must, personOn, registered, roomWith, unique, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sent } from '../support/targets.js'
import { sees, WATCHING_DOORS } from '../support/watchers.js'
import type { Chatroom, Profile, UserList } from '../support/wire.js'

const MOST = 7
const { nodes, databaseUrl } = await startCluster({ env: { MAX_BLOCKS_PER_USER: `${MOST}` } })
const [here, there] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]

const database = new Client(databaseUrl)
await database.connect()
afterAll(() => database.end())

const path = ({ user }: Person) => `/blocks/${user.username}`
const block = async (who: Person, whom: Person) => void must(await who.api.put(path(whom)), 204)
const unblock = async (who: Person, whom: Person) => void must(await who.api.delete(path(whom)), 204)
const listOf = async ({ api }: Person, query = {}): Promise<UserList> =>
  must(await api.get<UserList>('/blocks', query), 200)

it('is set and taken back as often as one likes, and listed, the latest first, page by page', async () => {
  const [ann, ...others] = (await crowd(here, 6)) as [Person, ...Person[]]
  for (const other of others) for (const _ of [1, 2]) await block(ann, other)
  const users = others.map(({ user }) => user).toReversed()
  expect(await listOf(ann)).toEqual({ users, next_cursor: null })
  const first = await listOf(ann, { limit: 2 })
  expect(first.users).toEqual(users.slice(0, 2))
  await unblock(ann, others[4]!)
  const rest = await listOf(personOn(there, ann), { limit: 10, cursor: first.next_cursor })
  expect(rest).toEqual({ users: users.slice(2), next_cursor: null })
  for (const other of others) for (const _ of [1, 2]) await unblock(ann, other)
  expect(await listOf(ann)).toEqual({ users: [], next_cursor: null })
  for (const other of others) expect((await listOf(other)).users).toEqual([])
})

it('is of somebody else whom there is', async () => {
  const ann = await registered(here)
  expectProblem(await ann.api.put('/blocks/nobody-at-all'), 'user_not_found')
  expectProblem(await ann.api.delete('/blocks/nobody-at-all'), 'user_not_found')
  expectProblem(await ann.api.put(path(ann)), 'validation_failed', 'username')
  expectProblem(await ann.api.put('/blocks/a%20b'), 'validation_failed', 'username')
  expectProblem(await ann.api.get('/blocks', { cursor: 'NDI' }), 'validation_failed', 'cursor')
  expect((await listOf(ann)).users).toEqual([])
})

it('is there at most as often as the setting says, however many are set at once', async () => {
  const [ann, ...others] = (await crowd(here, MOST + 4)) as [Person, ...Person[]]
  const answers = await Promise.all(
    others.map((other, nth) => personOn(nodes[nth % 2]!, ann).api.put(path(other))),
  )
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(MOST)
  for (const answer of answers.filter(({ status }) => status !== 204)) expectProblem(answer, 'forbidden')
  const { users } = await listOf(ann)
  expect(users).toHaveLength(MOST)
  await block(
    ann,
    others.find(({ user }) => user.id === users[0]!.id)!,
  )
})

it('of two who block each other at the same time works for both', async () => {
  const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
  for (const _ of range(1, 10)) {
    await Promise.all([block(ann, ben), block(personOn(there, ben), ann)])
    await Promise.all([unblock(personOn(there, ann), ben), unblock(ben, ann)])
  }
  expect([(await listOf(ann)).users, (await listOf(ben)).users]).toEqual([[], []])
})

it.each(WATCHING_DOORS)(
  'hides presence from whoever is blocked, at once and on every node: $name',
  async ({ connect }) => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    await roomWith(ann, [ben])
    const anns = await connect(here, ann)
    const eyes = await Promise.all(nodes.map((node) => connect(node, ben)))
    for (const eye of eyes) {
      eye.send('watch', { users: [ann.user.username] })
      await sees(eye, ann, { online: true })
    }
    anns.send('watch', { users: [ben.user.username] })
    await sees(anns, ben, { online: true })
    const profile = async (node: (typeof nodes)[0]) =>
      must(await personOn(node, ben).api.get<Profile>(`/users/${ann.user.username}`), 200)
    await block(personOn(there, ann), ben)
    await Promise.all(eyes.map((eye) => sees(eye, ann, { online: false, last_seen: null }, 1000)))
    for (const node of nodes) expect(await profile(node)).toMatchObject({ online: false, last_seen: null })
    // One-sided.
    anns.send('watch', { users: [ben.user.username] })
    await sees(anns, ben, { online: true })
    await unblock(ann, ben)
    await Promise.all(eyes.map((eye) => sees(eye, ann, { online: true }, 1000)))
    for (const node of nodes) expect(await profile(node)).toMatchObject({ online: true })
    for (const inbox of [anns, ...eyes]) await inbox.close()
  },
)

it('keeps mentions by whoever is blocked from counting, while it lasts', async () => {
  const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
  const room = await roomWith(ann, [ben, carl])
  const counts = async ({ api }: Person) => {
    const { me } = must(await api.get<Chatroom>(at('/chatroom', room)), 200)
    return [me!.unread, me!.unread_mentions]
  }
  await block(ann, ben)
  const text = { type: 'text', message: 'hello' }
  await sent(ben, room, { ...text, mentions: [ann.user.username] })
  await sent(ben, room, { ...text, mentions: ['@all'] })
  expect([await counts(ann), await counts(carl)]).toEqual([
    [2, 0],
    [2, 1],
  ])
  await sent(carl, room, { ...text, mentions: ['@all'] })
  expect(await counts(ann)).toEqual([3, 1])
  await unblock(ann, ben)
  expect(await counts(ann)).toEqual([3, 3])
})

it('closes a direct chat to whoever is blocked, and to nobody else', async () => {
  const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
  const direct = async (one: Person, other: Person) => {
    const name = unique('direct.test')
    const people = [one.user.id, other.user.id]
    await database.query('SELECT open_direct($1, $2, $3, $3, true)', [...people, name])
    return at('/send-message', name)
  }
  const text = { type: 'text', message: 'hello' }
  await block(ann, carl)
  const [withBen, withCarl] = [await direct(ann, ben), await direct(ann, carl)]
  for (const each of [ann, ben]) must(await each.api.post(withBen, text), 201)
  expectProblem(await carl.api.post(withCarl, text), 'forbidden')
  await block(personOn(there, ann), ben)
  for (const node of nodes) {
    expectProblem(await personOn(node, ben).api.post(withBen, text), 'forbidden')
    must(await personOn(node, ann).api.post(withBen, text), 201)
  }
  await Promise.all([unblock(ann, ben), unblock(ann, carl)])
  must(await ben.api.post(withBen, text), 201)
  must(await carl.api.post(withCarl, text), 201)
})

it('goes with either of the two', async () => {
  const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
  await block(ann, ben)
  await block(ben, carl)
  await block(carl, ann)
  await database.query('DELETE FROM users WHERE id = $1', [ben.user.id])
  expect([(await listOf(ann)).users, (await listOf(carl)).users]).toEqual([[], [ann.user]])
})
