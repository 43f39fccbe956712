// Rooms come into inboxes and go from them, on nodes that hear of each other or not: none is missing, none is there twice.
import { describe, expect, it } from 'vitest'
import type { Cluster } from '../support/cluster.js'
import { expectInboxes, expectUnread } from '../support/inbox-check.js'
import { InboxClient } from '../support/inbox-client.js'
import { Comings } from '../support/inbox-comings.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { pause } from '../support/inbox.js'
import { crowd, enter, leave, personOn, roomWith, say, type Person } from '../support/people.js'
import { random, seed } from '../support/random.js'

export interface ComingsOptions {
  steps: number
  turns: number
  /** Milliseconds in which a room comes and goes: longer where no hint tells of it. */
  within: number
}

/** @param nodes two of them */
export function comingsSuite(name: string, nodes: () => Promise<Cluster>, options: ComingsOptions): void {
  const { steps, turns, within } = options
  describe(`inboxes on two nodes, ${name} (seed ${seed})`, async () => {
    const cluster = await nodes()
    const [one, two] = [cluster.nodes[0]!, cluster.nodes[1]!]

    it(
      `have what they must after ${steps} comings and goings`,
      { timeout: 120_000 + steps * 100 },
      async () => {
        const comings = await Comings.on(cluster)
        await comings.happen(steps)
        await comings.sayEverywhere()
        await expectInboxes(cluster, comings.clients)
        await expectUnread(cluster, comings.people)
        expect(comings.problems).toEqual([])
        for (const thing of ['enter', 'leave', 'say', 'bounce', 'renew'])
          expect([thing, (comings.done[thing] ?? 0) > steps / 200]).toEqual([thing, true])
        comings.stop()
      },
    )

    it.each(INBOX_DOORS)(
      'learn of a room that is entered on the other while they reconnect: %s',
      { timeout: 60_000 + turns * 2 * within },
      async (door) => {
        const [owner, person] = (await crowd(one, 2)) as [Person, Person]
        const room = await roomWith(owner)
        const client = new InboxClient({ urls: [two.url], person, door })
        await client.synced()
        for (let turn = 1; turn <= turns; turn++) {
          await atOnce(client, () => enter(personOn(one, person), room))
          const { seq } = await say(owner, room, `${turn}`)
          await client.reaches(room, seq, within)
          await atOnce(client, () => leave(personOn(one, person), room))
          await expect.poll(() => client.rooms.has(room), { timeout: within, interval: 5 }).toBe(false)
          await say(owner, room, 'not for them')
        }
        expect(client.problems).toEqual([])
        expect([client.heard('room', room).length, client.heard('room_gone', room).length]).toEqual([
          turns,
          turns,
        ])
        expect(client.syncs).toBeGreaterThan(turns)
        client.stop()
      },
    )
  })
}

/** Something is done while a connection breaks and another takes its place, or a moment before or after. */
async function atOnce(client: InboxClient, does: () => Promise<unknown>): Promise<void> {
  const soon = async (start: () => unknown) => {
    await pause(random() * 80)
    await start()
  }
  await Promise.all([soon(() => client.bounce()), soon(does)])
}
