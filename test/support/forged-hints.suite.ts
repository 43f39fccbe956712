// Whoever may write to the bus makes up endings of sessions and rooms: nobody is cut, and the database is not flooded.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { LIVE_DOORS } from './doors.js'
import { pause, range, within } from './inbox.js'
import { mark, MARK_DOORS } from './marks.js'
import { must, registered, roomWith, say, type Person } from './people.js'
import type { Server } from './server.js'

/** Hints in a second and a half, for one session that lives and one room that is there. */
const FLOOD = 3000

interface World {
  nodes: [Server, Server]
  /** Puts a payload on the channel where nodes look for it. */
  forge: (payload: object) => Promise<unknown>
}

const sessionOf = ({ token }: Person): string =>
  (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid

export function forgedHintsSuite(bus: string, { nodes, forge }: World): void {
  /** How often a session was looked up. */
  async function lookups(): Promise<number> {
    const client = new Client(nodes[0].databaseUrl)
    await client.connect()
    const { rows } = await client.query<{ count: number }>(
      `SELECT idx_scan::int AS count FROM pg_stat_user_tables WHERE relname = 'sessions'`,
    )
    await client.end()
    return rows[0]!.count
  }

  describe(`made-up hints on ${bus}`, () => {
    it('cut nobody, and ask little of the database; a true one still cuts within a second', async () => {
      const ann = await registered(nodes[0])
      const room = await roomWith(ann)
      const clients = await Promise.all(
        nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, ann.token, room))),
      )
      await forge({ ended: [sessionOf(ann)] })
      await pause(1000)
      const before = await lookups()
      const start = performance.now()
      for (const _ of range(1, FLOOD / 100))
        await Promise.all(range(1, 100).map(() => forge({ ended: [sessionOf(ann)] })))
      const took = (performance.now() - start) / 1000
      await pause(1500)
      // Each node asks 20 times a second at most, and its periodic check once in a while.
      expect(await lookups()).toBeLessThan(before + 2 * 20 * (took + 1) + 50)
      await say(ann, room, 'still here')
      for (const client of clients) await client.waitFor(({ message }) => message === 'still here')
      must(await ann.api.post('/auth/logout'), 204)
      for (const { closed } of clients)
        expect(await within(1000, 'the cut', closed)).toMatchObject({ code: 4401 })
    })

    it('of marks that have moved tell nothing but what is so, to nobody who may not see it, and seldom', async () => {
      const [ann, ben] = [await registered(nodes[0]), await registered(nodes[0])]
      const room = await roomWith(ann, [ben])
      await say(ann, room, 'one')
      await mark(ben, room, { read: 3 })
      must(await ben.api.patch('/auth/me', { privacy: { read_receipts: false } }), 200)
      const client = new Client(nodes[0].databaseUrl)
      await client.connect()
      const { rows } = await client.query<{ id: string }>('SELECT id FROM chatrooms WHERE name = $1', [room])
      await client.end()
      const roomId = Number(rows[0]!.id)
      const watchers = await Promise.all(nodes.map((node) => MARK_DOORS[0]!.connect(node, ann, room)))
      const start = performance.now()
      for (const nth of range(1, FLOOD / 100)) {
        const nobody = `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`
        const of = (userId: string) => [roomId, userId, 1]
        await Promise.all(range(1, 100).map(() => forge({ marks: [of(ben.user.id), of(nobody)] })))
      }
      await pause(1500)
      const seconds = (performance.now() - start) / 1000
      for (const { told } of watchers) {
        expect(told.items.length).toBeLessThanOrEqual(seconds + 1)
        for (const frame of told.items) {
          expect(frame).toMatchObject({ user: { id: ben.user.id }, delivered: 3 })
          expect(frame).not.toHaveProperty('read')
        }
      }
      await Promise.all(watchers.map((each) => each.close()))
    })
  })
}
