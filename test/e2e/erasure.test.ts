// Being forgotten: who was erased is nobody at once, and nothing of them is anywhere a moment later.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { foundInDatabase } from '../support/dump.js'
import { admin, EventReader } from '../support/events.js'
import { pause, range, PATIENCE } from '../support/inbox.js'
import {
  signedUpCrowd as crowd,
  directWith,
  enter,
  leave,
  logOf,
  must,
  PASSWORD,
  personOf,
  personOn,
  signedUp as registered,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { photograph, upload as uploadBytes } from '../support/pictures.js'
import { api, at, erasing, expectProblem } from '../support/rest.js'
import { whenDone } from '../support/when-done.js'
import type { Attachment, Chatroom, Member, Message, Session } from '../support/wire.js'

const cluster = await startCluster({ nodes: 2, env: { LOG_LEVEL: 'info' } })
const [one, two] = cluster.nodes as [(typeof cluster.nodes)[0], (typeof cluster.nodes)[0]]

async function ofDatabase(): Promise<Client> {
  const database = new Client(one.databaseUrl)
  await database.connect()
  whenDone(() => database.end())
  return database
}

/** Nothing else contains it. */
const word = (): string => `w${randomBytes(9).toString('hex')}`

const nobody = (id: string) => ({ id, username: 'deleted', display_name: 'Deleted account' })

const erase = (person: Person, password?: string) => person.api.send<undefined>(erasing(password ?? PASSWORD))

/** Somebody whose names are found nowhere else. */
async function remarkable(): Promise<{ person: Person; words: string[] }> {
  const [username, display, about] = [word(), word(), word()]
  const body = { username, password: PASSWORD, display_name: display }
  const person = personOf(one, must(await api(one).post<Session>('/auth/register', body), 201))
  const picture = await uploadBytes(person, await photograph(), {}, 'me.jpg')
  const avatar = must(picture, 201)
  must(await person.api.patch('/auth/me', { about, avatar: avatar.id }), 200)
  return { person, words: [username, display, about] }
}

const upload = async (by: Person, name: string, text: string): Promise<Attachment> =>
  must(await uploadBytes(by, new Uint8Array(Buffer.from(text)), {}, name), 201)

const send = async (by: Person, room: string, body: object) =>
  must(await by.api.post<Message>(at('/send-message', room), body), 201)

/** Says something of every kind, and changes it. @returns the words, and the seqs of what was said */
async function sayEverything(by: Person, room: string): Promise<{ words: string[]; seqs: number[] }> {
  const words: string[] = []
  const a = (): string => (words.push(word()), words.at(-1)!)
  const file = await upload(by, `${a()}.txt`, `so ${a()} so`)
  const said = [
    await send(by, room, { type: 'text', message: a(), client_id: a(), metadata: { [a()]: a() } }),
    await send(by, room, { type: 'attachment', attachment: { id: file.id }, message: a() }),
    await send(by, room, { type: 'location', location: { latitude: 1, longitude: 2, name: a() } }),
    await send(by, room, { type: 'contact', contacts: [{ name: a(), phones: ['+49 30 1'], emails: [] }] }),
    await send(by, room, { type: 'poll', poll: { question: a(), options: [a(), a()], multiple: false } }),
    await send(by, room, { type: 'custom', content: { [a()]: a() }, message: a() }),
  ]
  const [text] = said as [Message]
  await send(by, room, { type: 'edit', target_seq: text.seq, message: a(), client_id: a() })
  await send(by, room, { type: 'reaction', target_seq: text.seq, emoji: '👍', client_id: a() })
  said.push(await send(by, room, { type: 'text', message: a(), reply_to: text.seq }))
  return { words, seqs: said.map(({ seq }) => seq) }
}

/** Polls within a test that runs beside others. */
const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: PATIENCE, interval: 100 })

/** All that a test has put somewhere is gone within some seconds. */
const expectNowhere = (words: string[]) =>
  eventually(async () => expect(await foundInDatabase(one.databaseUrl, words)).toEqual([]))

describe.concurrent('somebody who deletes their account', () => {
  it('is found nowhere: no name, no word, no file, in no table', async () => {
    const [{ person: ann, words }, [ben, eve]] = await Promise.all([
      remarkable(),
      crowd(one, 2) as Promise<[Person, Person]>,
    ])
    const [shared, former, own] = [
      await roomWith(ben, [ann, eve]),
      await roomWith(ben, [ann]),
      await roomWith(ann, [], { visibility: 'private' }),
    ]
    const direct = await directWith(ann, ben)
    const waiting = await roomWith(ben, [], { settings: { join: 'approval' } })
    const told = []
    for (const room of [shared, former, own, direct.name]) told.push(await sayEverything(ann, room))
    await leave(ann, former)
    const [here] = told as [(typeof told)[0]]
    const bens = await say(ben, shared, 'Hi')
    await send(ben, shared, {
      type: 'text',
      message: 'yes',
      reply_to: here.seqs[0],
      mentions: [ann.user.username],
    })
    await send(ann, shared, { type: 'reaction', target_seq: bens.seq, emoji: '🎉' })
    must(await eve.api.put(at('/chatroom', shared, `/messages/${here.seqs[0]}/star`)), 204)
    must(await ann.api.put(at('/chatroom', shared, `/messages/${bens.seq}/star`)), 204)
    const reason = word()
    must(await ann.api.put(at('/chatroom', shared, `/reports/${bens.seq}`), { reason }), 204)
    must(await ann.api.post(at('/chatroom', shared, '/invites'), {}), 201)
    must(await ann.api.post(at('/enter-chatroom', waiting)), 202)
    must(await ann.api.put(`/blocks/${eve.user.username}`), 204)
    const unsent = [word(), word()]
    await upload(ann, `${unsent[0]}.txt`, unsent[1]!)
    const all = [...words, ...told.flatMap((each) => each.words), ...unsent, reason]
    expect((await foundInDatabase(one.databaseUrl, all)).length).toBeGreaterThan(20)

    must(await erase(ann), 204)
    expect(await foundInDatabase(one.databaseUrl, words)).toEqual([])
    await expectNowhere(all)
    const log = await logOf(ben, shared)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
    for (const seq of here.seqs)
      expect(log[seq - 1]).toMatchObject({
        type: 'deleted',
        deleted_by: nobody(ann.user.id),
        sender: nobody(ann.user.id),
      })
    expect(log.filter(({ type }) => type === 'delete').map(({ target_seq }) => target_seq)).toEqual(here.seqs)
    expect(log.find(({ type }) => type === 'left')).toMatchObject({ sender: nobody(ann.user.id) })
    expect(log.find(({ message }) => message === 'yes')).toMatchObject({
      reply_to: { sender: nobody(ann.user.id), deleted: true },
      mentions: [nobody(ann.user.id)],
    })
    expect(log[bens.seq - 1]).toMatchObject({ reactions: [{ emoji: '🎉', count: 1, users: ['deleted'] }] })
    expect(
      (await ben.api.get<{ requests: [] }>(at('/chatroom', waiting, '/requests'))).body.requests,
    ).toEqual([])
    expectProblem(await ben.api.get(at('/chatroom', own)), 'chatroom_not_found')
    for (const node of [one, two]) expect(node.output).not.toMatch(new RegExp(all.join('|')))
  })

  it('is nobody on every node at once: no token, no connection, no name, and nothing to sign in with', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const other = must(
      await api(two).post<Session>('/auth/login', { username: ann.user.username, password: PASSWORD }),
      200,
    )
    const connections = await Promise.all(
      LIVE_DOORS.map((door, index) =>
        door.connect([one, two][index % 2]!, index % 2 ? other.access_token : ann.token, room),
      ),
    )
    const heard = await LIVE_DOORS[0]!.connect(two, ben.token, room, { after_seq: 0 })
    must(await erase(ann), 204)
    const begun = Date.now()
    for (const connection of connections) expect(await connection.closed).toMatchObject({ code: 4401 })
    expect(Date.now() - begun).toBeLessThan(3000)
    for (const node of [one, two]) {
      expectProblem(await personOn(node, ann).api.get('/auth/me'), 'unauthenticated')
      expectProblem(
        await api(node).post('/auth/refresh', { refresh_token: ann.refreshToken }),
        'unauthenticated',
      )
      expectProblem(
        await api(node).post('/auth/login', { username: ann.user.username, password: PASSWORD }),
        'unauthenticated',
      )
      expectProblem(await personOn(node, ben).api.get(`/users/${ann.user.username}`), 'user_not_found')
      expectProblem(await personOn(node, ben).api.post(`/direct/${ann.user.username}`), 'user_not_found')
      expectProblem(await personOn(node, ben).api.get('/users/deleted'), 'user_not_found')
    }
    expectProblem(await erase(ann), 'unauthenticated')
    // The longest-standing owns the room then.
    expect(await heard.waitFor(({ type }) => type === 'role')).toMatchObject({
      user: { id: ben.user.id },
      role: 'owner',
      by: nobody(ann.user.id),
    })
    await heard.close()
  })

  it('leaves their username to somebody who inherits nothing', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ben, [], { visibility: 'private' })
    must(await ben.api.put(at('/chatroom', room, `/members/${ann.user.username}`)), 201)
    const direct = await directWith(ann, ben)
    must(await ben.api.put(`/blocks/${ann.user.username}`), 204)
    await say(ann, room, 'mine')
    must(await erase(ann), 204)
    const body = { username: ann.user.username, password: PASSWORD }
    const again = personOf(two, must(await api(two).post<Session>('/auth/register', body), 201))
    expect(again.user.id).not.toBe(ann.user.id)
    const list = must(await again.api.get<{ rooms: Chatroom[] }>('/inbox'), 200)
    expect(list.rooms).toEqual([])
    expect(must(await ben.api.get<{ users: [] }>('/blocks'), 200).users).toEqual([])
    expectProblem(await again.api.get(at('/chatroom', room)), 'chatroom_not_found')
    expectProblem(await again.api.get(at('/chatroom', direct.name)), 'chatroom_not_found')
    const anew = await directWith(ben, again)
    expect(anew.name).not.toBe(direct.name)
    expect(anew.peer).toMatchObject({ id: again.user.id, username: ann.user.username })
  })

  it('at once with somebody whom they have blocked, and who has blocked them, does not wait for them', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    must(await ann.api.put(`/blocks/${ben.user.username}`), 204)
    must(await ben.api.put(`/blocks/${ann.user.username}`), 204)
    const [holding, ...erasers] = await Promise.all(range(1, 3).map(ofDatabase))
    await holding!.query('BEGIN')
    await holding!.query('SELECT FROM blocks WHERE user_id = $1 FOR UPDATE', [ann.user.id])
    // Each has something that the other wants, if they take it in orders of their own.
    const erased = []
    for (const { user } of [ann, ben]) {
      erased.push(erasers.pop()!.query('SELECT erase_user($1, NULL)', [user.id]))
      await pause(150)
    }
    await holding!.query('COMMIT')
    expect((await Promise.all(erased)).map(({ rowCount }) => rowCount)).toEqual([1, 1])
  })

  it('leaves a direct chat that the other can read, and say nothing more in', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const { name } = await directWith(ann, ben)
    await say(ann, name, 'from her')
    const kept = await say(ben, name, 'from him')
    must(await erase(ann), 204)
    await eventually(async () =>
      expect((await logOf(ben, name)).map(({ type }) => type)).toEqual([
        ...['joined', 'joined', 'deleted', 'text', 'left', 'delete'],
      ]),
    )
    const room = must(await ben.api.get<Chatroom>(at('/chatroom', name)), 200)
    expect(room).toMatchObject({ member_count: 1, peer: { ...nobody(ann.user.id), avatar_url: null } })
    expect(room.last_message).toMatchObject({ seq: kept.seq })
    expectProblem(
      await ben.api.post(at('/send-message', name), { type: 'text', message: 'Hello?' }),
      'forbidden',
    )
    must(await erase(ben), 204)
    const third = await registered(one)
    await eventually(async () => {
      const rows = await foundInDatabase(one.databaseUrl, [name])
      // That it was there, the backend may still have to learn.
      expect(rows.filter((row) => !/events|event_outbox/.test(row))).toEqual([])
    })
    expectProblem(await third.api.get(at('/chatroom', name)), 'chatroom_not_found')
  })

  it('is told to those who follow', async () => {
    const reader = await EventReader.now(one)
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ben, [ann])
    const { seq } = await say(ann, room, 'words')
    must(await erase(ann), 204)
    await reader.until((events) =>
      events.some(({ type, data }) => type === 'message.delete' && data.chatroom === room),
    )
    await reader.until((events) => events.some(({ type }) => type === 'user.erased'))
    const ofAnn = reader.events.filter(({ data }) => data['id'] === ann.user.id)
    expect(ofAnn.at(-1)).toMatchObject({ type: 'user.erased', data: nobody(ann.user.id) })
    expect(reader.of(room).find(({ type }) => type === 'message.delete')).toMatchObject({
      data: { target_seq: seq, sender: nobody(ann.user.id) },
    })
  })

  it('has to know their password, and everybody stays who does not', async () => {
    const ann = await registered(one)
    expectProblem(await erase(ann, 'not the one I have'), 'validation_failed', 'password')
    expectProblem(await ann.api.send(erasing()), 'validation_failed', 'password')
    must(await ann.api.get('/auth/me'), 200)
  })
})

describe.concurrent('a backend that erases somebody', () => {
  it('does with a key what they could do themselves', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ben, [ann])
    const secret = word()
    await say(ann, room, secret)
    const path = `/admin/users/${ann.user.username}`
    expectProblem(await ben.api.delete(path), 'unauthenticated')
    must(await admin(two).delete(path), 204)
    expectProblem(await admin(two).delete(path), 'user_not_found')
    expectProblem(await admin(one).delete('/admin/users/deleted'), 'user_not_found')
    expectProblem(await ann.api.get('/auth/me'), 'unauthenticated')
    await expectNowhere([secret])
    expect(
      must(await ben.api.get<{ members: Member[] }>(at('/chatroom', room, '/members')), 200).members,
    ).toHaveLength(1)
  })
})

it('whoever comes in, opens a chat or makes a room while they are erased is nowhere afterwards', async () => {
  const rooms = await Promise.all(
    Array.from({ length: 6 }, async () => roomWith(await registered(one, 'owner'))),
  )
  const [peer] = await crowd(one, 1)
  const ann = await registered(one)
  const made = unique('made')
  const secret = word()
  await Promise.allSettled([
    ...rooms.map(async (room) => {
      await enter(personOn(two, ann), room)
      for (let nth = 0; nth < 20; nth++) await say(personOn(two, ann), room, secret)
    }),
    ann.api.post('/chatroom/create', { name: made, max_members: 5, visibility: 'private' }),
    ann.api.post(`/direct/${peer!.user.username}`),
    upload(ann, `${secret}.txt`, secret),
    erase(ann).then((answer) => must(answer, 204)),
  ])
  await expectNowhere([secret, ann.user.username])
  for (const room of rooms) {
    const log = await logOf(await guestOf(room), room)
    expect(log.filter(({ type, sender }) => sender.id === ann.user.id && type === 'text')).toEqual([])
  }
})

async function guestOf(room: string): Promise<Person> {
  const guest = await registered(one, 'guest')
  await enter(guest, room)
  return guest
}
