// Random histories of who may be in a room, and as what: in the end everything is as the entries of its log say, each of which was
// allowed where it stands; and every inbox has the rooms of its user.
import { expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { add, changeRoom, enterRoom, outcomeOf } from '../support/room-acts.js'
import { expectInboxes } from '../support/inbox-check.js'
import { range } from '../support/inbox.js'
import { MembershipModel } from '../support/membership-model.js'
import { MOST_MEMBERS, PeopleAtOdds } from '../support/people-at-odds.js'
import { logOf, must, registered, type Person } from '../support/people.js'
import { seed } from '../support/random.js'
import { at } from '../support/rest.js'
import { amount, rounds } from '../support/rounds.js'
import type { Chatroom, MemberList, User } from '../support/wire.js'

/** In so many histories everything happens. */
const MANY = 10
const HISTORIES = rounds(20, 1)
const STEPS = amount(1500, 500)
const cluster = await Cluster.shared()
const node = cluster.nodes[0]!
/** Sees every room from outside, and comes into those that are empty. */
const visitor = await registered(node, 'visitor')

interface Ban {
  user: User
  until: string | null
}

/** Who owns a room; the visitor, if nobody was in it. */
async function ownerOf(room: string, people: Person[]): Promise<Person> {
  const chatroom = must(await visitor.api.get<Chatroom>(at('/chatroom', room)), 200)
  if (chatroom.member_count === 0) {
    must(await enterRoom(visitor, room), 200)
    return visitor
  }
  const roles = await Promise.all(
    people.map(async ({ api }) => must(await api.get<Chatroom>(at('/chatroom', room)), 200).role),
  )
  expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
  return people[roles.indexOf('owner')]!
}

async function expectAsLogged(room: string, people: Person[]): Promise<void> {
  const owner = await ownerOf(room, people)
  const log = await logOf(owner, room)
  expect(log.map(({ seq }) => seq)).toEqual(range(1, log.length))
  const model = new MembershipModel(log, MOST_MEMBERS)
  expect(model.problems).toEqual([])
  const { members } = must(
    await owner.api.get<MemberList>(at('/chatroom', room, '/members'), { limit: 100 }),
    200,
  )
  expect(members.map(({ user, role, muted_until: until }) => [user.id, role, until])).toEqual(
    [...model.members]
      .toSorted(([, one], [, other]) => one.joinedSeq - other.joinedSeq)
      .map(([id, { role, until }]) => [id, role, until]),
  )
  const { member_count } = must(await owner.api.get<Chatroom>(at('/chatroom', room)), 200)
  expect(member_count).toBe(members.length)
  const { bans } = must(
    await owner.api.get<{ bans: Ban[] }>(at('/chatroom', room, '/bans'), { limit: 100 }),
    200,
  )
  expect(new Map(bans.map(({ user, until }) => [user.id, until]))).toEqual(model.bans)
  // Whoever is kept out cannot be let in, and there is no way past what the room holds.
  must(await changeRoom(owner, room, { max_members: Math.max(1, members.length) }), 200)
  for (const person of people) {
    const answer = await add(owner, room, person)
    const expected = model.members.has(person.user.id)
      ? '200'
      : model.bans.has(person.user.id)
        ? 'banned'
        : 'chatroom_full'
    expect(outcomeOf(answer)).toBe(expected)
  }
}

it(
  `${HISTORIES} of ${STEPS} steps end as their logs say (seed ${seed})`,
  { timeout: 60_000 + HISTORIES * 60_000 },
  async () => {
    const done: Record<string, number> = {}
    for (const _ of range(1, HISTORIES)) {
      const odds = await PeopleAtOdds.on(cluster)
      await odds.happen(STEPS)
      expect(odds.problems).toEqual([])
      await expectInboxes(cluster, odds.clients)
      for (const room of odds.rooms) await expectAsLogged(room, odds.people)
      for (const [thing, times] of Object.entries(odds.done)) done[thing] = (done[thing] ?? 0) + times
      odds.stop()
    }
    // By chance, in a few.
    if (HISTORIES < MANY) return
    for (const thing of ['enter', 'leave', 'add', 'use', 'remove', 'ban', 'unban', 'role', 'mute', 'say'])
      expect([thing, (done[thing] ?? 0) > 0]).toEqual([thing, true])
  },
)
