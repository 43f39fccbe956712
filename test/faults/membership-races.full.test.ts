// Who comes, who goes, and who is kept out, at once over two nodes: every room ends as its log says, and nobody slips in.
import { describe, expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import {
  add,
  ban,
  change,
  createRoom,
  enterRoom,
  inviteTo,
  leaveRoom,
  openDirect,
  outcomeOf,
  useInvite,
  type Tried,
} from '../support/room-acts.js'
import { pause, range } from '../support/inbox.js'
import { MembershipModel } from '../support/membership-model.js'
import { crowd, logOf, must, personOn, roomWith, unique, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { at } from '../support/rest.js'
import { amount, rounds } from '../support/rounds.js'
import type { Chatroom, ChatroomList, MemberList } from '../support/wire.js'

const ROUNDS = rounds(20, 2)
const USES = amount(100, 30)
const cluster = await Cluster.shared()
const people = await crowd(cluster.nodes[0]!, USES)
const [ann, bob, cid, dan] = people as [Person, Person, Person, Person]

const on = (node: number, person: Person): Person => personOn(cluster.nodes[node % 2]!, person)
const anywhere = (person: Person): Person => personOn(oneOf(cluster.nodes), person)

/** A moment that is another each time, then the same again while the room is too busy for it. */
async function soon<Body>(does: () => Tried<Body>): Tried<Body> {
  await pause(random() * 12)
  for (;;) {
    const answer = await does()
    if (answer.status !== 503) return answer
    await pause(100 + random() * 200)
  }
}

async function membersOf(by: Person, room: string): Promise<Map<string, string>> {
  const { members } = must(
    await by.api.get<MemberList>(at('/chatroom', room, '/members'), { limit: 100 }),
    200,
  )
  return new Map(members.map(({ user, role }) => [user.id, role]))
}

const isMember = async (person: Person, room: string): Promise<boolean> =>
  (await person.api.get(at('/chatroom', room, '/messages'), { limit: 1 })).status === 200

/** The room is what its log says, which says nothing that may not be. */
async function expectAsLogged(by: Person, room: string, maxMembers: number): Promise<MembershipModel> {
  const model = new MembershipModel(await logOf(by, room), maxMembers)
  expect(model.problems).toEqual([])
  expect(await membersOf(by, room)).toEqual(new Map([...model.members].map(([id, { role }]) => [id, role])))
  const { member_count } = must(await by.api.get<Chatroom>(at('/chatroom', room)), 200)
  expect(member_count).toBe(model.members.size)
  if (model.members.size > 0) expect(model.owners).toHaveLength(1)
  return model
}

const timeout = 60_000 + ROUNDS * 10_000

describe(`${ROUNDS} times over two nodes (seed ${seed})`, () => {
  it(`of ${USES - 1} who use an invite for 10 at once, 10 come in`, { timeout }, async () => {
    for (const round of range(1, ROUNDS)) {
      const room = unique('room')
      must(await createRoom(ann, room, { visibility: 'private' }), 201)
      const { code } = must(await inviteTo(ann, room, { max_uses: 10 }), 201)
      const answers = await Promise.all(
        people.slice(1).map((person, nth) => soon(() => useInvite(on(nth + round, person), code))),
      )
      const codes = answers.map(outcomeOf)
      expect(codes.filter((each) => each === '200')).toHaveLength(10)
      expect(codes.filter((each) => each === 'invite_not_found')).toHaveLength(USES - 11)
      expect((await expectAsLogged(ann, room, 1000)).members.size).toBe(11)
      // Whoever is in may use it again; it is used up for all others.
      const again = await Promise.all(people.slice(1).map((person) => useInvite(person, code)))
      expect(again.map(outcomeOf)).toEqual(codes)
    }
  })

  it('by all ways at once no room holds more than it may', { timeout }, async () => {
    for (const round of range(1, ROUNDS)) {
      const most = 4 + Math.floor(random() * 6)
      const room = await roomWith(ann, [bob], { max_members: most })
      const { code } = must(await inviteTo(ann, room), 201)
      const answers = await Promise.all(
        people.slice(2).map((person, nth) => {
          const there = on(nth + round, person)
          const ways: (() => Tried<unknown>)[] = [
            () => enterRoom(there, room),
            () => useInvite(there, code),
            () => add(on(nth, ann), room, person),
            () => add(on(nth, bob), room, person),
          ]
          return soon(oneOf(ways))
        }),
      )
      const codes = answers.map(outcomeOf)
      expect(codes.filter((each) => each === '200' || each === '201')).toHaveLength(most - 2)
      expect(codes.filter((each) => each === 'chatroom_full')).toHaveLength(USES - most)
      expect((await expectAsLogged(ann, room, most)).members.size).toBe(most)
    }
  })

  it('whoever is banned while they come by every way is out', { timeout }, async () => {
    for (const round of range(1, ROUNDS)) {
      const was = round % 2 === 0
      const room = await roomWith(ann, was ? [bob, cid] : [bob])
      const { code } = must(await inviteTo(ann, room), 201)
      const [banned] = await Promise.all([
        soon(() => ban(anywhere(ann), room, cid)),
        soon(() => enterRoom(anywhere(cid), room)),
        soon(() => useInvite(anywhere(cid), code)),
        soon(() => add(anywhere(bob), room, cid)),
        soon(() => enterRoom(anywhere(cid), room)),
      ])
      expect(outcomeOf(banned)).toBe('204')
      expect(await isMember(cid, room)).toBe(false)
      for (const way of [
        () => enterRoom(anywhere(cid), room),
        () => useInvite(anywhere(cid), code),
        () => add(anywhere(bob), room, cid),
      ])
        expect(outcomeOf(await soon<unknown>(way))).toBe('banned')
      const model = await expectAsLogged(ann, room, 1000)
      expect([...model.bans.keys()]).toEqual([cid.user.id])
    }
  })

  it(
    'whoever hands over to two at once, or leaves meanwhile, leaves one owner behind',
    { timeout },
    async () => {
      for (const round of range(1, ROUNDS)) {
        const room = await roomWith(ann, [bob, cid, dan])
        const leaves = round % 2 === 0
        const answers = await Promise.all([
          soon(() => change(anywhere(ann), room, bob, { role: 'owner' })),
          soon(() => change(anywhere(ann), room, cid, { role: 'owner' })),
          ...(leaves ? [soon<unknown>(() => leaveRoom(anywhere(ann), room))] : []),
          // Whoever has just got it may hand it on.
          soon(() => change(anywhere(bob), room, dan, { role: 'owner' })),
        ])
        for (const each of answers.map(outcomeOf))
          expect(['200', '204', 'forbidden', 'not_a_member']).toContain(each)
        const done = answers.slice(0, 2).filter(({ status }) => status === 200)
        // One of the two at the most: whoever has handed it over has it no more.
        expect(done.length).toBeLessThanOrEqual(1)
        if (!leaves) expect(done).toHaveLength(1)
        await expectAsLogged(dan, room, 1000)
      }
    },
  )

  it('two who open their direct chat at once have one', { timeout }, async () => {
    for (const round of range(1, ROUNDS)) {
      const [one, other] = (await crowd(cluster.nodes[round % 2]!, 2)) as [Person, Person]
      const answers = await Promise.all(
        range(0, 7).map((nth) =>
          soon(() =>
            nth % 2 === 0 ? openDirect(on(nth >> 1, one), other) : openDirect(on(nth >> 1, other), one),
          ),
        ),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual([...range(1, 7).map(() => 200), 201])
      expect(new Set(answers.map(({ body }) => body.name)).size).toBe(1)
      const room = answers[0]!.body.name
      expect((await logOf(one, room)).map(({ seq, type }) => [seq, type])).toEqual([
        [1, 'joined'],
        [2, 'joined'],
      ])
      expect(new Set((await logOf(one, room)).map(({ sender }) => sender.id)).size).toBe(2)
      for (const each of [one, other]) {
        const { chatrooms } = must(await each.api.get<ChatroomList>('/list-chatroom', { mine: true }), 200)
        expect(chatrooms.map(({ name, role }) => [name, role])).toEqual([[room, 'member']])
      }
    }
  })

  it('whoever enters a public room while its last member leaves owns it', { timeout }, async () => {
    for (const _ of range(1, ROUNDS)) {
      const room = await roomWith(ann)
      const [left, entered] = await Promise.all([
        soon(() => leaveRoom(anywhere(ann), room)),
        soon(() => enterRoom(anywhere(bob), room)),
      ])
      expect([outcomeOf(left), outcomeOf(entered)]).toEqual(['204', '200'])
      const model = await expectAsLogged(bob, room, 1000)
      expect(model.owners).toEqual([bob.user.id])
    }
  })

  it(
    'whoever is invited into a private room while its last member leaves owns it, or it is gone',
    { timeout },
    async () => {
      for (const _ of range(1, ROUNDS)) {
        const room = unique('room')
        must(await createRoom(ann, room, { visibility: 'private' }), 201)
        const { code } = must(await inviteTo(ann, room), 201)
        const [left, entered] = await Promise.all([
          soon(() => leaveRoom(anywhere(ann), room)),
          soon(() => useInvite(anywhere(bob), code)),
        ])
        expect(outcomeOf(left)).toBe('204')
        if (entered.status === 200) {
          const model = await expectAsLogged(bob, room, 1000)
          expect(model.owners).toEqual([bob.user.id])
        } else {
          expect(outcomeOf(entered)).toBe('invite_not_found')
          for (const each of [ann, bob])
            expect(outcomeOf(await each.api.get(at('/chatroom', room)))).toBe('chatroom_not_found')
          // The name is free again.
          must(await createRoom(bob, room), 201)
        }
      }
    },
  )
})
