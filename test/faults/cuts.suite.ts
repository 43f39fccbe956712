// Who is removed, banned, silenced or blocked is cut off and silent at once, on every node and by every door.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import type { Cluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { ban, block, change, openDirect, remove, type Tried } from '../support/room-acts.js'
import { INBOX_DOORS, type InboxFrame } from '../support/inbox-lines.js'
import { pause, range, within } from '../support/inbox.js'
import { crowd, must, personOn, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { rounds } from '../support/rounds.js'
import type { Chatroom, Problem } from '../support/wire.js'

export interface CutsOptions {
  /** In milliseconds: how long it takes at the most, half of the time; a machine that pauses now and then does not count. */
  within: number
}

const ROUNDS = rounds(20, 3)
/** What takes longer never comes. */
const LIMIT = 30_000
const HOUR = 3_600_000

/** How long the slowest of some connections took, half of the time. @param times by round, of each connection in the same order */
function slowestMedian(times: number[][]): number {
  const medians = times[0]!.map((_, nth) => {
    const sorted = times.map((round) => round[nth]!).toSorted((a, b) => a - b)
    return sorted[sorted.length >> 1]!
  })
  return Math.max(...medians)
}

/** @param nodes two of them */
export function cutsSuite(name: string, nodes: () => Promise<Cluster>, { within: soon }: CutsOptions): void {
  describe(`over two nodes, ${name}`, async () => {
    const cluster = await nodes()
    const [ann, bob] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]

    const onNode = (nth: number, person: Person) => personOn(cluster.nodes[nth % 2]!, person)
    const everywhere = async (person: Person): Promise<BareInbox[]> => {
      const inboxes = await Promise.all(
        cluster.nodes.flatMap((node) => INBOX_DOORS.map((door) => BareInbox.open(node, person, door))),
      )
      for (const inbox of inboxes) expect(await inbox.ask('sync', { after: {} })).toMatchObject({ ok: true })
      return inboxes
    }

    const OUT: [string, (by: Person, room: string, whom: Person) => Tried<unknown>, string][] = [
      ['removed', remove, 'not_a_member'],
      ['banned', ban, 'banned'],
    ]
    it.each(OUT)(
      `whoever is %s is cut off, ${ROUNDS} times`,
      { timeout: 60_000 + ROUNDS * 10_000 },
      async (type, out, code) => {
        const times: number[][] = []
        for (const round of range(1, ROUNDS)) {
          const room = await roomWith(ann, [bob])
          const clients = await Promise.all(
            cluster.nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, bob.token, room))),
          )
          const inboxes = await everywhere(bob)
          must(await out(onNode(round, ann), room, bob), 204)
          const start = performance.now()
          const cut = async (done: Promise<unknown>) => {
            await within(LIMIT, 'the cut', done)
            return performance.now() - start
          }
          times.push(
            await Promise.all([
              ...clients.map(({ closed }) => cut(closed)),
              ...inboxes.map((inbox) => cut(inbox.next('room_gone', LIMIT))),
            ]),
          )
          for (const { closed } of clients) expect((await closed).code).toBe(4403)
          const { seq } = await say(ann, room, 'not for them')
          await pause(50)
          for (const { messages } of clients) expect(messages.filter((each) => each.seq >= seq)).toEqual([])
          for (const inbox of inboxes) {
            expect(inbox.heard(type)).toHaveLength(1)
            expect(inbox.heard('room_gone')).toMatchObject([{ chatroom: room, code }])
            expect(inbox.heard('text')).toEqual([])
            inbox.stop()
          }
        }
        expect(slowestMedian(times)).toBeLessThan(soon)
      },
    )

    it(
      'whoever is silenced says nothing more, by whichever node and door',
      { timeout: 120_000 },
      async () => {
        const room = await roomWith(ann, [bob])
        const clients = await Promise.all(
          cluster.nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, bob.token, room))),
        )
        const said = async () => {
          const answers = await Promise.all(
            clients.map((client) => client.send({ type: 'text', message: 'x' })),
          )
          return answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))
        }
        for (const round of range(1, ROUNDS)) {
          const until = new Date(Date.now() + HOUR).toISOString()
          must(await change(onNode(round, ann), room, bob, { muted_until: until }), 200)
          expect(new Set(await said())).toEqual(new Set(['muted']))
          must(await change(onNode(round + 1, ann), room, bob, { muted_until: null }), 200)
          expect(new Set(await said())).toEqual(new Set(['ok']))
        }
        await Promise.all(clients.map((client) => client.close()))
      },
    )

    it(
      'whoever is blocked says nothing more to them, is not seen to type, and does not see them',
      { timeout: 120_000 },
      async () => {
        const times: number[][] = []
        for (const round of range(1, ROUNDS)) {
          const [eva, fay] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]
          const { name: room } = must<Chatroom>(await openDirect(eva, fay), 201)
          const [evas, fays] = await Promise.all([everywhere(eva), everywhere(fay)])
          for (const inbox of fays) inbox.tell('watch', { users: [eva.user.username] })
          for (const inbox of fays) await inbox.frames.waitFor(isSeen(eva, true))
          fays[0]!.tell('typing', { chatroom: room, active: true })
          // Typing is told by the bus alone: on the same node in any case.
          const near = evas.slice(0, INBOX_DOORS.length)
          for (const inbox of near) await inbox.next('typing')
          fays[0]!.tell('typing', { chatroom: room, active: false })
          for (const inbox of near)
            await inbox.frames.waitFor(({ type, active }) => type === 'typing' && active === false)
          must(await block(onNode(round, eva), fay), 204)
          const start = performance.now()
          for (const nth of [0, 1]) {
            const body = { type: 'text', message: 'x' }
            const answer = await onNode(nth, fay).api.post<Problem>(at('/send-message', room), body)
            expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
          }
          times.push(
            await Promise.all(
              fays.map(async (inbox) => {
                const before = inbox.frames.items.findLastIndex(isSeen(eva, true))
                const isNews = (frame: InboxFrame) => inbox.frames.items.indexOf(frame) > before
                await inbox.frames.waitFor((frame) => isSeen(eva, false)(frame) && isNews(frame), LIMIT)
                return performance.now() - start
              }),
            ),
          )
          // From then on, at the latest, nobody remembers that they might.
          await pause(1000)
          const heard = evas.map((inbox) => inbox.heard('typing').length)
          for (const inbox of fays) {
            inbox.tell('typing', { chatroom: room, active: true })
            const answer = await inbox.ask('message', { type: 'text', chatroom: room, message: 'x' })
            expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
          }
          const { seq } = await say(eva, room, 'a fence')
          for (const inbox of evas) await inbox.frames.waitFor((frame) => frame['seq'] === seq)
          await pause(100)
          expect(evas.map((inbox) => inbox.heard('typing').length)).toEqual(heard)
          for (const inbox of [...evas, ...fays]) inbox.stop()
        }
        expect(slowestMedian(times)).toBeLessThan(soon)
      },
    )
  })
}

const isSeen =
  ({ user }: Person, online: boolean) =>
  (frame: InboxFrame): boolean =>
    frame.type === 'presence' &&
    (frame['user'] as { id: string }).id === user.id &&
    frame['online'] === online
