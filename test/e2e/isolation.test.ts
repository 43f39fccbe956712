// What one person, room or frame does must not be felt by another.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { range, within } from '../support/inbox.js'
import { registered, roomWith } from '../support/people.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { SendAnswer } from '../support/wire.js'

const SENDERS = 4
const SENT_BY_EACH = 2500

const server = await startServer({
  env: {
    // The largest attachment always fits, beside itself as text; this allows no second.
    MAX_ATTACHMENT_BYTES: String(4 << 20),
    MAX_HELD_BYTES: String(1 << 20),
    // Far fewer than are sent at once below.
    MAX_PENDING_SENDS: '5000',
    // What waits below for the database does so for as long as the test takes.
    DATABASE_TIMEOUT: '20',
  },
})
const ann = await registered(server, 'ann')
afterAll(() => server.stop())

const text = (message: string) => ({ type: 'text', message })
/** Bytes that PostgreSQL takes a while to store. */
const file = (megabytes: number) => ({
  type: 'attachment',
  attachment: {
    type: 'document',
    filename: 'f',
    content: Buffer.alloc(megabytes << 20, 7).toString('base64'),
  },
})

/** Nothing is stored of an attachment until the answer is called. A lock would do so for half a second only. */
async function holdChunks(): Promise<() => Promise<void>> {
  const database = new Client(server.databaseUrl)
  await database.connect()
  await database.query(`
    CREATE TABLE held AS SELECT 1;
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        WHILE EXISTS (SELECT FROM held) LOOP PERFORM pg_sleep(0.01); END LOOP;
        RETURN NEW;
      END $$;
    CREATE TRIGGER hold BEFORE INSERT ON attachment_chunks FOR EACH ROW EXECUTE FUNCTION hold()`)
  return async () => {
    await database.query('DELETE FROM held')
    await database.query('DROP TRIGGER hold ON attachment_chunks; DROP FUNCTION hold; DROP TABLE held')
    await database.end()
  }
}

describe('a chatroom whose row is locked in the database', () => {
  it('is unavailable by itself; messages to other rooms go on', async () => {
    const [locked, free] = [await roomWith(ann), await roomWith(ann)]
    const other = new Client(server.databaseUrl)
    await other.connect()
    await other.query('BEGIN')
    await other.query(
      'SELECT 1 FROM chatroom_heads WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) FOR UPDATE',
      [locked],
    )
    try {
      const slow = within(3000, 'a refusal', ann.api.post(at('/send-message', locked), text('waits')))
      // More than the pool has connections.
      const change = (n: number) => ann.api.patch(at('/chatroom', locked), { description: `${n}` })
      const changes = within(3000, 'refusals', Promise.all(range(1, 15).map(change)))
      const quick = within(3000, 'an answer', ann.api.post(at('/send-message', free), text('passes')))
      const [refused, passed, others] = await Promise.all([slow, quick, changes])
      expect(passed.status).toBe(201)
      expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } })
      expect(others.map(({ status }) => status)).toEqual(range(1, 15).map(() => 503))
    } finally {
      await other.query('ROLLBACK')
      await other.end()
    }
    expect((await ann.api.post(at('/send-message', locked), text('again'))).status).toBe(201)
  })
})

describe('changing and deleting a chatroom at once', () => {
  it('ends in one of the two, never in an error of ours', async () => {
    for (let round = 0; round < 15; round++) {
      const room = await roomWith(ann)
      const [one, two, gone] = await Promise.all([
        ann.api.patch(at('/chatroom', room), { description: 'a', max_members: 7 }),
        ann.api.patch(at('/chatroom', room), { description: 'b', max_members: 8 }),
        ann.api.delete(at('/chatroom', room)),
      ])
      expect(gone.status).toBe(204)
      for (const { status } of [one, two]) expect([200, 404]).toContain(status)
    }
  })
})

describe.each(LIVE_DOORS)('through $name', (door) => {
  it('sends keep their order when one between them fails', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const answers = await Promise.all([
      client.send({ ...file(4), client_id: 'first' }),
      client.send({
        type: 'attachment',
        attachment: { id: '00000000-0000-4000-8000-000000000000' },
        client_id: 'missing',
      }),
      client.send({ ...text('last'), client_id: 'last' }),
    ])
    const [first, missing, last] = answers as [SendAnswer, SendAnswer, SendAnswer]
    expect(missing).toMatchObject({ ok: false, error: { code: 'attachment_not_found' } })
    expect([first, last]).toMatchObject([
      { ok: true, seq: 2 },
      { ok: true, seq: 3 },
    ])
    await client.close()
  })

  it('a client_id of 64 characters of any script is acknowledged as it was given', async () => {
    const client = await door.connect(server, ann.token, await roomWith(ann))
    const client_id = '😀'.repeat(64)
    expect(await client.send({ ...text('hi'), client_id })).toMatchObject({ ok: true, client_id })
    expect(await client.send({ ...text(''), client_id })).toMatchObject({ ok: false })
    await client.close()
  })

  it('a frame with very many fields is refused at once, and the connection lives on', async () => {
    const client = await door.connect(server, ann.token, await roomWith(ann))
    const wild = {
      ...text('x'),
      ...Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`k${n}`, n])),
    }
    const answer = await within(2000, 'a refusal', client.send(wild))
    expect(answer).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    expect(JSON.stringify(answer).length).toBeLessThan(500)
    expect(await client.send(text('still here'))).toMatchObject({ ok: true })
    await client.close()
  })

  it('an attachment beyond those that may wait is refused, and the one that waits arrives', async () => {
    const client = await door.connect(server, ann.token, await roomWith(ann))
    const letGo = await holdChunks()
    const first = client.send({ ...file(4), client_id: 'first' })
    const second = await client.send({ ...file(4), client_id: 'second' })
    await letGo()
    expect(second).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await first).toMatchObject({ ok: true, seq: 2 })
    await client.close()
  })

  it('more than may wait can be sent at once: the rest is not read yet, and none of it refused', async () => {
    const room = await roomWith(ann)
    const clients = await Promise.all(range(1, SENDERS).map(() => door.connect(server, ann.token, room)))
    const answers = await Promise.all(
      clients.flatMap((client) =>
        range(1, SENT_BY_EACH).map((nth) => client.send({ ...text(`number ${nth}`), client_id: `${nth}` })),
      ),
    )
    // The same person with the same client_ids: each message is stored once, and every send of it is told so.
    expect(answers.filter(({ ok }) => !ok)).toEqual([])
    const seqs = answers.map((answer) => (answer.ok ? answer.seq : 0))
    expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(range(2, SENT_BY_EACH + 1))
    for (const [nth] of clients.entries()) {
      const own = seqs.slice(nth * SENT_BY_EACH, (nth + 1) * SENT_BY_EACH)
      expect(own).toEqual(range(2, SENT_BY_EACH + 1))
    }
    await Promise.all(clients.map((client) => client.close()))
  })
})
