// All that there is of somebody, line by line: everything that they have said, and nothing that others have.
import { get, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Client } from 'pg'
import {
  signedUpCrowd as crowd,
  directWith,
  leave,
  must,
  PASSWORD,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { upload } from '../support/pictures.js'
import { at, erasing, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Attachment, Message } from '../support/wire.js'

const server = await sharedServer()
const P256DH = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'

interface Line {
  type: string
  chatroom?: string
  message?: Message
  [field: string]: unknown
}

async function exported(person: Person): Promise<Line[]> {
  const answer = await person.api.get<Buffer>('/auth/me/export')
  expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
  const lines = must(answer, 200).toString().split('\n')
  expect(lines.pop()).toBe('')
  return lines.map((line) => JSON.parse(line) as Line)
}

const of = (lines: Line[], type: string) => lines.filter((line) => line.type === type)
const saidIn = (lines: Line[], room: string) =>
  of(lines, 'message')
    .map(({ message }) => message!)
    .filter(({ chatroom }) => chatroom === room)

const send = async (by: Person, room: string, body: object) =>
  must(await by.api.post<Message>(at('/send-message', room), body), 201)

/** Begins to read an export, and reads nothing more for now. */
async function begun({ token }: Person) {
  const headers = { authorization: `Bearer ${token}` }
  const reader = (await fetch(`${server.url}/auth/me/export`, { headers })).body!.getReader()
  await reader.read()
  return reader
}

/** As if somebody had said so many messages; one by one that would take too long here. */
async function haveSaid({ user }: Person, room: string, many: number): Promise<void> {
  const database = new Client(server.databaseUrl)
  await database.connect()
  await database.query(
    `WITH head AS (
       UPDATE chatroom_heads SET last_seq = last_seq + $2, last_n = last_n + $2
       WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) RETURNING chatroom_id
     )
     INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
     SELECT h.chatroom_id, s.nth + 1, s.nth, 'text', $3, 'message ' || s.nth || repeat(' and more', 100), now()
     FROM head h, generate_series(1, $2) s (nth)`,
    [room, many, user.id],
  )
  await database.end()
}

describe.concurrent('an export', () => {
  it('has the account, every membership and mark, everything said, also in rooms that were left, and no word of others', async () => {
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    must(await ann.api.patch('/auth/me', { about: 'At lunch' }), 200)
    const [here, left] = [await roomWith(ben, [ann]), await roomWith(ben, [ann])]
    const direct = await directWith(ann, ben)
    const bens = await say(ben, here, 'a word of Ben')
    const text = await say(ann, here, 'one')
    await send(ann, here, { type: 'text', message: 'two', reply_to: bens.seq })
    const file = must(await upload(ann, new Uint8Array(Buffer.from('bytes')), {}, 'a.txt'), 201)
    await send(ann, here, { type: 'attachment', attachment: { id: file.id }, message: 'caption' })
    const gone = await say(ann, here, 'taken back')
    await send(ann, here, { type: 'delete', target_seq: gone.seq })
    await send(ann, here, { type: 'edit', target_seq: text.seq, message: 'one, corrected' })
    await send(ben, here, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
    const poll = { question: 'Lunch?', options: ['Yes', 'No'], multiple: false }
    const asked = await send(ann, left, { type: 'poll', poll })
    await send(ben, left, { type: 'vote', target_seq: asked.seq, options: [0] })
    await leave(ann, left)
    await say(ann, direct.name, 'between us')
    must(await ann.api.put(at('/chatroom', here, `/messages/${bens.seq}/star`)), 204)
    must(await ann.api.put(at('/chatroom', here, '/marks'), { read: text.seq }), 200)
    must(await ann.api.put(`/blocks/${ben.user.username}`), 204)
    must(await ann.api.put(at('/chatroom', here, `/reports/${bens.seq}`), { reason: 'not nice' }), 204)
    const unsent = must(await upload(ann, new Uint8Array(Buffer.from('unsent')), {}, 'b.txt'), 201)
    const closed = await roomWith(ben, [], { settings: { join: 'approval' } })
    must(await ann.api.post(at('/enter-chatroom', closed)), 202)
    const endpoint = 'https://push.example/ann'
    const keys = { p256dh: P256DH, auth: 'BTBZMqHH6r4Tts7J_aSIgg' }
    must(await ann.api.put('/push/subscriptions', { endpoint, keys }), 204)

    const lines = await exported(ann)
    expect(lines[0]).toMatchObject({ type: 'account', account: { ...ann.user, about: 'At lunch' } })
    expect(of(lines, 'membership').map(({ chatroom }) => chatroom)).toEqual([here, direct.name])
    expect(of(lines, 'mark').map(({ chatroom }) => chatroom)).toEqual([here, direct.name])
    expect(saidIn(lines, here)).toMatchObject([
      { seq: text.seq, message: 'one, corrected', sender: { username: ann.user.username } },
      { message: 'two', reply_to: { seq: bens.seq } },
      {
        type: 'attachment',
        message: 'caption',
        attachment: { filename: 'a.txt', url: file.url } satisfies Partial<Attachment>,
      },
    ])
    expect(saidIn(lines, left)).toMatchObject([{ type: 'poll', poll: { question: 'Lunch?' } }])
    expect(saidIn(lines, direct.name)).toMatchObject([{ message: 'between us' }])
    expect(of(lines, 'star')).toEqual([{ type: 'star', chatroom: here, seq: bens.seq }])
    expect(of(lines, 'block')).toMatchObject([{ user: { username: ben.user.username } }])
    expect(of(lines, 'session')).toMatchObject([{ created_at: expect.any(String) as string }])
    expect(of(lines, 'request')).toMatchObject([{ chatroom: closed }])
    expect(of(lines, 'wording')).toMatchObject([{ chatroom: here, seq: text.seq, message: 'one' }])
    expect(of(lines, 'upload')).toMatchObject([{ attachment: { filename: 'b.txt', url: unsent.url } }])
    expect(of(lines, 'report')).toMatchObject([{ chatroom: here, seq: bens.seq, reason: 'not nice' }])
    expect(of(lines, 'push_subscription')).toMatchObject([{ endpoint }])
    expect(JSON.stringify(lines)).not.toMatch(/a word of Ben|taken back|"votes"|"reactions"/)
    const path = new URL(file.url, server.url).pathname
    expect(must(await ann.api.get<Buffer>(path), 200).toString()).toBe('bytes')
  })

  it('of ten thousand messages has each once, in order, and another one has to wait', async () => {
    const [ann] = (await crowd(server, 1)) as [Person]
    const room = await roomWith(ann)
    const many = 10_000
    await haveSaid(ann, room, many)
    // Somebody who reads nothing more for now.
    const reader = await begun(ann)
    expectProblem(await ann.api.get('/auth/me/export'), 'rate_limited')
    await reader.cancel()
    let lines: Line[] = []
    for (let tries = 0; lines.length === 0; tries++) {
      const answer = await ann.api.get<Buffer>('/auth/me/export')
      if (answer.status !== 200 && tries < 50) await new Promise((resolve) => setTimeout(resolve, 100))
      else
        lines = must(answer, 200)
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Line)
    }
    expect(saidIn(lines, room).map(({ seq }) => seq)).toEqual(
      Array.from({ length: many }, (_, nth) => nth + 2),
    )
  })
  it('breaks off with the end of its session, and does not look whole then', async () => {
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    for (const person of [ann, ben]) await haveSaid(person, await roomWith(person), 20_000)
    const ends = {
      'signing out': { person: ann, end: () => ann.api.post('/auth/logout') },
      'being erased': { person: ben, end: () => ben.api.send(erasing(PASSWORD)) },
    }
    for (const [how, { person, end }] of Object.entries(ends)) {
      const headers = { authorization: `Bearer ${person.token}` }
      const answer = await new Promise<IncomingMessage>((resolve) => {
        get(`${server.url}/auth/me/export`, { headers, agent: false }, resolve)
      })
      must(await end(), 204)
      await expect(answer.toArray(), how).rejects.toThrow('aborted')
    }
  })
})
