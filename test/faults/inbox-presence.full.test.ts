// Whoever was on a killed node is offline soon to everybody who looks through an inbox, and comes back with another node.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { InboxClient } from '../support/inbox-client.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { pause } from '../support/inbox.js'
import { crowd, roomWith, type Person } from '../support/people.js'

/** The contract's, in milliseconds: elsewhere, and after a node was killed. */
const ELSEWHERE = 5000
const KILLED = 30_000

const cluster = await startCluster({ nodes: 3 })

const told = (client: InboxClient, { user }: Person) =>
  client
    .heard('presence')
    .filter((frame) => (frame['user'] as Person['user']).id === user.id)
    .map(({ online }) => online)

describe('who was on a node that is killed', () => {
  it('is offline to everybody elsewhere within 30 s, and online again when they come back', async () => {
    const [ann, bob, ...watchers] = (await crowd(cluster.nodes[0]!, 6)) as [Person, Person, ...Person[]]
    await roomWith(ann, [bob, ...watchers])
    const at = (node: number, person: Person, index = 0) =>
      new InboxClient({
        urls: [cluster.urls[node]!],
        person,
        door: INBOX_DOORS[index % INBOX_DOORS.length]!,
      })
    // Bob is on two nodes: of him nobody hears anything.
    const lost = at(0, ann)
    const both = [at(0, bob), at(1, bob, 1)]
    const eyes = watchers.map((person, index) => at(1 + (index % 2), person, index >> 1))
    await Promise.all([lost, ...both, ...eyes].map((client) => client.synced()))
    for (const eye of eyes) eye.tell('watch', { users: [ann.user.username, bob.user.username] })
    for (const eye of eyes)
      await expect
        .poll(() => [told(eye, ann).at(-1), told(eye, bob).at(-1)], { timeout: ELSEWHERE })
        .toEqual([true, true])
    const before = eyes.map((eye) => [told(eye, ann).length, told(eye, bob).length] as const)

    const start = new Date()
    await cluster.kill(0)
    for (const [index, eye] of eyes.entries())
      await expect.poll(() => told(eye, ann).slice(before[index]![0]), { timeout: KILLED }).toEqual([false])
    expect(Date.now() - start.getTime()).toBeLessThan(KILLED)
    for (const [index, eye] of eyes.entries()) {
      const { last_seen } = eye.heard('presence').findLast(({ online }) => online === false)!
      expect(Math.abs(Date.parse(last_seen as string) - start.getTime())).toBeLessThan(KILLED)
      expect(told(eye, bob).slice(before[index]![1])).not.toContain(false)
    }

    await cluster.revive(0)
    await lost.synced(2, 20_000)
    for (const eye of eyes) await expect.poll(() => told(eye, ann).at(-1), { timeout: ELSEWHERE }).toBe(true)
    await pause(2000)
    for (const eye of eyes) expect([told(eye, ann).at(-1), told(eye, bob).at(-1)]).toEqual([true, true])
    for (const client of [lost, ...both, ...eyes]) client.stop()
  })
})
