// A PostgreSQL with an asynchronous standby that lacks the last messages when it is promoted: everybody is told, and nobody is
// shown the old log and the new one as one.
import { expect, it } from 'vitest'
import { Client } from 'pg'
import { startCluster } from '../support/cluster.js'
import { logOf } from '../support/count.js'
import { LIVE_DOORS } from '../support/doors.js'
import { range, seqs, within } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { crowd, roomWith, say, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startPostgresPair } from '../support/standby.js'

const BACK_WITHIN = 10_000
/** Seconds. */
const CHECK_INTERVAL = 2
const TOLD_WITHIN = CHECK_INTERVAL * 1000 + 1000
/** Acknowledged in a quiet room, and never seen by the standby. */
const LOST = 10

const pair = await startPostgresPair()
const cluster = await startCluster({
  databaseUrl: pair.url,
  env: { FEED_CHECK_INTERVAL: String(CHECK_INTERVAL) },
})
const [ann, bob] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]

/** Says it on either node, again and again with one `client_id`, until it is acknowledged. */
async function sayForSure(room: string, message: string, node: number): Promise<number> {
  const caller = api(cluster.nodes[node]!, ann.token)
  const body = { type: 'text', message, client_id: message }
  for (const end = performance.now() + BACK_WITHIN; performance.now() < end;) {
    const answer = await caller.post<{ seq: number; code: string }>(at('/send-message', room), body)
    if (answer.status < 300) return answer.body.seq
    expect(answer.body.code).toBe('unavailable')
  }
  throw new Error(`not acknowledged within ${BACK_WITHIN} ms`)
}

/** Every client of the load has the log that is there now, all of it and nothing else. Answers what was lost. */
async function expectOneLogEach(load: Load): Promise<string[]> {
  const database = new Client(pair.url)
  await database.connect()
  const lost: string[] = []
  for (const room of load.rooms) {
    const log = await logOf(database, room)
    expect(seqsOf(log)).toEqual(range(1, log.length))
    const there = log.map(({ seq, client_id }) => ({ seq, client_id }))
    const kept = new Set(log.map(({ client_id }) => client_id))
    for (const talker of load.in(room)) {
      await talker.reaches(room, log.length, BACK_WITHIN)
      const shown = () =>
        talker
          .shown(talker.client.room(room))
          .map(({ seq, client_id }) => ({ seq, client_id: client_id ?? null }))
      await expect.poll(() => shown().at(-1)).toEqual(there.at(-1))
      expect(shown()).toEqual(there.slice(-shown().length))
      expect(talker.tap.problems).toEqual([])
      expect(talker.restarts).toBe(load.rooms.length)
      const said = [...talker.acknowledged.get(room)!.keys()]
      lost.push(...said.filter((client_id) => !kept.has(client_id)))
    }
  }
  await database.end()
  return lost
}

const seqsOf = (log: { seq: number }[]) => log.map(({ seq }) => seq)

it('is another log, and every reader is told before it shows one', async () => {
  const quiet = await roomWith(ann, [bob])
  for (const number of range(3, 20)) await say(ann, quiet, `kept ${number}`)
  const load = await Load.on(cluster)
  await load.progresses(200, 30_000)
  await pair.detach()
  for (const number of range(21, 20 + LOST)) await say(ann, quiet, `lost ${number}`)
  const readers = await Promise.all(
    cluster.nodes.flatMap((node) =>
      LIVE_DOORS.map((door) => door.connect(node, bob.token, quiet, { after_seq: 0 })),
    ),
  )
  await Promise.all(readers.map((reader) => reader.waitFor(({ seq }) => seq === 20 + LOST)))
  await load.progresses(LOST, 5000)

  await pair.failOver()
  const news: number[] = []
  for (const number of range(1, 2 * LOST)) news.push(await sayForSure(quiet, `new ${number}`, number % 2))
  expect(news).toEqual(range(21, 20 + 2 * LOST))
  for (const reader of readers) {
    expect(await within(TOLD_WITHIN, 'the end', reader.closed)).toMatchObject({ code: 1013 })
    expect(reader.errors).toEqual(['seq_unknown'])
    expect(seqs(reader.messages)).toEqual(range(1, 20 + LOST))
    expect(reader.messages.filter(({ message }) => message?.startsWith('new'))).toEqual([])
  }

  await load.progresses(200, BACK_WITHIN)
  await load.hush()
  const lost = await expectOneLogEach(load)
  expect(lost.length).toBeGreaterThanOrEqual(LOST)
  await load.stop()
})
