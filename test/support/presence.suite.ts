// Nodes that are killed, frozen, or without their bus: who is online is right again in time, whichever bus there is.
import { describe, expect, it } from 'vitest'
import type { Cluster } from './cluster.js'
import { pause } from './inbox.js'
import { must, registered, roomWith, type Person } from './people.js'
import { TYPING_DOORS } from './typing.js'
import { lastOf, sees, WATCHING_DOORS, type WatchingInbox } from './watchers.js'

interface World {
  /** Of three nodes; the last is killed. */
  cluster: Cluster
  /** Takes the bus away from all nodes. */
  leave: () => Promise<unknown>
  /** Gives it back. */
  comeBack: () => Promise<unknown>
  /** Puts a payload where all nodes look for hints. */
  forge: (payload: object) => Promise<unknown>
}

/** What the contract gives a node that was killed. */
const DEAD_MS = 30_000
/** Nobody is taken for dead within this. */
const SILENT_MS = 20_000

const [{ connect }] = WATCHING_DOORS as [(typeof WATCHING_DOORS)[0]]

export function presenceSuite(bus: string, { cluster, leave, comeBack, forge }: World): void {
  const [here, there, doomed] = [cluster.nodes[0]!, cluster.nodes[1]!, cluster.nodes[2]!]

  async function somebody(): Promise<Person> {
    const person = await registered(here)
    must(await person.api.patch('/auth/me', { privacy: { last_seen: 'everyone' } }), 200)
    return person
  }

  /** Two inboxes, on the nodes that stay, that watch these people. */
  async function watching(people: Person[]): Promise<WatchingInbox[]> {
    const ann = await somebody()
    const inboxes = await Promise.all([connect(here, ann), connect(there, ann)])
    const users = people.map(({ user }) => user.username)
    for (const inbox of inboxes) inbox.send('watch', { users })
    for (const inbox of inboxes) for (const person of people) await sees(inbox, person, {})
    return inboxes
  }

  /** All of these inboxes are told so, in so many milliseconds. */
  const all = (inboxes: WatchingInbox[], person: Person, online: boolean, ms?: number) =>
    Promise.all(inboxes.map((inbox) => sees(inbox, person, { online }, ms)))

  const onlineOf = ({ told }: WatchingInbox, { user }: Person): boolean[] =>
    told.items.filter((each) => each.user.id === user.id).map(({ online }) => online)

  it(`who is typing is told on other nodes, with ${bus} as the bus`, async () => {
    const [ann, ben] = [await somebody(), await somebody()]
    const room = await roomWith(ann, [ben])
    const [door] = TYPING_DOORS
    const [anns, bens] = await Promise.all([door!.connect(here, ann, room), door!.connect(there, ben, room)])
    for (const active of [true, false, true]) {
      const before = bens.told.items.length
      await anns.type({ active })
      await bens.told.waitFor(() => bens.told.items.length > before, 3000)
      expect(bens.told.items.at(-1)).toMatchObject({ type: 'typing', chatroom: room, active })
    }
  })

  describe(`who is online, with ${bus} as the bus`, () => {
    it('is right again after the bus was away', async () => {
      const [ben, carl] = [await somebody(), await somebody()]
      const bens = await connect(there, ben)
      const inboxes = await watching([ben, carl])
      await all(inboxes, ben, true)
      await leave()
      await pause(2000)
      await connect(there, carl)
      await pause(SILENT_MS + 8000)
      expect(inboxes.map((inbox) => onlineOf(inbox, ben))).toEqual([[true], [true]])
      await bens.close()
      await comeBack()
      await all(inboxes, carl, true, 15_000)
      await all(inboxes, ben, false, 15_000)
    })

    it('is right again after what was made up of nodes and people', async () => {
      const [ben, carl] = [await somebody(), await somebody()]
      await connect(there, ben)
      const inboxes = await watching([ben, carl])
      await all(inboxes, ben, true)
      const madeUp = {
        online: [['made-up-node', carl.user.id]],
        roll: ['made-up-node'],
        alive: [['made-up-node', 7, 7]],
      }
      await forge(madeUp)
      await all(inboxes, carl, true, 3000)
      await all(inboxes, carl, false, SILENT_MS + 5000)
      expect(inboxes.map((inbox) => onlineOf(inbox, ben))).toEqual([[true], [true]])
    })

    it('is right again when a node stood still and goes on', async () => {
      const [ben, carl] = [await somebody(), await somebody()]
      await connect(doomed, ben)
      await connect(here, carl)
      const inboxes = await watching([ben, carl])
      await all(inboxes, ben, true)
      const frozen = await connect(doomed, await somebody())
      frozen.send('watch', { users: [carl.user.username] })
      await sees(frozen, carl, { online: true })
      cluster.freeze(2)
      await all(inboxes, ben, false, DEAD_MS)
      await pause(SILENT_MS / 2)
      cluster.thaw(2)
      await all(inboxes, ben, true, 15_000)
      await pause(3000)
      // It has not taken the others for dead, and they none of each other.
      expect(onlineOf(frozen, carl)).toEqual([true])
      expect(inboxes.map((inbox) => onlineOf(inbox, carl))).toEqual([[true], [true]])
    })

    it('is known within 30 seconds of a node that was killed', async () => {
      const [ben, carl] = [await somebody(), await somebody()]
      await connect(doomed, ben)
      await Promise.all([connect(doomed, carl), connect(there, carl)])
      const inboxes = await watching([ben, carl])
      await Promise.all([all(inboxes, ben, true), all(inboxes, carl, true)])
      const killed = Date.now()
      await cluster.kill(2)
      await all(inboxes, ben, false, DEAD_MS)
      const { last_seen } = lastOf(inboxes[0]!, ben)!
      // When it was last heard of, as far as the others can know.
      expect(Math.abs(Date.parse(last_seen!) - killed)).toBeLessThan(10_000)
      expect(inboxes.map((inbox) => onlineOf(inbox, carl))).toEqual([[true], [true]])
    })
  })
}
