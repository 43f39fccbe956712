// PostgreSQL crashes, or stops answering: senders are told soon, and everything goes on by itself when it is back.
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { startCluster } from '../support/cluster.js'
import { pause, range } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { registered, roomWith } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { amount, rounds } from '../support/rounds.js'
import type { Problem } from '../support/wire.js'

const CRASHES = rounds(5, 1)
const FROZEN_SECONDS = amount(20, 6)
/** A refusal takes less, and so does getting back to work. */
const LIMIT = 5000
/** Clients that were refused for as long wait up to 15 s before the next try. */
const BACK_WITHIN = 20_000

const postgres = await startOwnPostgres()
const cluster = await startCluster({ databaseUrl: postgres.url })

describe(`PostgreSQL, restarted in immediate mode ${CRASHES} times`, () => {
  it('loses nothing, and the nodes find it again', { timeout: 300_000 + CRASHES * 20_000 }, async () => {
    const load = await Load.on(cluster, { lively: true })
    for (let crash = 0; crash < CRASHES; crash++) {
      await load.progresses(200, 30_000)
      await postgres.crash()
      await pause(1000)
      await postgres.launch()
      await load.progresses(100, BACK_WITHIN)
    }
    await load.finish()
    expect(load.refusals.length).toBeGreaterThan(0)
    expect(Math.max(...load.refusals)).toBeLessThan(LIMIT)
  })
})

describe(`PostgreSQL, not answering for ${FROZEN_SECONDS} s`, () => {
  it('is told to every sender in under 5 s', async () => {
    const load = await Load.on(cluster, { lively: true })
    await load.progresses(200, 30_000)
    postgres.freeze()
    await pause(FROZEN_SECONDS * 1000)
    postgres.thaw()
    await load.progresses(100, BACK_WITHIN)
    await load.finish()
    expect(load.refusals.length).toBeGreaterThan(0)
    expect(Math.max(...load.refusals)).toBeLessThan(LIMIT)
  })

  it('is told to every caller over HTTP too, however many they are', async () => {
    const person = await registered(cluster.nodes[0]!)
    const room = await roomWith(person)
    const callers = cluster.nodes.map((node) => api(node, person.token))
    for (const caller of callers) await caller.get('/auth/me')
    postgres.freeze()
    try {
      // Far more than the pool has connections: the last ones wait for one, the first ones for an answer.
      const answers = range(1, 40).map(async (number) => {
        const start = awake()
        const caller = callers[number % 2]!
        const { status, body } =
          number % 4 < 2
            ? await caller.post<Problem>(at('/send-message', room), { type: 'text', message: 'hello' })
            : await caller.get<Problem>(at('/chatroom', room, '/messages'))
        return { status, code: body.code, inTime: awake() - start < LIMIT }
      })
      const refused = { status: 503, code: 'unavailable', inTime: true }
      expect(await Promise.all(answers)).toEqual(range(1, 40).map(() => refused))
    } finally {
      postgres.thaw()
    }
    const start = awake()
    for (let status = 0; status !== 201;) {
      const again = await person.api.post(at('/send-message', room), { type: 'text', message: 'again' })
      status = again.status
      expect(awake() - start).toBeLessThan(LIMIT)
    }
  })
})
