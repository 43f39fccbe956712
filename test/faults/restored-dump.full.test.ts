// A dump of some time ago is restored over the database, under running nodes: everybody is told, nobody is shown a mixture.
import { expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { startDebianPostgres } from '../support/debian-postgres.js'
import { LIVE_DOORS } from '../support/doors.js'
import { range, seqs, within } from '../support/inbox.js'
import { crowd, logOf, must, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import type { Chatroom } from '../support/wire.js'

/** Seconds. */
const CHECK_INTERVAL = 5
const LOST = 10

it('a restored dump is another history, whatever has been said since', async () => {
  const postgres = await startDebianPostgres()
  const cluster = await startCluster({
    databaseUrl: postgres.url,
    env: { FEED_CHECK_INTERVAL: String(CHECK_INTERVAL) },
  })
  const [ann, bob] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]
  const room = await roomWith(ann, [bob])
  for (const nth of range(3, 7)) await say(ann, room, `kept ${nth}`)
  await postgres.program('pg_dump', '-Fc', '-f', 'chat.dump', postgres.url)
  for (const nth of range(8, 7 + LOST)) await say(ann, room, `lost ${nth}`)

  const last = 7 + LOST
  const readers = await Promise.all(
    cluster.nodes.flatMap((node) =>
      LIVE_DOORS.map((door) => door.connect(node, bob.token, room, { after_seq: 0 })),
    ),
  )
  await Promise.all(readers.map((reader) => reader.waitFor(({ seq }) => seq === last)))
  const { log } = readers[0]!.ready

  // In one transaction: a node sees what was there before, or what is there afterwards.
  const restore = ['--clean', '--if-exists', '--single-transaction', '--exit-on-error', '-d', postgres.url]
  await postgres.program('pg_restore', ...restore, 'chat.dump')
  for (const nth of range(8, 7 + LOST + 5)) await say(ann, room, `new ${nth}`)
  for (const reader of readers) {
    expect(await within(CHECK_INTERVAL * 1000 + 1000, 'the end', reader.closed)).toMatchObject({ code: 1013 })
    expect(reader.errors).toEqual(['seq_unknown'])
    expect(seqs(reader.messages)).toEqual(range(1, last))
    expect(reader.messages.filter(({ message }) => message?.startsWith('new'))).toEqual([])
  }
  for (const door of LIVE_DOORS)
    await expect(
      door.connect(cluster.nodes[1]!, bob.token, room, { after_seq: last, log }),
    ).rejects.toMatchObject({
      code: 'seq_unknown',
    })
  const left = { type: 'text', message: 'left over', log }
  expectProblem(await bob.api.post(at('/send-message', room), left), 'seq_unknown')
  expect(must(await bob.api.get<Chatroom>(at('/chatroom', room)), 200).log).not.toBe(log)
  const texts = (await logOf(ann, room)).flatMap(({ message }) => message ?? [])
  expect(texts).toEqual([
    ...range(3, 7).map((nth) => `kept ${nth}`),
    ...range(8, 7 + LOST + 5).map((nth) => `new ${nth}`),
  ])
})
