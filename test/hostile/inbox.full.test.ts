// What no honest client asks of an inbox: it is told so and lives on, or is closed, and others chat as before.
import { afterAll, describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { INBOX_DOORS, type InboxAnswer } from '../support/inbox-lines.js'
import { range, within } from '../support/inbox.js'
import { crowd, enter, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { EnginePackets } from '../support/raw-socket.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'

const MIB = 1024 * 1024
/** The contract's. */
const MOST_ROOMS = 10_000
const MOST_BYTES = 8 * MIB
const MOST_WATCHED = 200
/** Of typing, marks and watches, in 10 s; and of all else. */
const SIGNALS = 1000

const env = { RATE_LIMITS: 'on', RATE_LIMIT_SIGNALS: String(SIGNALS), RATE_LIMIT_MESSAGES: String(SIGNALS) }
const server = await startServer({ env })
const bystander = await bystanderIn(server)
const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
const room = await roomWith(ann, [bob])
const head = (await say(ann, room, 'hello')).seq
const others = await roomWith(bob)
/** Of whoever floods it. */
const busy = await roomWith(bob)
const refused = (code: string) => ({ ok: false, error: { code } })

afterAll(() => expectServed(bystander))

/** As it comes over the wire, where a key may be any. */
const json = (text: string): object => JSON.parse(text) as object
const deep = (depth: number): object => json(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

describe.each(INBOX_DOORS)('an inbox by %s', (door) => {
  const open = (person = ann) => BareInbox.open(server, person, door)

  it.each([
    ['a list', { after: [] }],
    ['a list of rooms', { after: [[room, 1]] }],
    ['text', { after: 'all' }],
    ['a number', { after: 1 }],
    ['something deep', { after: { [room]: deep(1000) } }],
    ['a negative seq', { after: { [room]: -1 } }],
    ['a half seq', { after: { [room]: 1.5 } }],
    ['a seq beyond numbers', { after: { [room]: 2 ** 53 } }],
    ['an endless seq', { after: json(`{"${room}":1e999}`) }],
    ['a seq in quotes', { after: { [room]: '1' } }],
    ['a list as seq', { after: { [room]: [1] } }],
    ['yes as seq', { after: { [room]: true } }],
    ['no seq', { after: { [room]: {} } }],
    ['a log without a seq', { after: { [room]: { log: 'abcdefgh' } } }],
    ['a log that is none', { after: { [room]: { seq: 1, log: 7 } } }],
    ['a log without an end', { after: { [room]: { seq: 1, log: 'x'.repeat(10_000) } } }],
    ['more than seq and log', { after: { [room]: { seq: 1, other: 1 } } }],
    ['a prototype', { after: json(`{"${room}":{"__proto__":{"seq":1}}}`) }],
    ['no entries', { after: {}, limit: 0 }],
    ['too many entries', { after: {}, limit: 501 }],
    ['half an entry', { after: {}, limit: 1.5 }],
    ['a list of limits', { after: {}, limit: [50] }],
    ['a limit in quotes', { after: {}, limit: '50' }],
    ['an unknown field', { after: {}, before: {} }],
    ['too many rooms', { after: Object.fromEntries(range(0, MOST_ROOMS).map((n) => [`r${n}`, 1])) }],
  ])('is not synced from %s, is told so, and is synced after that', async (_, body) => {
    const inbox = await open()
    expect(await inbox.ask('sync', body)).toMatchObject(refused('validation_failed'))
    expect(inbox.frames.items).toEqual([])
    expect(await inbox.ask('sync', { after: { [room]: head - 1 } })).toMatchObject({ ok: true, rooms: 1 })
    expect(inbox.frames.items).toMatchObject([{ seq: head }, { type: 'synced', rooms: 1 }])
  })

  it.each(['__proto__', 'constructor', 'toString', 'x y', '', '../admin', 'x'.repeat(101), '\u0000'])(
    'has no room %j, and changes nothing for it',
    async (name) => {
      const inbox = await open()
      const after = json(`{${JSON.stringify(name)}:1,"${room}":${head}}`)
      const answer = await inbox.ask('sync', { after })
      // What cannot be a name is malformed, or the name of nothing.
      if (answer.ok) {
        expect(answer).toMatchObject({ rooms: 1 })
        expect(inbox.frames.items.slice(0, -1)).toMatchObject([
          { type: 'room_gone', chatroom: name, code: 'chatroom_not_found' },
        ])
      } else expect(answer).toMatchObject(refused('validation_failed'))
      expect(({} as { seq?: number }).seq).toBeUndefined()
    },
  )

  it(`has none of ${MOST_ROOMS} rooms that are not there, and is told of each once`, async () => {
    const names = range(1, MOST_ROOMS).map((nth) => `nowhere-${nth}`)
    const inbox = await open()
    const after = Object.fromEntries(names.map((name) => [name, { seq: 1_000_000, log: 'abcdefghijklmnop' }]))
    expect(await inbox.ask('sync', { after })).toMatchObject({ ok: true, rooms: 1 })
    const gone = inbox.heard('room_gone')
    expect(gone.map(({ chatroom }) => chatroom).toSorted()).toEqual(names.toSorted())
    expect(new Set(gone.map(({ code }) => code))).toEqual(new Set(['chatroom_not_found']))
    expect(inbox.heard('room')).toHaveLength(1)
  })

  it('is synced once, however often it asks at once', async () => {
    const inbox = await open()
    const answers = await Promise.all(
      range(1, 20).map(() => inbox.ask('sync', { after: {} }).catch(() => 'none')),
    )
    const synced = (answers as InboxAnswer[]).filter(({ ok }) => ok)
    expect(synced).toHaveLength(1)
    for (const answer of answers)
      if (answer !== synced[0]) expect(answer).toMatchObject(refused('validation_failed'))
    expect([inbox.heard('room').length, inbox.heard('synced').length]).toEqual([1, 1])
    expect(await inbox.ask('sync', { after: {} })).toMatchObject(refused('validation_failed'))
  })

  it.each([
    ['a mark of no room', 'mark', { read: 1 }, 'validation_failed'],
    ['a mark of two rooms', 'mark', { chatroom: [room, room], read: 1 }, 'validation_failed'],
    ['a mark of others’ room', 'mark', { chatroom: others, read: 1 }, 'not_a_member'],
    ['a mark of nothing', 'mark', { chatroom: unique('nowhere'), read: 1 }, 'chatroom_not_found'],
    ['a mark beyond the head', 'mark', { chatroom: room, read: 1_000_000 }, 'seq_unknown'],
    ['a mark beyond numbers', 'mark', { chatroom: room, read: 2 ** 53 }, 'validation_failed'],
    ['a negative mark', 'mark', { chatroom: room, delivered: -1 }, 'validation_failed'],
    ['a mark in quotes', 'mark', { chatroom: room, read: '1' }, 'validation_failed'],
    ['what is read again', 'mark', { chatroom: room, unread_from: 1 }, 'validation_failed'],
    ['a message to no room', 'message', { type: 'text', message: 'x', client_id: 'a' }, 'validation_failed'],
    ['a message to others', 'message', { chatroom: others, type: 'text', message: 'x' }, 'not_a_member'],
    [
      'a message to nothing',
      'message',
      { chatroom: 'nowhere', type: 'text', message: 'x' },
      'chatroom_not_found',
    ],
  ])('refuses %s', async (_, name, body, code) => {
    const inbox = await open()
    await inbox.ask('sync', { after: {} })
    const answer = await inbox.ask(name, body)
    expect(answer).toMatchObject(refused(code))
    const { chatroom } = body as { chatroom?: unknown }
    if (!answer.ok && typeof chatroom === 'string') expect(answer.error.chatroom).toBe(chatroom)
  })

  it.each([
    ['typing without a state', 'typing', { chatroom: room }, 'validation_failed'],
    ['typing in words', 'typing', { chatroom: room, active: 'yes' }, 'validation_failed'],
    ['typing nowhere', 'typing', { active: true }, 'validation_failed'],
    ['typing among others', 'typing', { chatroom: others, active: true }, 'not_a_member'],
    ['watching nobody in particular', 'watch', {}, 'validation_failed'],
    ['watching everybody', 'watch', { users: '*' }, 'validation_failed'],
    ['watching lists', 'watch', { users: [['ann']] }, 'validation_failed'],
    ['watching a thousand', 'watch', { users: range(1, 1000).map((n) => `user${n}`) }, 'validation_failed'],
    [
      'watching one too many',
      'watch',
      { users: range(0, MOST_WATCHED).map((n) => `user${n}`) },
      'validation_failed',
    ],
  ])('refuses %s, by an error that nobody has asked for', async (_, name, body, code) => {
    const inbox = await open()
    inbox.tell(name, body)
    expect(await inbox.next('error')).toMatchObject({ code })
  })

  it(`says nothing of ${MOST_WATCHED} people who are not there, and of each of as many who are`, async () => {
    const inbox = await open()
    inbox.tell('watch', { users: range(1, MOST_WATCHED).map((nth) => `nobody-${nth}`) })
    const users = [bob.user.username, ...range(2, MOST_WATCHED).map((nth) => `nobody-${nth}`)]
    inbox.tell('watch', { users })
    expect(await inbox.next('presence')).toMatchObject({ user: { username: bob.user.username } })
    await inbox.ask('sync', { after: {} })
    expect([inbox.heard('presence').length, inbox.heard('error').length]).toEqual([1, 0])
  })

  it.each([
    ['typing', 'typing', (nth: number) => ({ chatroom: busy, active: nth % 2 === 0 })],
    ['typing where nobody may', 'typing', () => ({ chatroom: others, active: true })],
    ['marks', 'mark', () => ({ chatroom: busy, read: 1 })],
    ['watches', 'watch', () => ({ users: [bob.user.username] })],
    ['watches of nobody', 'watch', (nth: number) => ({ users: [`nobody-${nth}`] })],
    ['commands that are none', 'delete_everything', () => ({})],
  ])('is closed with 4429 after a flood of %s', async (_, name, body) => {
    const carl = await registered(server, 'carl')
    await enter(carl, busy)
    const inbox = await BareInbox.open(server, carl, door)
    await inbox.ask('sync', { after: {} })
    const over = new AbortController()
    void inbox.ended.then(() => over.abort())
    for (let nth = 0; !over.signal.aborted && nth < 100 * SIGNALS; nth++) {
      inbox.tell(name, body(nth))
      if (nth % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await within(10_000, 'the end of a flood', inbox.ended)).toBe(4429)
    await expectServed(bystander)
  })
})

describe('a sync as large as it may be', () => {
  const sized = (bytes: number, start: string, end: string) =>
    start + ' '.repeat(bytes - start.length - end.length) + end

  it('is read over a plain WebSocket, and a byte more is not', async () => {
    const socket = new FrameSocket(server, '/inbox', { token: ann.token })
    await socket.next('ready')
    socket.send(sized(MOST_BYTES + 1, '{"type":"sync","after":{}', '}'))
    expect(await socket.next('error')).toMatchObject({ code: 'payload_too_large' })
    socket.send(sized(MOST_BYTES, '{"type":"sync","after":{}', '}'))
    expect(await socket.next('synced')).toMatchObject({ rooms: 1 })
    await socket.close()
  })

  it('is read over Socket.IO, and a byte more is not', async () => {
    const engine = new EnginePackets(server)
    await engine.next('0{')
    engine.send(`40/inbox,${JSON.stringify({ token: ann.token })}`)
    await engine.next('42/inbox,["ready"')
    const packet = (bytes: number, id: number) => `42/inbox,${id}${sized(bytes, '["sync",{"after":{}', '}]')}`
    engine.send(packet(MOST_BYTES + 20, 7))
    expect(await engine.next('43/inbox,7')).toContain('"payload_too_large"')
    engine.send(packet(MOST_BYTES, 8))
    expect(await engine.next('43/inbox,8')).toContain('"rooms":1')
    engine.close()
  })
})
