// What somebody may not know of looks like what is not there: in what is answered, through every door, and in how long that takes.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { change, changeRoom, createRoom, enterRoom, inviteTo, openDirect } from './room-acts.js'
import { crowd, must, roomWith, say, unique, type Person } from './people.js'
import { at, type Answer } from './rest.js'
import { SOCKET_DOORS, toInbox, toRoom } from './matrix/sockets.js'
import { upload } from './matrix/words.js'
import type { Server } from './server.js'
import { sent } from './targets.js'

/** How often one of them is the slower one where they cost the same: half of the time, and within this of it by chance. */
const NOISE = 0.3
/** @param tries of each of two things whose times are compared, by turns; 0 to compare only what is answered */
export async function hiddenSuite(server: Server, tries: number): Promise<void> {
  const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]

  /** Of each a thing that is there and not for Eve, and one that is not there. */
  interface Pair {
    hidden: string
    absent: string
  }
  const rooms = {} as { private: Pair; direct: Pair }
  /** Attachments, and messages of a room that Eve has come into late. */
  let files: Pair
  let late: { room: string; hidden: number; absent: number }
  let code: Pair

  const otherName = (name: string) => name.slice(0, -8) + randomUUID().slice(0, 8)

  beforeAll(async () => {
    const name = unique('room')
    must(await createRoom(ann, name, { visibility: 'private' }), 201)
    const direct = must(await openDirect(ann, bob), 201).name
    rooms.private = { hidden: name, absent: otherName(name) }
    rooms.direct = { hidden: direct, absent: otherName(direct) }
    const { id } = await upload(ann, 'bytes', 'file.txt')
    await sent(ann, name, { type: 'attachment', attachment: { id } })
    files = { hidden: id, absent: randomUUID() }
    const room = await roomWith(ann)
    const { seq } = await say(ann, room, 'before')
    must(await changeRoom(ann, room, { settings: { history: 'since_joined' } }), 200)
    must(await enterRoom(eve, room), 200)
    late = { room, hidden: seq, absent: 1_000_000 }
    const used = must(await inviteTo(ann, room, { max_uses: 1 }), 201).code
    must(await bob.api.post(`/invites/${used}`), 200)
    code = { hidden: used, absent: used.slice(0, -8) + randomUUID().slice(0, 8) }
  })

  /** All of an answer but its moment and what was named. */
  function words({ status, headers, body }: Answer<unknown>, named: string): string {
    const varying = ['date', 'x-request-id', 'etag', 'content-length']
    const { request_id: _, ...rest } = (body ?? {}) as Record<string, unknown>
    return JSON.stringify([
      status,
      [...headers].filter(([name]) => !varying.includes(name)),
      rest,
    ]).replaceAll(named, 'it')
  }

  type Ask = (named: string) => Promise<Answer<unknown>>

  /** How often the hidden one takes longer than the absent one, of all pairs of tries. */
  async function oddsOfSlower(ask: Ask, { hidden, absent }: Pair): Promise<number> {
    const times: Record<string, number[]> = { [hidden]: [], [absent]: [] }
    for (let nth = 0; nth < tries; nth++)
      for (const named of nth % 2 ? [hidden, absent] : [absent, hidden]) {
        const start = performance.now()
        await ask(named)
        times[named]!.push(performance.now() - start)
      }
    const wins = times[hidden]!.flatMap((one) => times[absent]!.map((other) => (one > other ? 1 : 0)))
    return wins.reduce<number>((sum, each) => sum + each, 0) / wins.length
  }

  /** Whoever compares times learns nothing: three times in a row no machine is busy with one of two only. */
  async function expectSameTime(ask: Ask, pair: Pair): Promise<void> {
    if (tries === 0) return
    const odds: number[] = []
    do odds.push(await oddsOfSlower(ask, pair))
    while (Math.abs(odds.at(-1)! - 0.5) > NOISE && odds.length < 3)
    expect(Math.abs(odds.at(-1)! - 0.5), `slower in ${odds.join()} of all pairs`).toBeLessThanOrEqual(NOISE)
  }

  const text = { type: 'text', message: 'hello' }

  const OF_A_ROOM: [string, Ask][] = [
    ['GET', (room) => eve.api.get(at('/chatroom', room))],
    ['GET messages', (room) => eve.api.get(at('/chatroom', room, '/messages'))],
    ['GET members', (room) => eve.api.get(at('/chatroom', room, '/members'))],
    ['GET search', (room) => eve.api.get('/search', { q: 'bytes', chatroom: room })],
    ['enter', (room) => eve.api.post(at('/enter-chatroom', room))],
    ['leave', (room) => eve.api.post(at('/leave-chatroom', room))],
    ['send', (room) => eve.api.post(at('/send-message', room), text)],
    ['PUT a member', (room) => change(eve, room, bob, { role: 'admin' })],
  ]

  describe.each(['private', 'direct'] as const)('a %s room', (kind) => {
    it.each(OF_A_ROOM)('is not there for a stranger: %s', async (_, ask) => {
      const { hidden, absent } = rooms[kind]
      expect(words(await ask(hidden), hidden)).toBe(words(await ask(absent), absent))
      await expectSameTime(ask, rooms[kind])
    })

    it.each(SOCKET_DOORS)('is not there for a stranger by %s', async (door) => {
      const { hidden, absent } = rooms[kind]
      const told = async (room: string) => {
        const line = await toRoom(server, door, eve.token, room)
        const inbox = await toInbox(server, door, eve.token)
        const asked = [
          await inbox.ask('sync', { after: { [room]: 1 } }),
          await inbox.ask('message', { ...text, chatroom: room }),
          await inbox.ask('mark', { read: 1, chatroom: room }),
          await inbox.ask('typing', { active: true, chatroom: room }),
        ]
        await inbox.close()
        const frames = [...line.told, ...inbox.told].filter(({ type }) => type !== 'ready')
        // What is Eve's own comes between.
        const mine = frames.filter((frame) => JSON.stringify(frame).includes(room))
        return JSON.stringify([line.refused, asked, mine]).replaceAll(room, 'it')
      }
      expect(await told(hidden)).toBe(await told(absent))
    })
  })

  it('an attachment of others is not there', async () => {
    for (const rest of ['', '/thumbnail']) {
      const ask: Ask = (id) => eve.api.get(`/attachments/${id}${rest}`)
      expect(words(await ask(files.hidden), files.hidden)).toBe(words(await ask(files.absent), files.absent))
      await expectSameTime(ask, files)
    }
  })

  it('an invite that is used up is not there', async () => {
    for (const ask of [
      (named: string) => eve.api.get(`/invites/${named}`),
      (named: string) => ann.api.get(`/invites/${named}`),
    ])
      expect(words(await ask(code.hidden), code.hidden)).toBe(words(await ask(code.absent), code.absent))
  })

  it('a message from before one has come in is not there', async () => {
    const { room, hidden, absent } = late
    const about = (seq: number): [string, Ask][] => [
      ...['', '/reactions', '/votes', '/versions', '/receipts'].map((rest): [string, Ask] => [
        `GET ${rest}`,
        () => eve.api.get(at('/chatroom', room, `/messages/${seq}${rest}`)),
      ]),
      ['PUT star', () => eve.api.put(at('/chatroom', room, `/messages/${seq}/star`))],
      ['PUT report', () => eve.api.put(at('/chatroom', room, `/reports/${seq}`), { reason: 'spam' })],
      ...[
        { ...text, reply_to: seq },
        { type: 'forward', forward: { chatroom: room, seq } },
        { type: 'reaction', target_seq: seq, emoji: '👍' },
        { type: 'pin', target_seq: seq, pinned: true },
        { type: 'delete', target_seq: seq },
        { type: 'edit', target_seq: seq, message: 'other words' },
      ].map((body): [string, Ask] => [
        `POST ${body.type}`,
        () => eve.api.post(at('/send-message', room), body),
      ]),
    ]
    for (const [nth, [name, ask]] of about(hidden).entries()) {
      const [here, nowhere] = [await ask(''), await about(absent)[nth]![1]('')]
      expect([name, words(here, String(hidden))]).toEqual([name, words(nowhere, String(absent))])
      expect([name, here.status]).toEqual([name, 404])
    }
  })
}
