// After a deletion nothing of the words is anywhere: in no answer, no replay, no table; and nothing of the file, unless another message
// shows it.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, entryAt, logOf, must, roomWith, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { expectFirst } from '../support/search.js'
import { startServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Attachment, Chatroom, Message } from '../support/wire.js'

const server = await startServer({ env: { LOG_LEVEL: 'info' } })
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())
const [ann, ben, eve] = (await crowd(server, 3)) as [Person, Person, Person]

/** Every row of every table in which one of these words stands, as text or as bytes, by table. */
async function rowsWith(word: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  expect(rows.length).toBeGreaterThan(10)
  const found: string[] = []
  for (const { name } of rows) {
    const hits = await database.query(
      `SELECT FROM ${name} r WHERE strpos(r::text, $1) > 0 OR strpos(r::text, $2) > 0`,
      [word, Buffer.from(word).toString('hex')],
    )
    for (let nth = 0; nth < hits.rowCount!; nth++) found.push(name)
  }
  return found
}

/** Everything that can be read of a room, by every way. @param word that is looked for, too */
async function toldOf(room: string, seqs: number[], word: string): Promise<string> {
  const told: unknown[] = []
  for (const person of [ann, ben]) {
    const read = async (path: string) => told.push((await person.api.get(path)).body)
    await read(at('/chatroom', room))
    await read(`/list-chatroom?q=${room}`)
    await read(at('/chatroom', room, '/messages'))
    await read(at('/chatroom', room, '/timeline'))
    await read(at('/chatroom', room, '/media'))
    await read('/starred')
    await read(`/search?q=${word}`)
    for (const seq of seqs)
      for (const part of ['', '/reactions', '/votes', '/versions'])
        await read(at('/chatroom', room, `/messages/${seq}${part}`))
  }
  const last = (await logOf(ben, room)).at(-1)!.seq
  for (const door of DOORS) {
    const client = await door.connect(server, ben.token, room, { after_seq: 0 })
    await client.waitFor(({ seq }) => seq === last)
    told.push(client.messages)
    await client.close()
  }
  return JSON.stringify(told)
}

async function upload(by: Person, name: string, bytes: string): Promise<Attachment> {
  const body = new FormData()
  body.append('file', new File([bytes], name))
  return must(await by.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201)
}

const star = (by: Person, room: string, seq: number) =>
  by.api.send({ method: 'PUT', path: at('/chatroom', room, `/messages/${seq}/star`) })

const pathOf = ({ url }: Attachment): string => new URL(url, server.url).pathname

type Saying = [name: string, body: (secret: string) => object | Promise<object>]

const SAYINGS: Saying[] = [
  ['a text', (secret) => ({ type: 'text', message: `so ${secret}` })],
  ['what an app keeps with it', (secret) => ({ type: 'text', message: 'x', metadata: { [secret]: secret } })],
  [
    'a file in the message',
    (secret) => ({
      type: 'attachment',
      message: `so ${secret}`,
      attachment: {
        type: 'document',
        filename: `${secret}.txt`,
        content: Buffer.from(`so ${secret}`).toString('base64'),
      },
    }),
  ],
  [
    'an upload',
    async (secret) => ({
      type: 'attachment',
      attachment: { id: (await upload(ann, `${secret}.txt`, secret)).id },
    }),
  ],
  ['a location', (secret) => ({ type: 'location', location: { latitude: 1, longitude: 2, name: secret } })],
  ['a contact', (secret) => ({ type: 'contact', contacts: [{ name: secret, phones: [], emails: [] }] })],
  [
    'a poll',
    (secret) => ({ type: 'poll', poll: { question: secret, options: [secret, 'No'], multiple: false } }),
  ],
  ['content of an app', (secret) => ({ type: 'custom', content: { [secret]: [secret] }, message: secret })],
]

describe('what is deleted leaves nothing of its words', () => {
  it.each(SAYINGS)('%s', async (_, body) => {
    const secret = unique('secret').replaceAll('-', '')
    const room = await roomWith(ann, [ben])
    const said = await sent(ann, room, { ...(await body(secret)), client_id: 'again' })
    const target_seq = said.seq
    if (['text', 'attachment', 'custom'].includes(said.type))
      for (const nth of [1, 2])
        await sent(ann, room, { type: 'edit', target_seq, message: `${secret}, ${nth}` })
    const answer = await sent(ben, room, { type: 'text', message: 'so what', reply_to: target_seq })
    await sent(ben, room, { type: 'reaction', target_seq, emoji: '👍' })
    await sent(ben, room, { type: 'pin', target_seq, pinned: true })
    if (said.type === 'poll') await sent(ben, room, { type: 'vote', target_seq, options: [0] })
    must(await star(ben, room, target_seq), 204)
    expect(await rowsWith(secret)).toContain('messages')
    expect(JSON.stringify(await logOf(ben, room))).toContain(secret)
    if (['text', 'attachment', 'poll', 'custom'].includes(said.type))
      await expectFirst(ben, secret, target_seq)

    const deletion = await sent(ann, room, { type: 'delete', target_seq })
    expect(await toldOf(room, [target_seq, answer.seq, deletion.seq], secret)).not.toContain(secret)
    if (said.attachment)
      for (const person of [ann, ben, eve])
        expect((await person.api.get(pathOf(said.attachment))).status).toBe(404)
    // A file's bytes follow: they may lie in another store.
    await expect.poll(() => rowsWith(secret)).toEqual([])
    const { chatroom, seq, n, client_id, sender, created_at } = said
    expect(await entryAt(ben, room, seq)).toEqual({
      ...{ chatroom, seq, n, client_id, sender, created_at },
      type: 'deleted',
      deleted_by: sender,
      changed_seq: deletion.seq,
    })
    const { body: left } = await ben.api.get<{ messages: Message[] }>('/starred')
    expect(left.messages).toEqual([])
    expect(must(await ben.api.get<Chatroom>(at('/chatroom', room)), 200).pinned).toEqual([])
    for (const table of ['message_reactions', 'poll_votes', 'message_versions', 'stars']) {
      const where = `chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) AND seq = $2`
      const { rows } = await database.query(`SELECT FROM ${table} WHERE ${where}`, [room, seq])
      expect(rows, table).toHaveLength(0)
    }
  })
})

it('an answer that is deleted leaves what it has answered', async () => {
  const room = await roomWith(ann, [ben])
  const question = await sent(ann, room, { type: 'text', message: 'a question' })
  const answer = await sent(ben, room, { type: 'text', message: 'an answer', reply_to: question.seq })
  await sent(ann, room, { type: 'delete', target_seq: answer.seq })
  expect(await entryAt(ben, room, question.seq)).toEqual(question)
  expect(await entryAt(ben, room, answer.seq)).toMatchObject({
    type: 'deleted',
    sender: { username: ben.user.username },
    deleted_by: { username: ann.user.username },
  })
})

describe('a file goes with the last message that shows it', () => {
  it('whether that is of the same room, or was forwarded', async () => {
    const bytes = unique('bytes')
    const [room, other] = [await roomWith(ann, [ben]), await roomWith(ann, [eve])]
    const file = await upload(ann, `${bytes}.txt`, bytes)
    const body = { type: 'attachment', attachment: { id: file.id } }
    const [first, second] = [await sent(ann, room, body), await sent(ann, room, body)]
    const forward = { chatroom: room, seq: second.seq }
    const copy = await sent(ann, other, { type: 'forward', forward })
    expect(copy).toMatchObject({ type: 'attachment', attachment: file, forwarded: true })
    const path = pathOf(file)
    const may = async (...people: Person[]) => {
      for (const person of [ann, ben, eve])
        expect((await person.api.get(path)).status).toBe(people.includes(person) ? 200 : 404)
    }
    await may(ann, ben, eve)
    await sent(ann, room, { type: 'delete', target_seq: first.seq })
    await may(ann, ben, eve)
    await sent(ann, room, { type: 'delete', target_seq: second.seq })
    await may(ann, eve)
    expect(await entryAt(eve, other, copy.seq)).toEqual(copy)
    await sent(ann, other, { type: 'delete', target_seq: copy.seq })
    await may()
    await expect.poll(() => rowsWith(bytes)).toEqual([])
    await refused(ann, room, body, 'attachment_not_found')
  })

  it('and a text that was forwarded stays where it was forwarded to', async () => {
    const [room, other] = [await roomWith(ann), await roomWith(ann, [eve])]
    const { seq } = await sent(ann, room, { type: 'text', message: 'told again' })
    const copy = await sent(ann, other, { type: 'forward', forward: { chatroom: room, seq } })
    await sent(ann, room, { type: 'delete', target_seq: seq })
    expect(await entryAt(eve, other, copy.seq)).toEqual(copy)
    await refused(ann, other, { type: 'forward', forward: { chatroom: room, seq } }, 'message_not_found')
  })

  it('and one that is sent while its last message is deleted is refused, or stays whole', async () => {
    const room = await roomWith(ann, [ben])
    for (let round = 0; round < 10; round++) {
      const file = await upload(ann, 'a.txt', unique('bytes'))
      const body = { type: 'attachment', attachment: { id: file.id } }
      const { seq: target_seq } = await sent(ann, room, body)
      const [again] = await Promise.all([
        ann.api.post<Message>(at('/send-message', room), body),
        sent(ann, room, { type: 'delete', target_seq }),
      ])
      const { status } = await ben.api.get(pathOf(file))
      expect([again.status, status]).toEqual(again.status === 201 ? [201, 200] : [404, 404])
    }
  })
})

it('what is left of a message can be neither changed nor answered nor forwarded nor starred', async () => {
  const room = await roomWith(ann, [ben])
  const { seq } = await sent(ann, room, { type: 'text', message: 'hello' })
  await sent(ann, room, { type: 'delete', target_seq: seq })
  for (const body of [
    { type: 'delete', target_seq: seq },
    { type: 'edit', target_seq: seq, message: 'hello' },
    { type: 'text', message: 'hello', reply_to: seq },
    { type: 'forward', forward: { chatroom: room, seq } },
  ])
    await refused(ann, room, body, 'message_not_found')
  expect((await star(ann, room, seq)).status).toBe(404)
})
