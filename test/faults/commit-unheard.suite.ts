// The connection to the database breaks after the commit and before its answer: whoever is in the room has the message soon.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../support/database.js'
import { LIVE_DOORS } from '../support/doors.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { registered, roomWith, unique } from '../support/people.js'
import { startServer, type Server } from '../support/server.js'

export function unheardSuite(bus: string, redisUrl?: string): void {
  describe(`a commit whose answer is lost, with ${bus} as the bus`, async () => {
    const databaseUrl = await freshDatabase()
    const relay = await HoldingRelay.to(databaseUrl)
    const direct = new Client(databaseUrl)
    await direct.connect()
    afterAll(() => Promise.all([relay.close(), direct.end()]))
    const through = Object.assign(new URL(databaseUrl), { host: new URL(relay.url).host }).href
    // Only hints are that fast: the periodic check comes too late for any test.
    const env = { FEED_CHECK_INTERVAL: '600', ...(redisUrl && { REDIS_URL: redisUrl }) }
    const node = await startServer({ databaseUrl: through, env })
    const other = await startServer({ databaseUrl, env })

    it.each(LIVE_DOORS)('reaches the room on each node, and its retry is answered: $name', async (door) => {
      const ann = await registered(node)
      const room = await roomWith(ann)
      const connect = (to: Server) => door.connect(to, ann.token, room)
      const sender = await connect(node)
      const clients = [sender, await connect(node), await connect(other)]
      const text = { type: 'text', message: 'x', client_id: unique('c') }
      // The one on which it is written down, and not those on which the node asks, follows and hears of commits.
      const ofCommit = (_: string, last: string) => last.includes(text.client_id)
      relay.hold('answers', ofCommit)
      const answer = sender.send(text)
      const stored = () => direct.query('SELECT FROM messages WHERE client_id = $1', [text.client_id])
      await expect.poll(async () => (await stored()).rowCount).toBe(1)
      relay.cut(ofCommit)
      expect(await answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      await Promise.all(clients.map((client) => client.waitFor(({ seq }) => seq === 2, 2000)))
      expect(await sender.send(text)).toMatchObject({ ok: true, seq: 2, duplicate: true })
      expect(await sender.send({ type: 'text', message: 'after' })).toMatchObject({ ok: true, seq: 3 })
      await Promise.all(clients.map((client) => client.waitFor(({ seq }) => seq === 3)))
      for (const { messages } of clients) expect(messages.map(({ seq }) => seq)).toEqual([2, 3])
    })
  })
}
