// Who may mark, type, watch and have an inbox: every role × everything that a client can ask for there, by both doors.
import { beforeAll, describe, expect, it } from 'vitest'
import { isSignal, SocketDocument } from '../support/asyncapi.js'
import { leave, must, PASSWORD, personOf, registered, roomWith, say, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { refusalOf, socketIo, type WireError } from '../support/socketio.door.js'
import { FrameSocket, type Frame } from '../support/websocket.door.js'
import type { Session } from '../support/wire.js'

const ROLES = ['outsider', 'left', 'member', 'owner'] as const
type Role = (typeof ROLES)[number]
/** Done, or the code of a refusal. */
type Cell = 'ok' | 'not_a_member' | 'seq_unknown'
type Row = Record<Role, Cell>

const anybody: Row = { outsider: 'ok', left: 'ok', member: 'ok', owner: 'ok' }
const members = (cell: Cell = 'ok'): Row => ({
  outsider: 'not_a_member',
  left: 'not_a_member',
  member: cell,
  owner: cell,
})

interface Asked {
  event: string
  row: Row
  /** What is asked; on the inbox with `chatroom`. */
  body: object
}

const BEYOND = 1_000_000

/** What is asked of a room, by the name of its operation. */
const ABOUT_A_ROOM: Record<string, Asked[]> = {
  Mark: [
    { event: 'mark', row: members(), body: { read: 1 } },
    { event: 'mark', row: members('seq_unknown'), body: { read: BEYOND } },
  ],
  Type: [{ event: 'typing', row: members(), body: { active: true } }],
}
const ON_THE_INBOX: Record<string, Asked[]> = {
  Sync: [{ event: 'sync', row: anybody, body: {} }],
  Send: [{ event: 'message', row: members(), body: { type: 'text', message: 'hello' } }],
  ...ABOUT_A_ROOM,
  Watch: [{ event: 'watch', row: anybody, body: { users: ['somebody'] } }],
}
/** What is for no room. */
const WITHOUT_A_ROOM = ['sync', 'watch']

const server = await sharedServer()
const people = {} as Record<Role, Person>
let room: string
let ended: Person

beforeAll(async () => {
  for (const role of ROLES) people[role] = await registered(server, role)
  room = await roomWith(people.owner, [people.member, people.left])
  await say(people.owner, room, 'what nobody else may read')
  await leave(people.left, room)
  const { username } = people.member.user
  const again = await api(server).post<Session>('/auth/login', { username, password: PASSWORD })
  ended = personOf(server, must(again, 200))
  must(await ended.api.post('/auth/logout'), 204)
})

/** Asks for one thing after another. @returns `ok`, or a code */
type Ask = (asked: Asked, body: object) => Promise<string>

async function byEvents(path: string, { token }: Person): Promise<{ ask: Ask; close: () => void }> {
  const socket = socketIo(server, path, { auth: { token } })
  await new Promise((resolve) => socket.once('ready', resolve))
  return {
    async ask({ event }, body) {
      const answer = (await socket.timeout(10_000).emitWithAck(event, body)) as {
        ok: boolean
        error?: WireError
      }
      return answer.error?.code ?? 'ok'
    },
    close: () => void socket.disconnect(),
  }
}

const ANSWERS: Record<string, string> = { message: 'ack', mark: 'marked', sync: 'synced' }

/** What nothing answers is taken unless an error comes before the answer to what is asked after it. */
async function byFrames(path: string, { token }: Person): Promise<{ ask: Ask; close: () => Promise<void> }> {
  const socket = new FrameSocket(server, path, { token })
  await socket.next('ready')
  let seen = 0
  const next = async (types: string[]): Promise<Frame> => {
    const found = (frame: Frame) => types.includes(frame.type) && socket.frames.items.indexOf(frame) >= seen
    const frame = await socket.frames.waitFor(found)
    seen = socket.frames.items.indexOf(frame) + 1
    return frame
  }
  return {
    async ask({ event }, body) {
      socket.send(event === 'message' ? body : { type: event, ...body })
      const answer = ANSWERS[event]
      if (!answer) socket.send({ type: 'text', client_id: 'probe' })
      const { type, code = '', client_id } = await next(answer ? [answer, 'error'] : ['error'])
      if (type !== 'error' || client_id === 'probe') return 'ok'
      // The one after it answers the probe.
      if (!answer) await next(['error'])
      return code
    },
    close: () => socket.close(),
  }
}

const DOORS = { Plain: byFrames, Socketio: byEvents }
const NAMES = ['Plain', 'Socketio'] as const

it('everything that a client can ask for beside a room’s messages has a row', async () => {
  const { operations } = (await SocketDocument.of(server)).json
  const documented = Object.entries(operations).filter(
    ([name, { action }]) => action === 'receive' && isSignal(name),
  )
  const rows = NAMES.flatMap((door) => [
    ...Object.keys(ABOUT_A_ROOM).map((name) => door.toLowerCase() + name),
    ...[door === 'Plain' ? 'Auth' : 'Connect', ...Object.keys(ON_THE_INBOX)].map(
      (name) => `inbox${door}${name}`,
    ),
  ])
  expect(documented.map(([name]) => name).toSorted()).toEqual(rows.toSorted())
})

describe.each(NAMES)('by %s', (door) => {
  it.each(ROLES)('%s on the inbox', async (role) => {
    const inbox = await DOORS[door]('/inbox', people[role])
    for (const asked of Object.values(ON_THE_INBOX).flat()) {
      const { event, row, body } = asked
      const whole = WITHOUT_A_ROOM.includes(event) ? body : { chatroom: room, ...body }
      expect([event, await inbox.ask(asked, whole)]).toEqual([event, row[role]])
    }
    await inbox.close()
  })

  it.each(['member', 'owner'] as const)('%s in the room', async (role) => {
    const client = await DOORS[door](at('/send-message', room), people[role])
    for (const asked of Object.values(ABOUT_A_ROOM).flat())
      expect([asked.event, await client.ask(asked, asked.body)]).toEqual([asked.event, asked.row[role]])
    await client.close()
  })
})

it.each(['nobody', 'somebody who has signed out'])('%s has no inbox', async (who) => {
  const token = who === 'nobody' ? 'forged' : ended.token
  const { code } = await refusalOf(socketIo(server, '/inbox', { auth: { token } }))
  expect(code).toBe('unauthenticated')
  const socket = new FrameSocket(server, '/inbox', { token })
  expect((await socket.closed).code).toBe(4401)
  expect(socket.frames.items.map((frame) => frame.code)).toEqual(['unauthenticated'])
})
