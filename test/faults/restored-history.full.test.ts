// The database comes back with another history under running nodes: everybody is told, and nobody is shown two logs as one.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { copyOf, launchAsStandby, launchOnNewTimeline } from '../support/histories.js'
import { pause, range, seqs, within } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { crowd, must, registered, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { Refused } from '../support/room-client.js'
import type { Server } from '../support/server.js'
import type { Chatroom, MessagePage } from '../support/wire.js'

/** Seconds; the time within which every live reader has to be told. */
const CHECK_INTERVAL = 5
const TOLD_WITHIN = CHECK_INTERVAL * 1000 + 1000
const LOST = 10

const postgres = await startOwnPostgres()
const cluster = await startCluster({
  databaseUrl: postgres.url,
  env: { FEED_CHECK_INTERVAL: String(CHECK_INTERVAL) },
})
const nodes = cluster.nodes
const [ann, bob] = (await crowd(nodes[0]!, 2)) as [Person, Person]

const logNow = async (room: string): Promise<string> =>
  must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200).log

/** Somebody at every live door of every node, who has the whole log. */
async function readersOf(room: string, last: number) {
  const readers = await Promise.all(
    nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, bob.token, room, { after_seq: 0 }))),
  )
  await Promise.all(readers.map((reader) => reader.waitFor(({ seq }) => seq === last)))
  return readers
}

/** Says so many messages past all nodes, as nodes that came back earlier would have them said. */
const sayElsewhere = (room: string, count: number) =>
  postgres.query(`
    SELECT a.head
    FROM chatroom_heads h JOIN chatrooms c ON c.id = h.chatroom_id, append_to_room(
      h.chatroom_id, h.incarnation || log_history(), array_fill('${ann.user.id}'::uuid, ARRAY[${count}]),
      array_fill('text'::text, ARRAY[${count}]), NULL, array_fill('new'::text, ARRAY[${count}]),
      NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ARRAY[900, 900], true
    ) a WHERE c.name = '${room}'`)

/** What happens to the database while no node can look. */
async function unseen(work: () => Promise<unknown>): Promise<void> {
  nodes.forEach((_, index) => cluster.freeze(index))
  try {
    await work()
  } finally {
    nodes.forEach((_, index) => cluster.thaw(index))
  }
}

describe('a database that comes back as it was some time ago', () => {
  it('tells every live reader of what is lost, though the log is longer again than what they have', async () => {
    const room = await roomWith(ann, [bob])
    for (const nth of range(3, 7)) await say(ann, room, `kept ${nth}`)
    const log = await logNow(room)
    const putBack = await copyOf(postgres)
    await within(TOLD_WITHIN, 'the nodes to find it again', saidAgain(room))
    for (const nth of range(9, 7 + LOST)) await say(ann, room, `lost ${nth}`)
    const late = await registered(nodes[0]!)
    must(await late.api.post(at('/enter-chatroom', room)), 200)
    const last = 7 + LOST + 1
    const readers = await readersOf(room, last)
    const latecomer = await LIVE_DOORS[0]!.connect(nodes[0]!, late.token, room)

    await unseen(async () => {
      await postgres.crash()
      await putBack()
      await launchOnNewTimeline(postgres)
      await sayElsewhere(room, LOST + 20)
    })
    for (const reader of readers) {
      expect(await within(TOLD_WITHIN, 'the end', reader.closed)).toMatchObject({ code: 1013 })
      expect(reader.errors).toEqual(['seq_unknown'])
      expect(seqs(reader.messages)).toEqual(range(1, last))
      expect(reader.messages.filter(({ message }) => message === 'new')).toEqual([])
    }
    // Who is not there any more is let in nowhere, and believed to be there until the next check at most.
    await within(TOLD_WITHIN, 'the end', latecomer.closed)
    for (const node of nodes)
      await within(TOLD_WITHIN, 'nobody to be behind the token', goneFrom(node, late, room))

    const now = await logNow(room)
    expect(now).not.toBe(log)
    for (const door of LIVE_DOORS) {
      const refused = await door
        .connect(nodes[1]!, bob.token, room, { after_seq: last, log })
        .catch((error: Refused) => error)
      expect(refused).toMatchObject({ code: 'seq_unknown' })
    }
    expectProblem(
      await bob.api.get(at('/chatroom', room, '/messages'), { after_seq: last, log }),
      'seq_unknown',
    )
    const page = must(
      await bob.api.get<MessagePage>(at('/chatroom', room, '/messages'), { after_seq: 7 }),
      200,
    )
    expect(page.log).toBe(now)
    expect(new Set(page.messages.map(({ message }) => message))).toEqual(new Set(['new']))
  })

  /** Resolves when this node has found nobody behind the token; nobody is let in before. */
  async function goneFrom(node: Server, { token }: Person, room: string): Promise<void> {
    for (let code = ''; code !== 'unauthenticated'; await pause(50)) {
      const answer = await LIVE_DOORS[0]!.connect(node, token, room).catch((error: Refused) => error)
      expect(answer).toBeInstanceOf(Refused)
      ;({ code } = answer as Refused)
    }
  }

  /** Resolves when a message was stored: the nodes have found the database again. */
  async function saidAgain(room: string): Promise<void> {
    for (let status = 0; status !== 201;)
      ({ status } = await ann.api.post(at('/send-message', room), {
        type: 'text',
        message: 'found again',
        client_id: 'a',
      }))
  }
})

describe('a database that comes back on another timeline with all that was acknowledged', () => {
  it('loses and doubles nothing under load, and everybody starts again with the new log', async () => {
    const load = await Load.on(cluster)
    await load.progresses(200, 30_000)
    await postgres.crash()
    await launchOnNewTimeline(postgres)
    await load.progresses(200, 30_000)
    await load.finish()
    const restarts = load.talkers.map((talker) => talker.restarts)
    expect(restarts).toEqual(load.talkers.map(({ rooms }) => rooms.length))
  })
})

describe('a database that is a standby', () => {
  it('has no log yet, and one of its own as soon as it is promoted', async () => {
    const room = await roomWith(ann, [bob])
    const log = await logNow(room)
    const readers = await readersOf(room, 2)
    await postgres.crash()
    await launchAsStandby(postgres)
    await expect.poll(databaseState).toBe('read_only')
    for (const path of [at('/chatroom', room), '/list-chatroom', at('/chatroom', room, '/messages')])
      expectProblem(await ann.api.get(path), 'unavailable')
    const said = { type: 'text', message: 'to a standby' }
    expectProblem(await ann.api.post(at('/send-message', room), said), 'unavailable')
    await postgres.query('SELECT pg_promote()')
    await expect.poll(databaseState).toBe('up')
    await say(ann, room, 'to the new primary')
    expect(await logNow(room)).not.toBe(log)
    for (const reader of readers) {
      expect(await within(TOLD_WITHIN, 'the end', reader.closed)).toMatchObject({ code: 1013 })
      expect(reader.errors).toEqual(['seq_unknown'])
      expect(seqs(reader.messages)).toEqual([1, 2])
    }
  })

  const databaseState = async () =>
    (await ann.api.get<{ dependencies: { database: string } }>('/health/live')).body.dependencies.database
})

describe('a table of heads that is made anew, as a restored dump does', () => {
  it('is another history, also for connections to the database that stay open', async () => {
    const room = await roomWith(ann, [bob])
    const log = await logNow(room)
    const readers = await readersOf(room, 2)
    await postgres.query(`
      BEGIN;
      CREATE TABLE copied (LIKE chatroom_heads INCLUDING ALL);
      INSERT INTO copied SELECT * FROM chatroom_heads;
      DROP TABLE chatroom_heads;
      ALTER TABLE copied RENAME TO chatroom_heads;
      COMMIT`)
    for (const reader of readers) {
      expect(await within(TOLD_WITHIN, 'the end', reader.closed)).toMatchObject({ code: 1013 })
      expect(reader.errors).toEqual(['seq_unknown'])
    }
    expect(await logNow(room)).not.toBe(log)
    await say(ann, room, 'goes on')
  })
})
