// A PostgreSQL with an asynchronous standby that lacks the last messages when it is promoted: they are gone, and the rest goes on.
import { expect, it } from 'vitest'
import { Client } from 'pg'
import { startCluster } from '../support/cluster.js'
import { logOf } from '../support/count.js'
import { range } from '../support/inbox.js'
import { crowd, roomWith, say, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startPostgresPair } from '../support/standby.js'

const BACK_WITHIN = 10_000
/** Acknowledged, and never seen by the standby. */
const LOST = 10

const pair = await startPostgresPair()
const cluster = await startCluster({ databaseUrl: pair.url })

/** Says it on either node, again and again with one `client_id`, until it is acknowledged. */
async function sayForSure(person: Person, room: string, message: string, node: number): Promise<number> {
  const body = { type: 'text', message, client_id: message }
  for (const end = performance.now() + BACK_WITHIN; performance.now() < end;) {
    const answer = await api(cluster.nodes[node]!, person.token).post<{ seq: number }>(
      at('/send-message', room),
      body,
    )
    if (answer.status < 300) return answer.body.seq
    expect(answer.body).toMatchObject({ code: 'unavailable' })
  }
  throw new Error(`not acknowledged within ${BACK_WITHIN} ms`)
}

it('is one gap-free log again, from the first that was lost on', { timeout: 120_000 }, async () => {
  const [ann, bob] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]
  const room = await roomWith(ann, [bob])
  for (const number of range(1, 20)) await say(ann, room, `kept ${number}`)
  await pair.catchUp()
  await pair.detach()
  const lost = await Promise.all(range(1, LOST).map((number) => say(ann, room, `lost ${number}`)))
  expect(lost.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(range(23, 22 + LOST))
  await pair.failOver()
  const [first, ...rest] = range(1, 2 * LOST)
  const seqs = [await sayForSure(bob, room, `new ${first}`, 0)]
  for (const number of rest) seqs.push(await sayForSure(bob, room, `new ${number}`, number % 2))
  expect(seqs).toEqual(range(23, 22 + 2 * LOST))
  const database = new Client(pair.url)
  await database.connect()
  const log = await logOf(database, room)
  await database.end()
  expect(log.map(({ seq }) => seq)).toEqual(range(1, 22 + 2 * LOST))
})
