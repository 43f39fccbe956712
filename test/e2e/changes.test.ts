// What holds for everything that changes what was said, through every door: who may, of what, until when, and what everybody gets.
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, entryAt, lastOf, roomWith, unique, type Person } from '../support/people.js'
import type { RoomClient } from '../support/room-client.js'
import { sharedServer, startServer } from '../support/server.js'
import { POLL, refused, sent } from '../support/targets.js'
import type { Message, SendAnswer } from '../support/wire.js'

const server = await sharedServer()
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

const NAMES = ['owner', 'admin', 'author', 'member'] as const
type Name = (typeof NAMES)[number]
const crowded = await crowd(server, 5)
const people = Object.fromEntries(NAMES.map((name, nth) => [name, crowded[nth]!])) as Record<Name, Person>
const { owner, admin, author, member } = people
const stranger = crowded[4]!
const room = await roomWith(owner, [admin, author, member])
await database.query(
  `UPDATE members SET role = 'admin' WHERE user_id = $1 AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $2)`,
  [admin.user.id, room],
)

const TEXT = { type: 'text', message: 'the first words' }
const LOCATION = { type: 'location', location: { latitude: 1, longitude: 2 } }
const CONTACT = { type: 'contact', contacts: [{ name: 'Ann', phones: ['+49 30 1'], emails: [] }] }
const CUSTOM = { type: 'custom', content: { any: 'JSON' }, message: 'the first words' }
const VOTING = { type: 'poll', poll: POLL }

interface Change {
  /** What it fits. */
  target: object
  body: { type: string; [field: string]: unknown }
  /** What it makes of its target, done by `by`. */
  state: (entry: Message, by: Person) => object
  may: readonly Name[]
  /** What it does not fit. */
  unfit: object[]
}

const CHANGES: Record<string, Change> = {
  edit: {
    target: TEXT,
    body: { type: 'edit', message: 'better words' },
    state: ({ created_at }) => ({ message: 'better words', edited_at: created_at }),
    may: ['author'],
    unfit: [VOTING, LOCATION, CONTACT],
  },
  delete: {
    target: TEXT,
    body: { type: 'delete' },
    state: ({ sender }) => ({ type: 'deleted', message: undefined, deleted_by: sender }),
    may: ['author', 'admin', 'owner'],
    unfit: [],
  },
  reaction: {
    target: TEXT,
    body: { type: 'reaction', emoji: '👍' },
    state: (_, { user }) => ({ reactions: [{ emoji: '👍', count: 1, users: [user.username] }] }),
    may: NAMES,
    unfit: [],
  },
  vote: {
    target: VOTING,
    body: { type: 'vote', options: [1] },
    state: (_, { user }) => ({
      poll: { ...POLL, votes: [{ option: 1, count: 1, users: [user.username] }] },
    }),
    may: NAMES,
    unfit: [TEXT, LOCATION, CONTACT, CUSTOM],
  },
  pin: {
    target: TEXT,
    body: { type: 'pin', pinned: true },
    state: () => ({ pinned: true }),
    may: NAMES,
    unfit: [],
  },
}

/** By door, then by whose it is. */
const clients = new Map<string, Record<Name, RoomClient>>()
beforeAll(async () => {
  for (const door of DOORS) {
    const connected = NAMES.map(async (name) => [name, await door.connect(server, people[name].token, room)])
    clients.set(door.name, Object.fromEntries(await Promise.all(connected)) as Record<Name, RoomClient>)
  }
  return async () => {
    for (const all of clients.values()) for (const client of Object.values(all)) await client.close()
  }
})

const target = (body: object): Promise<Message> => sent(author, room, body)

async function accepted(answer: Promise<SendAnswer>): Promise<SendAnswer & { ok: true }> {
  const given = await answer
  expect(given).toMatchObject({ ok: true })
  return given as SendAnswer & { ok: true }
}

const refusal = (code: string) => ({ ok: false, error: { code } })

/** Makes what was said in the room older. */
async function age(seq: number, seconds: number): Promise<void> {
  await database.query(
    `UPDATE messages SET created_at = created_at - make_interval(secs => $3)
     WHERE seq = $2 AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $1)`,
    [room, seq, seconds],
  )
}

describe.each(DOORS.map(({ name }) => name))('through %s', (door) => {
  describe.each(Object.entries(CHANGES))('%s', (_, { target: fit, body, state, may, unfit }) => {
    it.each(NAMES)('by the room’s %s of what the author has said', async (name) => {
      const said = await target(fit)
      const answer = await clients.get(door)![name].send({ ...body, target_seq: said.seq })
      if (!may.includes(name)) {
        expect(answer).toMatchObject(refusal('forbidden'))
        expect(await entryAt(author, room, said.seq)).toEqual(said)
        return
      }
      expect(answer).toMatchObject({ ok: true, duplicate: false })
      const { seq, created_at } = answer as SendAnswer & { ok: true }
      const entry = await clients.get(door)!.member.waitFor((each) => each.seq === seq)
      const { id, username, display_name } = people[name].user
      const sender = { id, username, display_name }
      const changed = { ...said, ...state(entry, people[name]), changed_seq: seq }
      const common = { chatroom: room, seq, client_id: null, sender, created_at, target_seq: said.seq }
      expect(entry).toEqual({ ...body, ...common, target: changed })
      expect(await entryAt(member, room, said.seq)).toEqual(changed)
      // No more than ten are, in a room.
      if (body.type === 'pin') await sent(owner, room, { ...body, target_seq: said.seq, pinned: false })
    })

    it('of what it does not fit finds nothing, and stores nothing', async () => {
      const said = await target(fit)
      const client = clients.get(door)!.author
      const change = await sent(author, room, { type: 'reaction', target_seq: said.seq, emoji: '👍' })
      const deleted = await target(fit)
      const deletion = await sent(author, room, { type: 'delete', target_seq: deleted.seq })
      const wrong = await Promise.all(unfit.map(target))
      const { seq: head } = await lastOf(author, room)
      const seqs = [1, change.seq, deleted.seq, deletion.seq, head + 1, head + 1000, 2 ** 53 - 1]
      for (const target_seq of [...seqs, ...wrong.map(({ seq }) => seq)])
        expect(await client.send({ ...body, target_seq }), `${target_seq}`).toMatchObject(
          refusal('message_not_found'),
        )
      for (const target_seq of [0, -1, 1.5, 2 ** 53, '1', null])
        expect(await client.send({ ...body, target_seq }), `${target_seq}`).toMatchObject(
          refusal('validation_failed'),
        )
      expect((await lastOf(author, room)).seq).toBe(head)
    })

    it('is done once for its client_id, also when there is nothing left to change', async () => {
      const said = await target(fit)
      const client = clients.get(door)!.author
      const once = { ...body, target_seq: said.seq, client_id: unique('c') }
      const first = await accepted(client.send(once))
      for (const again of [1, 2])
        expect(await client.send(once), `${again}`).toEqual({ ...first, duplicate: true })
      const other = await target(fit)
      expect(await client.send({ ...once, target_seq: other.seq })).toMatchObject(refusal('client_id_reused'))
      if (body.type !== 'delete') await sent(owner, room, { type: 'delete', target_seq: said.seq })
      expect(await client.send(once)).toEqual({ ...first, duplicate: true })
      expect((await entryAt(author, room, said.seq)).type).toBe('deleted')
    })
  })

  it('an edit comes too late after 15 minutes, a deletion after 60 hours, but not the admins’', async () => {
    const said = await target(TEXT)
    const { author: ann, admin: ada } = clients.get(door)!
    const [edit, deletion] = [
      { type: 'edit', target_seq: said.seq, message: 'better words' },
      { type: 'delete', target_seq: said.seq },
    ]
    await age(said.seq, 890)
    const first = await accepted(ann.send({ ...edit, client_id: 'in time' + door }))
    await age(said.seq, 20)
    expect(await ann.send(edit)).toMatchObject(refusal('too_late'))
    expect(await ann.send({ ...edit, client_id: 'in time' + door })).toEqual({ ...first, duplicate: true })
    await age(said.seq, 216_000)
    expect(await ann.send(deletion)).toMatchObject(refusal('too_late'))
    await accepted(ann.send({ type: 'reaction', target_seq: said.seq, emoji: '👍' }))
    await accepted(ada.send(deletion))
  })
})

it.each(Object.values(CHANGES))(
  '$body.type comes to who resumes before it, with its target as it is now',
  async ({ target: fit, body }) => {
    const said = await target(fit)
    const { seq } = await sent(author, room, { ...body, target_seq: said.seq })
    const after =
      body.type === 'delete'
        ? await sent(owner, room, TEXT)
        : await sent(owner, room, { type: 'delete', target_seq: said.seq })
    const now = await entryAt(member, room, said.seq)
    expect(now).toMatchObject({ type: 'deleted', changed_seq: body.type === 'delete' ? seq : after.seq })
    for (const each of DOORS) {
      const late = await each.connect(server, member.token, room, { after_seq: said.seq - 1 })
      await late.waitFor((entry) => entry.seq === after.seq)
      const [first, change] = late.messages
      expect(first, each.name).toEqual(now)
      expect(change, each.name).toMatchObject({ seq, type: body.type, target_seq: said.seq, target: now })
      await late.close()
      const later = await each.connect(server, member.token, room, { after_seq: seq })
      expect((await later.waitFor(() => true)).seq, each.name).toBe(after.seq)
      await later.close()
    }
  },
)

it.each(Object.values(CHANGES))(
  '$body.type is not for who is not in the room',
  async ({ target: fit, body }) => {
    const said = await target(fit)
    await refused(stranger, room, { ...body, target_seq: said.seq }, 'not_a_member')
    await refused(stranger, room, { ...body, target_seq: 2 ** 40 }, 'not_a_member')
    expect(await entryAt(author, room, said.seq)).toEqual(said)
  },
)

it('how long something can be edited and deleted is the operator’s to say', async () => {
  const env = { EDIT_WINDOW: '5s', DELETE_WINDOW: '10s' }
  const strict = await startServer({ env })
  const own = new Client(strict.databaseUrl)
  await own.connect()
  const [ann] = (await crowd(strict, 1)) as [Person]
  const [ben] = (await crowd(strict, 1)) as [Person]
  const place = await roomWith(ben, [ann])
  const { seq: target_seq } = await sent(ann, place, TEXT)
  const older = () =>
    own.query(`UPDATE messages SET created_at = created_at - interval '6 s' WHERE seq = $1`, [target_seq])
  const edit = { type: 'edit', target_seq, message: 'in time' }
  expect(await sent(ann, place, edit)).toMatchObject({ target: { message: 'in time' } })
  await older()
  await refused(ann, place, edit, 'too_late')
  await older()
  await refused(ann, place, { type: 'delete', target_seq }, 'too_late')
  await own.end()
})
