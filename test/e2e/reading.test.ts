// What a room is read by besides its log: one message by itself, who reacted and voted, earlier wordings, files, stars and pins.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { range, seqs } from '../support/inbox.js'
import { crowd, enter, leave, logOf, must, roomWith, say, unique, type Person } from '../support/people.js'
import { at, expectProblem, type Query } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Chatroom, ChatroomList, Message } from '../support/wire.js'

interface User {
  id: string
  username: string
  display_name: string
}
interface Reaction {
  user: User
  emoji: string
  created_at: string
}
interface Vote {
  user: User
  options: number[]
  created_at: string
}
interface Version {
  message?: string
  content?: unknown
  created_at: string
}

const server = await sharedServer()
const [ann, ben, cem, dan] = (await crowd(server, 4)) as [Person, Person, Person, Person]
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

const personIn = ({ user: { id, username, display_name } }: Person): User => ({ id, username, display_name })
const send = async (person: Person, room: string, body: object) =>
  must(await person.api.post<Message>(at('/send-message', room), body), 201)
const react = (person: Person, room: string, target_seq: number, emoji: string | null) =>
  send(person, room, { type: 'reaction', target_seq, emoji })
const vote = (person: Person, room: string, target_seq: number, ...options: number[]) =>
  send(person, room, { type: 'vote', target_seq, options })
const edit = (person: Person, room: string, target_seq: number, message: string) =>
  send(person, room, { type: 'edit', target_seq, message })
const remove = (person: Person, room: string, target_seq: number) =>
  send(person, room, { type: 'delete', target_seq })
const askIn = (room: string) =>
  send(ann, room, { type: 'poll', poll: { question: 'Lunch?', options: ['Pizza', 'Sushi'], multiple: true } })
const attach = (person: Person, room: string, filename: string, type = 'document') =>
  send(person, room, {
    type: 'attachment',
    attachment: { type, filename, content: Buffer.from(filename).toString('base64') },
  })

const addressOf = (room: string, seq: number | string, rest = '') =>
  at('/chatroom', room, `/messages/${seq}${rest}`)
const entryAt = async (person: Person, room: string, seq: number) =>
  must(await person.api.get<Message>(addressOf(room, seq)), 200)

/** A list page by page; `between` is done after each page. */
async function paged<Row>(
  person: Person,
  path: string,
  query: Query,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<Row[][]> {
  const pages: Row[][] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const answer = await person.api.get<Record<string, Row[]> & { next_cursor: string | null }>(path, {
      ...query,
      cursor,
    })
    const { next_cursor, ...rest } = must(answer, 200) as { next_cursor: string | null }
    pages.push(Object.values(rest as Record<string, Row[]>)[0]!)
    cursor = next_cursor
    await between(pages.length)
  }
  return pages
}
const listed = async <Row>(person: Person, path: string, query: Query = {}): Promise<Row[]> =>
  (await paged<Row>(person, path, { limit: 100, ...query })).flat()
const of = <Row>(person: Person, room: string, seq: number, what: string) =>
  listed<Row>(person, addressOf(room, seq, `/${what}`))

const ABSENT = [0, -1, 1_000_000, '99999999999999999999', '0000']
const MALFORMED = ['x', '1.5', '1e3', '+1', '0x1', '%20', '1,2']

describe.concurrent('one message', () => {
  it('is any entry of the log, as the log has it', async () => {
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'Hello')
    await edit(ann, room, seq, 'Hello, corrected')
    await react(ben, room, seq, '👍')
    const log = await logOf(ben, room)
    expect(log).toHaveLength(5)
    for (const entry of log) expect(await entryAt(ben, room, entry.seq)).toEqual(entry)
    expect(await entryAt(ben, room, seq)).toMatchObject({ message: 'Hello, corrected', changed_seq: 5 })
    await remove(ann, room, seq)
    expect(await entryAt(ben, room, seq)).toMatchObject({ type: 'deleted', deleted_by: personIn(ann) })
    expect(JSON.stringify(await entryAt(ben, room, 4))).not.toContain('Hello')
  })

  it.each(['', '/reactions', '/votes', '/versions', '/star'])(
    '%s is not there where nothing is',
    async (rest) => {
      const room = await roomWith(ann)
      const call = (seq: number | string, caller = ann) =>
        rest === '/star'
          ? caller.api.put(addressOf(room, seq, rest))
          : caller.api.get(addressOf(room, seq, rest))
      for (const seq of ABSENT) expectProblem(await call(seq), 'message_not_found')
      for (const seq of MALFORMED) expectProblem(await call(seq), 'validation_failed', 'seq')
      // Nobody learns from outside how long the log is.
      for (const seq of [1, ...ABSENT]) expectProblem(await call(seq, ben), 'not_a_member')
      await enter(ben, room)
      await leave(ben, room)
      expectProblem(await call(1, ben), 'not_a_member')
      const gone = await ann.api.get(addressOf(unique('nowhere'), 1))
      expectProblem(gone, 'chatroom_not_found')
    },
  )

  it.each(['/reactions', '/votes', '/versions', '/star'])(
    'has %s only where something was said',
    async (rest) => {
      const room = await roomWith(ann)
      const { seq } = await say(ann, room, 'Hello')
      const change = await react(ann, room, seq, '👍')
      for (const place of [1, change.seq]) {
        const address = addressOf(room, place, rest)
        const answer = rest === '/star' ? await ann.api.put(address) : await ann.api.get(address)
        expectProblem(answer, 'message_not_found')
      }
    },
  )
})

describe.concurrent('the reactions to a message', () => {
  it('are everybody’s, with times, who reacted first first', async () => {
    const room = await roomWith(ann, [ben, cem, dan])
    const { seq } = await say(ann, room, 'Hello')
    const entries = [await react(ben, room, seq, '👍'), await react(ann, room, seq, '🎉')]
    await react(cem, room, seq, '👍')
    await react(dan, room, seq, '👍')
    entries.push(await react(cem, room, seq, '❤️'))
    await react(dan, room, seq, null)
    expect(await of(cem, room, seq, 'reactions')).toEqual([
      { user: personIn(ben), emoji: '👍', created_at: entries[0]!.created_at },
      { user: personIn(ann), emoji: '🎉', created_at: entries[1]!.created_at },
      { user: personIn(cem), emoji: '❤️', created_at: entries[2]!.created_at },
    ])
    expect(await entryAt(ann, room, seq)).toMatchObject({
      reactions: [{ count: 1 }, { count: 1 }, { count: 1 }],
    })
    await remove(ann, room, seq)
    expect(await of(cem, room, seq, 'reactions')).toEqual([])
  })

  it('are neither skipped nor repeated while others come and go', async () => {
    const people = [ann, ben, cem, dan, ...(await crowd(server, 4))]
    const room = await roomWith(ann, people.slice(1))
    const { seq } = await say(ann, room, 'Hello')
    for (const person of people.slice(0, 6)) await react(person, room, seq, '👍')
    const pages = await paged<Reaction>(
      ann,
      addressOf(room, seq, '/reactions'),
      { limit: 2 },
      async (page) => {
        if (page > 2) return
        // One who was shown, and one who comes.
        await react(people[page - 1]!, room, seq, null)
        await react(people[5 + page]!, room, seq, '🎉')
      },
    )
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 2])
    expect(pages.flat().map(({ user }) => user.id)).toEqual(people.map(({ user }) => user.id))
  })
})

describe.concurrent('the votes in a poll', () => {
  it('are everybody’s, with times, who voted first first', async () => {
    const room = await roomWith(ann, [ben, cem, dan])
    const { seq } = await askIn(room)
    await vote(ben, room, seq, 0)
    const entries = [await vote(ann, room, seq, 0, 1)]
    await vote(cem, room, seq, 1)
    entries.push(await vote(ben, room, seq, 1))
    await vote(cem, room, seq)
    expect(await of<Vote>(dan, room, seq, 'votes')).toEqual([
      { user: personIn(ann), options: [0, 1], created_at: entries[0]!.created_at },
      { user: personIn(ben), options: [1], created_at: entries[1]!.created_at },
    ])
    const pages = await paged<Vote>(dan, addressOf(room, seq, '/votes'), { limit: 1 })
    expect(pages.map((page) => page.length)).toEqual([1, 1])
    expect(pages.flat().map(({ user }) => user.id)).toEqual([ann.user.id, ben.user.id])
    await remove(ann, room, seq)
    expect(await of(dan, room, seq, 'votes')).toEqual([])
  })

  it('are none where there is none', async () => {
    const room = await roomWith(ann)
    const { seq } = await say(ann, room, 'Hello')
    expect(await of(ann, room, seq, 'votes')).toEqual([])
  })
})

describe.concurrent('the earlier wordings of a message', () => {
  it('are those that an edit has replaced, with the times at which they were said', async () => {
    const room = await roomWith(ben, [ann])
    const said = await say(ann, room, 'one')
    expect(await of(ann, room, said.seq, 'versions')).toEqual([])
    const second = await edit(ann, room, said.seq, 'two')
    await edit(ann, room, said.seq, 'three')
    const versions = [
      { message: 'one', created_at: said.created_at },
      { message: 'two', created_at: second.created_at },
    ]
    // Its author’s, and the owner’s.
    for (const person of [ann, ben])
      expect(await of<Version>(person, room, said.seq, 'versions')).toEqual(versions)
    const pages = await paged<Version>(ann, addressOf(room, said.seq, '/versions'), { limit: 1 }, (page) =>
      page < 3 ? edit(ann, room, said.seq, `more ${page}`) : Promise.resolve(),
    )
    expect(pages.flat().map(({ message }) => message)).toEqual(['one', 'two', 'three', 'more 1'])
    await remove(ann, room, said.seq)
    for (const person of [ann, ben]) expect(await of(person, room, said.seq, 'versions')).toEqual([])
  })

  it('are of captions and custom content, too', async () => {
    const room = await roomWith(ann)
    const file = await attach(ann, room, 'menu.txt')
    await edit(ann, room, file.seq, 'a caption')
    await edit(ann, room, file.seq, 'another')
    const versions = await of<Version>(ann, room, file.seq, 'versions')
    expect(versions.map(({ message }) => message)).toEqual([undefined, 'a caption'])
    const custom = await send(ann, room, { type: 'custom', content: { move: 'e2e4' }, message: 'A move' })
    await send(ann, room, { type: 'edit', target_seq: custom.seq, content: ['another'] })
    expect(await of<Version>(ann, room, custom.seq, 'versions')).toEqual([
      { message: 'A move', content: { move: 'e2e4' }, created_at: custom.created_at },
    ])
  })

  it('are nobody else’s', async () => {
    const room = await roomWith(ann, [ben, cem])
    const { seq } = await say(ben, room, 'one')
    const address = addressOf(room, seq, '/versions')
    expectProblem(await cem.api.get(address), 'forbidden')
    await edit(ben, room, seq, 'two')
    const refused = expectProblem(await cem.api.get(address), 'forbidden')
    expect(JSON.stringify(refused)).not.toContain('one')
  })
})

describe.concurrent('what has an attachment', () => {
  const media = (person: Person, room: string, type?: string) =>
    listed<Message>(person, at('/chatroom', room, '/media'), { type })

  it('is listed newest first, all or of one type, as it is now', async () => {
    const room = await roomWith(ann, [ben])
    expect(await media(ben, room)).toEqual([])
    await say(ann, room, 'Hello')
    const menu = await attach(ann, room, 'menu.txt')
    const list = await attach(ben, room, 'list.txt')
    await say(ann, room, 'Thank you')
    await edit(ann, room, menu.seq, 'a caption')
    expect(seqs(await media(ben, room))).toEqual([list.seq, menu.seq])
    expect(seqs(await media(ben, room, 'document'))).toEqual([list.seq, menu.seq])
    expect(seqs(await media(ben, room, ''))).toEqual([list.seq, menu.seq])
    expect(await media(ben, room, 'video')).toEqual([])
    expect((await media(ben, room))[1]).toEqual(await entryAt(ben, room, menu.seq))
    await remove(ann, room, menu.seq)
    expect(seqs(await media(ben, room))).toEqual([list.seq])
  })

  it('is told apart by what it is, also where it was forwarded', async () => {
    const room = await roomWith(ann)
    const other = await roomWith(ann)
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const attachment = { type: 'image', filename: 'pixel.png', content: png.toString('base64') }
    const image = await send(ann, room, { type: 'attachment', attachment })
    await attach(ann, room, 'menu.txt')
    expect(seqs(await media(ann, room, 'image'))).toEqual([image.seq])
    await send(ann, other, { type: 'forward', forward: { chatroom: room, seq: image.seq } })
    const [forwarded] = await media(ann, other, 'image')
    expect(forwarded).toMatchObject({ forwarded: true, attachment: { id: image.attachment!.id } })
    expect(await media(ann, other, 'document')).toEqual([])
  })

  it('is neither skipped nor repeated while files come and go', async () => {
    const room = await roomWith(ann)
    const sent: number[] = []
    for (const n of range(1, 6)) sent.push((await attach(ann, room, `${n}.txt`)).seq)
    const pages = await paged<Message>(ann, at('/chatroom', room, '/media'), { limit: 2 }, async (page) => {
      if (page > 2) return
      await attach(ann, room, `later ${page}.txt`)
      // One that was shown, and one that was not.
      await remove(ann, room, sent[page === 1 ? 5 : 0]!)
    })
    expect(pages.flat().map(({ attachment }) => attachment!.filename)).toEqual(
      [6, 5, 4, 3, 2].map((n) => `${n}.txt`),
    )
  })

  it('is for members, and of types that there are', async () => {
    const room = await roomWith(ann)
    const address = at('/chatroom', room, '/media')
    expectProblem(await ben.api.get(address), 'not_a_member')
    expectProblem(await ann.api.get(address, { type: 'text' }), 'validation_failed', 'type')
    expectProblem(await ann.api.get(`${address}?type=image&type=video`), 'validation_failed', 'type')
    expectProblem(await ann.api.get(address, { cursor: 'x' }), 'validation_failed', 'cursor')
    expectProblem(await ann.api.get(address, { limit: 101 }), 'validation_failed', 'limit')
  })
})

describe.concurrent('stars', () => {
  const star = async (person: Person, room: string, seq: number) =>
    must(await person.api.put(addressOf(room, seq, '/star')), 204)
  const unstar = async (person: Person, room: string, seq: number) =>
    must(await person.api.delete(addressOf(room, seq, '/star')), 204)
  const starred = async (person: Person) =>
    (await listed<Message>(person, '/starred')).map(({ chatroom, seq }) => [chatroom, seq])
  const fresh = async () => (await crowd(server, 1))[0]!

  it('are one’s own, over all rooms, the latest first', async () => {
    const eve = await fresh()
    const [lunch, team] = [await roomWith(ann, [eve]), await roomWith(eve, [ann])]
    expect(await starred(eve)).toEqual([])
    const one = await say(ann, lunch, 'one')
    const two = await say(eve, team, 'two')
    const three = await say(ann, lunch, 'three')
    await star(eve, lunch, one.seq)
    await star(eve, team, two.seq)
    await star(eve, lunch, three.seq)
    // Once more changes nothing.
    await star(eve, lunch, one.seq)
    const all = [
      [lunch, three.seq],
      [team, two.seq],
      [lunch, one.seq],
    ]
    expect(await starred(eve)).toEqual(all)
    expect(await starred(ann)).not.toContainEqual(all[0])
    await unstar(eve, team, two.seq)
    await unstar(eve, team, two.seq)
    expect(await starred(eve)).toEqual([all[0], all[2]])
  })

  it('show messages as they are now, and none that is deleted', async () => {
    const eve = await fresh()
    const room = await roomWith(ann, [eve])
    const { seq } = await say(ann, room, 'one')
    const other = await say(ann, room, 'other')
    await star(eve, room, seq)
    await star(eve, room, other.seq)
    await edit(ann, room, seq, 'two')
    const list = await listed<Message>(eve, '/starred')
    expect(list[1]).toEqual(await entryAt(eve, room, seq))
    expect(list[1]).toMatchObject({ message: 'two' })
    await remove(ann, room, seq)
    expect(await starred(eve)).toEqual([[room, other.seq]])
    expectProblem(await eve.api.put(addressOf(room, seq, '/star')), 'message_not_found')
    expectProblem(await eve.api.delete(addressOf(room, seq, '/star')), 'message_not_found')
  })

  it('are absent while one is not in their room, and there again afterwards', async () => {
    const eve = await fresh()
    const [lunch, team] = [await roomWith(ann, [eve]), await roomWith(ann, [eve])]
    const [one, two] = [await say(ann, lunch, 'one'), await say(ann, team, 'two')]
    await star(eve, lunch, one.seq)
    await star(eve, team, two.seq)
    await leave(eve, lunch)
    expect(await starred(eve)).toEqual([[team, two.seq]])
    expectProblem(await eve.api.put(addressOf(lunch, one.seq, '/star')), 'not_a_member')
    await enter(eve, lunch)
    expect(await starred(eve)).toEqual([
      [team, two.seq],
      [lunch, one.seq],
    ])
    must(await ann.api.delete(at('/chatroom', team)), 204)
    must(await ann.api.post('/chatroom/create', { name: team, max_members: 10 }), 201)
    await enter(eve, team)
    await say(ann, team, 'of the new room')
    expect(await starred(eve)).toEqual([[lunch, one.seq]])
  })

  it('are neither skipped nor repeated while stars come and go', async () => {
    const eve = await fresh()
    const [room, left] = [await roomWith(ann, [eve]), await roomWith(ann, [eve])]
    const said = await Promise.all(range(1, 9).map((n) => say(ann, room, `${n}`)))
    const sent = said.map(({ seq }) => seq).toSorted((a, b) => a - b)
    for (const seq of sent.slice(0, 8)) {
      await star(eve, room, seq)
      await star(eve, left, (await say(ann, left, 'between')).seq)
    }
    await leave(eve, left)
    const pages = await paged<Message>(eve, '/starred', { limit: 3 }, async (page) => {
      if (page === 1) {
        await unstar(eve, room, sent[7]!)
        await unstar(eve, room, sent[3]!)
        await star(eve, room, sent[8]!)
      }
    })
    expect(seqs(pages.flat())).toEqual([7, 6, 5, 4, 2, 1, 0].map((n) => sent[n]))
  })

  it('are found behind however many of rooms that one has left', async () => {
    const eve = await fresh()
    const [room, left] = [await roomWith(ann, [eve]), await roomWith(ann, [eve])]
    const { seq } = await say(ann, room, 'one')
    await star(eve, room, seq)
    await leave(eve, left)
    await database.query(
      `INSERT INTO stars (user_id, chatroom_id, seq)
       SELECT $1, c.id, seq FROM chatrooms c, generate_series(1, 12000) seq WHERE c.name = $2`,
      [eve.user.id, left],
    )
    const pages = await paged<Message>(eve, '/starred', { limit: 5 })
    expect(pages.map(seqs)).toEqual([[], [], [seq]])
  })

  it('and deletions that cross leave no star of what is deleted', async () => {
    const eve = await fresh()
    const room = await roomWith(ann, [eve])
    for (const round of range(1, 30)) {
      const { seq } = await say(ann, room, `${round}`)
      const [starring] = await Promise.all([
        eve.api.put(addressOf(room, seq, '/star')),
        remove(ann, room, seq),
      ])
      if (starring.status !== 204) expectProblem(starring, 'message_not_found')
    }
    const { rows } = await database.query('SELECT seq FROM stars WHERE user_id = $1', [eve.user.id])
    expect(rows).toEqual([])
  })
})

describe.concurrent('what is pinned', () => {
  it('is known to the chatroom, in the order in which it was', async () => {
    const room = await roomWith(ann, [ben])
    const said = [await say(ann, room, 'one'), await say(ann, room, 'two'), await say(ann, room, 'three')]
    const [one, two, three] = said.map(({ seq }) => seq) as [number, number, number]
    const pin = (seq: number, pinned = true) => send(ben, room, { type: 'pin', target_seq: seq, pinned })
    const pinned = async (person = ann) =>
      must(await person.api.get<Chatroom>(at('/chatroom', room)), 200).pinned
    expect(await pinned()).toEqual([])
    await pin(three)
    await pin(one)
    await pin(two)
    expect(await pinned()).toEqual([three, one, two])
    await pin(three, false)
    expect(await pinned(cem)).toEqual([one, two])
    await pin(three)
    const query = { mine: true, q: room }
    const list = must(await ann.api.get<ChatroomList>('/list-chatroom', query), 200)
    expect(list.chatrooms[0]!.pinned).toEqual([one, two, three])
    await remove(ann, room, two)
    const changed = await ann.api.patch<Chatroom>(at('/chatroom', room), { description: 'changed' })
    expect(must(changed, 200).pinned).toEqual([one, three])
  })
})

describe('a chatroom that is deleted', () => {
  it('leaves nothing of what belonged to its messages', async () => {
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'one')
    const poll = await askIn(room)
    await edit(ann, room, seq, 'two')
    await vote(ben, room, poll.seq, 1)
    must(await ben.api.put(addressOf(room, seq, '/star')), 204)
    const { rows } = await database.query<{ id: string }>('SELECT id FROM chatrooms WHERE name = $1', [room])
    const id = rows[0]!.id
    // More than one step removes.
    await database.query(
      `INSERT INTO message_reactions (chatroom_id, seq, user_id, emoji, entry_seq, created_at)
       SELECT $1, 2, gen_random_uuid(), '👍', n, now() FROM generate_series(1, 12000) n`,
      [id],
    )
    const left = async (): Promise<unknown> => {
      const tables = [
        'messages',
        'message_reactions',
        'poll_votes',
        'message_versions',
        'stars',
        'deleted_chatrooms',
      ]
      const counted = tables.map(
        (table) => `(SELECT count(*) FROM ${table} WHERE chatroom_id = $1)::int AS ${table}`,
      )
      return (await database.query(`SELECT ${counted.join(', ')}`, [id])).rows[0]
    }
    expect(await left()).toEqual({
      messages: 6,
      message_reactions: 12_000,
      poll_votes: 1,
      message_versions: 1,
      stars: 1,
      deleted_chatrooms: 0,
    })
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await expect.poll(left).toEqual({
      messages: 0,
      message_reactions: 0,
      poll_votes: 0,
      message_versions: 0,
      stars: 0,
      deleted_chatrooms: 0,
    })
  })
})
