// Everybody changes what everybody has said, at once and on two nodes: whoever was there, came late, came back or only reads has the
// same room, and it is the one that was acknowledged.
import { expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause } from '../support/inbox.js'
import { crowd, logOf, must, personOn, roomWith, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { at } from '../support/rest.js'
import { RoomState } from '../support/room-state.js'
import { rounds } from '../support/rounds.js'
import { Talk } from '../support/talk.js'
import type { Chatroom, Message, MessagePage } from '../support/wire.js'

const ROOMS = rounds(10, 1)
/** What each of the people sends, and how much of it at once. */
const EACH = 60
const AT_ONCE = 5

const cluster = await Cluster.shared()
const people = await crowd(cluster.nodes[0]!, 4)

/** A client that goes away and comes back with what it has, until the talk is over. */
async function restless(person: Person, talk: Talk): Promise<RoomState> {
  const { room } = talk
  const state = new RoomState()
  while (!talk.over) {
    const client = await oneOf(DOORS).connect(oneOf(cluster.nodes), person.token, room, {
      after_seq: state.lastSeq,
    })
    await pause(random() * 150)
    await client.close()
    for (const entry of client.messages) state.apply(entry)
  }
  for (const entry of (await logOf(person, room)).slice(state.lastSeq)) state.apply(entry)
  return state
}

async function timelineOf(person: Person, room: string): Promise<Message[]> {
  const entries: Message[] = []
  for (let more = true; more;) {
    const before_seq = entries[0]?.seq
    const query = { limit: 30, ...(before_seq && { before_seq }) }
    const page = must(await person.api.get<MessagePage>(at('/chatroom', room, '/timeline'), query), 200)
    entries.unshift(...page.messages)
    more = page.has_more
  }
  return entries
}

const said = (entries: Message[]): Message[] => entries.filter(({ n }) => n !== undefined)

it(
  `${ROOMS} times: everybody ends with the room that was acknowledged (seed ${seed})`,
  {
    timeout: 300_000 + ROOMS * 20_000,
  },
  async () => {
    for (let round = 0; round < ROOMS; round++) {
      const room = await roomWith(people[0]!, people.slice(1))
      const talk = new Talk(room, people.length)
      const [ann] = people as [Person]
      const watchers = await Promise.all(
        cluster.nodes.flatMap((node) =>
          LIVE_DOORS.map((door) => door.connect(node, ann.token, room, { after_seq: 0 })),
        ),
      )
      const talking = Promise.all(
        people.map(async (person) => {
          const clients = await Promise.all(
            cluster.nodes.map((node) => oneOf(DOORS).connect(node, person.token, room)),
          )
          for (let sent = 0; sent < EACH; sent += AT_ONCE)
            await Promise.all(Array.from({ length: AT_ONCE }, () => talk.send(person, clients)))
          await Promise.all(clients.map((client) => client.close()))
        }),
      )
      const comers = [restless(ann, talk), restless(personOn(cluster.nodes[1]!, ann), talk)]
      await talking
      talk.over = true
      const log = await logOf(ann, room)
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
      expect(log.slice(people.length).map(({ seq }) => seq)).toEqual(talk.acknowledged.map(({ seq }) => seq))
      await Promise.all(watchers.map((client) => client.waitFor(({ seq }) => seq === log.length)))

      const { model } = talk
      expect(said(await timelineOf(ann, room))).toEqual(model.said)
      expect(said(RoomState.of(log).timeline)).toEqual(model.said)
      for (const { door, messages } of watchers)
        expect(said(RoomState.of(messages).timeline), door).toEqual(model.said)
      for (const comer of comers) expect(said((await comer).timeline)).toEqual(model.said)
      const { pinned } = must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200)
      expect(pinned).toEqual(model.pinned)
      expect(talk.problems).toEqual([])
      await Promise.all(watchers.map((client) => client.close()))
    }
  },
)
