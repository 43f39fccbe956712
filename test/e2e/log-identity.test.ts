// Which log a room has: whoever gives another one back is told, and neither gets nor says anything of one in the other.
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs, within } from '../support/inbox.js'
import { crowd, enter, logOf, must, roomWith, say, type Person } from '../support/people.js'
import { api, at, expectProblem } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { ConnectOptions, Door, Refused } from '../support/room-client.js'
import type { Attachment, Chatroom, ChatroomList, MessagePage } from '../support/wire.js'

/** Seconds; the time within which everybody has to be told. */
const CHECK_INTERVAL = 2
const cluster = await startCluster({ env: { FEED_CHECK_INTERVAL: String(CHECK_INTERVAL) } })
const [one, two] = cluster.nodes
/** Looks by itself so seldom that what is noticed in these tests is noticed by what happens. */
const seldom = await startServer({
  databaseUrl: cluster.databaseUrl,
  env: { FEED_CHECK_INTERVAL: '600' },
})
/** Milliseconds in which a feed that begins has looked at its log once more: after that nothing but what happens makes it look. */
const FIRST_LOOK = 2500
const [ann, bob] = (await crowd(one!, 2)) as [Person, Person]

const database = new Client(cluster.databaseUrl)
beforeAll(() => database.connect())
afterAll(() => database.end())

const text = (message: string, more: object = {}) => ({ type: 'text', message, ...more })
const told = { ok: false, error: { code: 'seq_unknown' } }

const chatroom = async (room: string): Promise<Chatroom> =>
  must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200)
const texts = async (room: string): Promise<unknown[]> =>
  (await logOf(ann, room)).map(({ message }) => message).filter((message) => message !== undefined)

/** A room that was there with seven entries, and is again under the same name, with ten. */
async function madeAnew(): Promise<{ room: string; old: Chatroom }> {
  const room = await roomWith(ann, [bob])
  for (const nth of range(3, 7)) await say(ann, room, `old ${nth}`)
  const old = await chatroom(room)
  must(await ann.api.delete(at('/chatroom', room)), 204)
  await roomWith(ann, [bob], { name: room })
  for (const nth of range(3, 10)) await say(ann, room, `new ${nth}`)
  return { room, old }
}

/** What a database that came back with another history does to a room: the same id, another log. */
async function replaceLog(room: string): Promise<void> {
  await database.query(
    `UPDATE chatroom_heads SET incarnation = 'replaced-now'
     WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1)`,
    [room],
  )
}

const refusal = (door: Door, room: string, options: ConnectOptions): Promise<Refused> =>
  door.connect(one!, bob.token, room, options).then(
    () => Promise.reject(new Error('let in')),
    (refused: Refused) => refused,
  )

describe('the log of a room', () => {
  it('is the same on every node and wherever it is told, as long as the room is', async () => {
    const room = await roomWith(ann, [bob])
    const { log } = await chatroom(room)
    expect(log).toMatch(/^[\w-]{8,32}$/)
    await say(bob, room, 'said')
    for (const node of cluster.nodes) {
      const caller = api(node, bob.token)
      expect(must(await caller.get<Chatroom>(at('/chatroom', room)), 200).log).toBe(log)
      const { chatrooms } = must(await caller.get<ChatroomList>('/list-chatroom', { q: room }), 200)
      expect(chatrooms.map((each) => each.log)).toEqual([log])
      const page = must(await caller.get<MessagePage>(at('/chatroom', room, '/messages')), 200)
      expect(page.log).toBe(log)
    }
    expect((await chatroom(await roomWith(ann))).log).not.toBe(log)
  })
})

describe.each(DOORS)('through $name', (door) => {
  it('a client of a room that was made anew is told, and gets nothing of it by its old position', async () => {
    const { room, old } = await madeAnew()
    const now = await chatroom(room)
    expect(now.log).not.toBe(old.log)
    expect(await refusal(door, room, { after_seq: 7, log: old.log })).toMatchObject({ code: 'seq_unknown' })
    const client = await door.connect(one!, bob.token, room, { after_seq: 7, log: now.log })
    await client.waitFor(({ seq }) => seq === 10)
    expect(seqs(client.messages)).toEqual([8, 9, 10])
    expect(client.ready.log).toBe(now.log)
    await client.close()
  })

  it('what was not sent to the old room is not stored in the new one, of whatever kind', async () => {
    const { room, old } = await madeAnew()
    const before = await texts(room)
    const client = await door.connect(one!, bob.token, room)
    const outbox = [
      text('left over', { log: old.log }),
      text('left over', { log: old.log, client_id: 'outbox-1' }),
      {
        type: 'attachment',
        attachment: { type: 'document', filename: 'f', content: 'YWJj' },
        log: old.log,
      },
      { type: 'attachment', attachment: { id: await upload(bob) }, log: old.log, message: 'left over' },
    ]
    for (const body of outbox) expect(await client.send(body)).toMatchObject(told)
    expect(await texts(room)).toEqual(before)
    // The connection is one of the new room: it goes on.
    const { log } = client.ready
    expect(await client.send(text('said now', { log, client_id: 'outbox-1' }))).toMatchObject({
      ok: true,
      seq: 11,
    })
    await client.close()
  })

  it('the log is no part of what makes a retry the same', async () => {
    const client = await door.connect(one!, bob.token, await roomWith(ann, [bob]))
    const { log } = client.ready
    const said = text('once', { client_id: 'c' })
    expect(await client.send(said)).toMatchObject({ ok: true, seq: 3, duplicate: false })
    expect(await client.send({ ...said, log })).toMatchObject({ ok: true, seq: 3, duplicate: true })
    expect(await client.send({ ...said, log: null })).toMatchObject({ ok: true, seq: 3, duplicate: true })
    await client.close()
  })

  it.each(['', 'seven77', 'x'.repeat(33), 7, {}, 'with a \0 NUL'])('%j is no log', async (log) => {
    const client = await door.connect(one!, bob.token, await roomWith(ann, [bob]))
    const answer = await client.send(text('hello', { log }))
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'validation_failed', errors: [{ field: 'log' }] },
    })
    await client.close()
  })
})

describe.each(LIVE_DOORS)('through $name', (door) => {
  it('a log without a position is compared, too, and one that is none is refused', async () => {
    const { room, old } = await madeAnew()
    expect(await refusal(door, room, { log: old.log })).toMatchObject({ code: 'seq_unknown' })
    for (const log of ['seven77', 'x'.repeat(33)])
      expect(await refusal(door, room, { log })).toMatchObject({ code: 'validation_failed' })
    const client = await door.connect(one!, bob.token, room, { log: (await chatroom(room)).log })
    await client.close()
  })

  it('a live connection of a room that is deleted ends for good, whatever is made under its name', async () => {
    const room = await roomWith(ann, [bob])
    const client = await door.connect(two!, bob.token, room)
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await roomWith(ann, [bob], { name: room })
    await say(ann, room, 'in the new one')
    expect(await within(5000, 'the end', client.closed)).toMatchObject({ code: 4404 })
    expect(client.messages).toEqual([])
    expect(client.errors).toEqual([])
  })

  it('every reader of a log that is replaced is told within one check interval, and shows nothing of the other', async () => {
    const room = await roomWith(ann, [bob])
    const readers = await Promise.all(
      cluster.nodes.map((node) => door.connect(node, bob.token, room, { after_seq: 0 })),
    )
    await Promise.all(readers.map((reader) => reader.waitFor(({ seq }) => seq === 2)))
    const { log } = readers[0]!.ready
    await replaceLog(room)
    // The other log goes on from where this one was: only its name tells them apart.
    await database.query(
      `SELECT a.head
       FROM chatroom_heads h JOIN chatrooms c ON c.id = h.chatroom_id, append_to_room(
         h.chatroom_id, h.incarnation || log_history(), ARRAY[$2::uuid], ARRAY['text'], NULL, ARRAY['of the other log'],
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ARRAY[900, 900], true
       ) a WHERE c.name = $1`,
      [room, ann.user.id],
    )
    for (const reader of readers) {
      const closing = await within(CHECK_INTERVAL * 1000 + 500, 'the end', reader.closed)
      expect(closing.code).toBe(1013)
      expect(reader.errors).toEqual(['seq_unknown'])
      expect(seqs(reader.messages)).toEqual([1, 2])
    }
    expect(await refusal(door, room, { after_seq: 2, log })).toMatchObject({ code: 'seq_unknown' })
    const again = await door.connect(two!, bob.token, room, { after_seq: 0 })
    await again.waitFor(({ message }) => message === 'of the other log')
    expect(again.ready.log).not.toBe(log)
    await again.close()
  })

  it('what is said in the log that is there reaches no connection of the one before, and they are told at once', async () => {
    const room = await roomWith(ann, [bob])
    const reader = await door.connect(seldom, bob.token, room)
    await replaceLog(room)
    await say({ ...ann, api: api(seldom, ann.token) }, room, 'in the log that is there')
    expect(await within(5000, 'the end', reader.closed)).toMatchObject({ code: 1013 })
    expect(reader.errors).toEqual(['seq_unknown'])
    expect(reader.messages).toEqual([])
  })

  it('what is said through a connection of a replaced log is not stored; its sender and all others are told at once', async () => {
    const room = await roomWith(ann, [bob])
    const [sender, reader] = [
      await door.connect(seldom, bob.token, room),
      await door.connect(seldom, ann.token, room),
    ]
    await pause(FIRST_LOOK)
    await replaceLog(room)
    // A look of the feed may be quicker than the answer: then the end is the answer.
    const answer = await sender.send(text('left over', { client_id: 'c' })).catch(() => undefined)
    for (const each of [sender, reader])
      expect(await within(5000, 'the end', each.closed)).toMatchObject({ code: 1013 })
    if (answer) expect(answer).toMatchObject(told)
    else expect(sender.errors).toEqual(['seq_unknown'])
    expect(reader.errors).toEqual(['seq_unknown'])
    expect(await texts(room)).toEqual([])
  })

  it('whoever comes with the log that is there while others still have the old one comes in at the second attempt', async () => {
    const room = await roomWith(ann, [bob])
    const reader = await door.connect(seldom, ann.token, room)
    await pause(FIRST_LOOK)
    await replaceLog(room)
    const newcomer = await door.connect(seldom, bob.token, room)
    expect(await within(5000, 'the end', reader.closed)).toMatchObject({ code: 1013 })
    expect(reader.errors).toEqual(['seq_unknown'])
    expect(await within(5000, 'the end', newcomer.closed)).toMatchObject({ code: 1013 })
    const again = await door.connect(seldom, bob.token, room, { after_seq: 2, log: newcomer.ready.log })
    expect(await again.send(text('in'))).toMatchObject({ ok: true, seq: 3 })
    await again.close()
  })
})

describe('over HTTP', () => {
  it('a page is never of another log than the one that is asked for', async () => {
    const { room, old } = await madeAnew()
    const page = (query: Record<string, string | number>) =>
      bob.api.get<MessagePage>(at('/chatroom', room, '/messages'), query)
    const { log } = await chatroom(room)
    for (const bound of [{}, { after_seq: 7 }, { before_seq: 9 }] as Record<string, number>[]) {
      expectProblem(await page({ ...bound, log: old.log }), 'seq_unknown')
      expect(must(await page({ ...bound, log }), 200).log).toBe(log)
    }
    for (const wrong of ['seven77', 'x'.repeat(33)])
      expectProblem(await page({ after_seq: 7, log: wrong }), 'validation_failed', 'log')
  })

  it('entering, leaving, changing and deleting go to the room as it is now', async () => {
    const room = await roomWith(ann)
    await replaceLog(room)
    await enter(bob, room)
    must(await bob.api.post(at('/leave-chatroom', room)), 204)
    must(await ann.api.patch(at('/chatroom', room), { description: 'changed' }), 200)
    must(await ann.api.delete(at('/chatroom', room)), 204)
  })
})

/** Of a description. */
const UPDATE = `(update_chatroom($1, $2, $3, '{"description":"another"}', NULL, '{}', 4096, '', false)).outcome`

describe('the writers of a room', () => {
  const BY_ANN_TO_BOB = [ann.user.id, bob.user.id]
  const WRITERS: [name: string, call: string, parameters: string[]][] = [
    ['enter_chatroom', `(enter_chatroom($1, $2, $3, 'enter', NULL, NULL, 9, false)).outcome`, [bob.user.id]],
    ['leave_chatroom', '(leave_chatroom($1, $2, $3, false)).outcome', [bob.user.id]],
    ['set_member', `(set_member($1, $2, $3, $4, 'admin', false, NULL, false)).outcome`, BY_ANN_TO_BOB],
    ['remove_member', `(remove_member($1, $2, $3, $4, true, NULL, NULL, false)).outcome`, BY_ANN_TO_BOB],
    ['unban', '(unban($1, $2, $3, $4, false)).outcome', BY_ANN_TO_BOB],
    ['update_chatroom', UPDATE, [ann.user.id]],
    ['delete_chatroom', 'delete_chatroom($1, $2, $3)', [ann.user.id]],
  ]
  it.each(WRITERS)(
    '%s touches no room that has another log than the one found',
    async (_, call, parameters) => {
      const room = await roomWith(ann, [bob])
      const { rows } = await database.query<{ id: string }>('SELECT id FROM chatrooms WHERE name = $1', [
        room,
      ])
      const before = await chatroom(room)
      const answer = await database.query(`SELECT ${call} AS outcome`, [
        rows[0]!.id,
        'another log',
        ...parameters,
      ])
      expect(answer.rows).toEqual([{ outcome: 'unavailable' }])
      expect(await chatroom(room)).toEqual(before)
      expect(await logOf(ann, room)).toHaveLength(2)
    },
  )
})

describe('who changes a room', () => {
  it.each([
    ['update_chatroom', UPDATE],
    ['delete_chatroom', 'delete_chatroom($1, $2, $3)'],
  ])('is asked under its lock whether they may: %s', async (_, call) => {
    const room = await roomWith(ann, [bob])
    const before = await chatroom(room)
    // A member, as somebody is who was an admin when their request came in.
    const { rows } = await database.query(
      `SELECT ${call.replace('$1', 'c.id').replace('$2', '$1').replace('$3', '$2')} AS outcome FROM chatrooms c WHERE c.name = $3`,
      [before.log, bob.user.id, room],
    )
    expect(rows).toEqual([{ outcome: 'forbidden' }])
    expect(await chatroom(room)).toEqual(before)
  })
})

async function upload(person: Person): Promise<string> {
  const form = new FormData()
  form.append('type', 'document')
  form.append('file', new Blob(['some bytes']), 'file.bin')
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form }), 201).id
}
