// Who may do what: every role × every route and socket event. A route or an event without a row fails.
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  PASSWORD,
  enter,
  leave,
  must,
  personOf,
  registered,
  roomWith,
  say,
  unique,
} from '../support/people.js'
import type { Person } from '../support/people.js'
import { isSignal } from '../support/asyncapi.js'
import { LIVE_DOORS } from '../support/doors.js'
import { aimed, Drafts, type Draft } from '../support/drafts.js'
import { ApiDocument } from '../support/openapi.js'
import { Api, api, at, expectProblem, type Answer } from '../support/rest.js'
import { Refused } from '../support/room-client.js'
import { sharedServer } from '../support/server.js'
import {
  STATUS_OF,
  type Attachment,
  type Code,
  type Device,
  type Message,
  type Session,
} from '../support/wire.js'

const ROLES = ['stranger', 'outsider', 'left', 'member', 'admin', 'owner', 'ended'] as const
type Role = (typeof ROLES)[number]
/** A status of success, or the code of a refusal. */
type Cell = number | Code
type Row = Record<Role, Cell>

/** What only they know who are in the room. */
const SECRET = 'what nobody else may read'
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const server = await sharedServer()
const drafts = await Drafts.of(server)
const people = {} as Record<'owner' | 'admin' | 'member' | 'left' | 'outsider', Person>
/** A member's token whose session has ended. */
let endedToken = ''
/** The room of everything that leaves it as it is, and an attachment in it; and one that was never sent. */
let room = ''
/** The `seq` of what the owner has said there. */
let first = 0
let shared: Attachment
let picture: Attachment
let unsent: Attachment
/** Somebody who is in no room, and has a picture. */
let bystander = ''
let database: Client

/** Who makes the call: a fresh client with the token of that role. */
function callerOf(role: Role): Api {
  if (role === 'stranger') return api(server)
  return api(server, role === 'ended' ? endedToken : people[role].token)
}

async function upload(by: Person, bytes: string | Buffer<ArrayBuffer> = SECRET): Promise<Attachment> {
  const body = new FormData()
  body.append('file', new File([bytes], 'secret.txt'))
  return must(await by.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201)
}

/** A room in which everybody has their role. */
async function peopledRoom(): Promise<string> {
  const { owner, admin, member, left } = people
  const name = await roomWith(owner, [admin, member, left])
  await leave(left, name)
  await database.query(
    `UPDATE members SET role = 'admin' WHERE user_id = $1 AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $2)`,
    [admin.user.id, name],
  )
  return name
}

/** Signs somebody in once more; the session is theirs to spend. */
async function secondSession(person: Person): Promise<Person> {
  const body = { username: person.user.username, password: PASSWORD }
  return personOf(server, must(await api(server).post<Session>('/auth/login', body), 200))
}

beforeAll(async () => {
  database = new Client(server.databaseUrl)
  await database.connect()
  await Promise.all(
    (['owner', 'admin', 'member', 'left', 'outsider'] as const).map(async (role) => {
      people[role] = await registered(server, role)
    }),
  )
  const other = await registered(server, 'bystander')
  must(await other.api.patch('/auth/me', { avatar: (await upload(other, PIXEL)).id }), 200)
  bystander = other.user.username
  const ended = await secondSession(people.member)
  must(await ended.api.post('/auth/logout'), 204)
  endedToken = ended.token
  room = await peopledRoom()
  ;[shared, picture, unsent] = await Promise.all([
    upload(people.owner),
    upload(people.owner, PIXEL),
    upload(people.owner),
  ])
  first = (await say(people.owner, room, SECRET)).seq
  for (const { id } of [shared, picture]) {
    const body = { type: 'attachment', attachment: { id } }
    must(await people.owner.api.post(at('/send-message', room), body), 201)
  }
})
afterAll(() => database.end())

/** For whoever is signed in. */
const signedIn = (cell: Cell): Row => ({
  stranger: 'unauthenticated',
  ended: 'unauthenticated',
  outsider: cell,
  left: cell,
  member: cell,
  admin: cell,
  owner: cell,
})
const everybody = (cell: Cell): Row => ({ ...signedIn(cell), stranger: cell, ended: cell })
/** For those who are in the room. */
const members = (cell: Cell, others: Cell = 'not_a_member'): Row => ({
  ...signedIn(cell),
  outsider: others,
  left: others,
})

interface Route {
  row: Row
  call: (caller: Api, role: Role) => Promise<Answer<unknown>>
}

const text = { type: 'text', message: 'hello' }
const credentials = () => ({ username: unique('new'), password: PASSWORD })

const ROUTES: Record<string, Route> = {
  'POST /auth/register': {
    row: everybody(201),
    call: (caller) => caller.post('/auth/register', credentials()),
  },
  'POST /auth/login': {
    row: everybody(200),
    call: (caller) =>
      caller.post('/auth/login', { username: people.outsider.user.username, password: PASSWORD }),
  },
  'POST /auth/refresh': {
    row: everybody(200),
    call: async (caller) =>
      caller.post('/auth/refresh', { refresh_token: (await secondSession(people.outsider)).refreshToken }),
  },
  'POST /auth/password': {
    // A wrong current password: being let in is what counts here, and nobody's other sessions end.
    row: signedIn('validation_failed'),
    call: (caller) =>
      caller.post('/auth/password', { current_password: 'not the one I have', new_password: PASSWORD }),
  },
  'POST /auth/logout': {
    row: signedIn(204),
    call: async (caller, role) => {
      if (role === 'stranger' || role === 'ended') return caller.post('/auth/logout')
      return (await secondSession(people[role])).api.post('/auth/logout')
    },
  },
  'POST /auth/ticket': { row: signedIn(201), call: (caller) => caller.post('/auth/ticket') },
  'GET /auth/me': { row: signedIn(200), call: (caller) => caller.get('/auth/me') },
  'PATCH /auth/me': {
    row: signedIn(200),
    call: (caller) => caller.patch('/auth/me', { privacy: { read_receipts: true } }),
  },
  'GET /auth/sessions': { row: signedIn(200), call: (caller) => caller.get('/auth/sessions') },
  'DELETE /auth/sessions/{id}': {
    row: signedIn(204),
    call: async (caller, role) => {
      if (role === 'stranger' || role === 'ended') return caller.delete(`/auth/sessions/${shared.id}`)
      const other = await secondSession(people[role])
      const { sessions } = must(await other.api.get<{ sessions: Device[] }>('/auth/sessions'), 200)
      return caller.delete(`/auth/sessions/${sessions.find(({ current }) => current)!.id}`)
    },
  },
  'GET /users': { row: signedIn(200), call: (caller) => caller.get('/users', { q: bystander }) },
  'GET /users/{username}': { row: signedIn(200), call: (caller) => caller.get(`/users/${bystander}`) },
  'HEAD /users/{username}/avatar': {
    row: signedIn(200),
    call: (caller) => caller.send({ method: 'HEAD', path: `/users/${bystander}/avatar` }),
  },
  'GET /users/{username}/avatar': {
    row: signedIn(200),
    call: (caller) => caller.get(`/users/${bystander}/avatar`),
  },
  'PUT /blocks/{username}': { row: signedIn(204), call: (caller) => caller.put(`/blocks/${bystander}`) },
  'DELETE /blocks/{username}': {
    row: signedIn(204),
    call: (caller) => caller.delete(`/blocks/${bystander}`),
  },
  'GET /blocks': { row: signedIn(200), call: (caller) => caller.get('/blocks') },
  'POST /chatroom/create': {
    row: signedIn(201),
    call: (caller) => caller.post('/chatroom/create', { name: unique('room'), max_members: 2 }),
  },
  'GET /inbox': { row: signedIn(200), call: (caller) => caller.get('/inbox') },
  'GET /list-chatroom': { row: signedIn(200), call: (caller) => caller.get('/list-chatroom') },
  'GET /chatroom/{chatroom_name}': {
    row: signedIn(200),
    call: (caller) => caller.get(at('/chatroom', room)),
  },
  'PATCH /chatroom/{chatroom_name}': {
    row: { ...signedIn('forbidden'), admin: 200, owner: 200 },
    call: (caller) => caller.patch(at('/chatroom', room), { description: 'changed' }),
  },
  'DELETE /chatroom/{chatroom_name}': {
    row: { ...signedIn('forbidden'), owner: 204 },
    call: async (caller) => caller.delete(at('/chatroom', await peopledRoom())),
  },
  'POST /enter-chatroom/{chatroom_name}': {
    row: signedIn(200),
    call: async (caller) => caller.post(at('/enter-chatroom', await peopledRoom())),
  },
  'POST /leave-chatroom/{chatroom_name}': {
    row: members(204),
    call: async (caller) => caller.post(at('/leave-chatroom', await peopledRoom())),
  },
  'GET /chatroom/{chatroom_name}/members': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, '/members')),
  },
  'GET /chatroom/{chatroom_name}/messages': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, '/messages')),
  },
  'GET /chatroom/{chatroom_name}/timeline': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, '/timeline')),
  },
  'GET /chatroom/{chatroom_name}/messages/{seq}': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, `/messages/${first}`)),
  },
  'GET /chatroom/{chatroom_name}/messages/{seq}/reactions': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, `/messages/${first}/reactions`)),
  },
  'GET /chatroom/{chatroom_name}/messages/{seq}/votes': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, `/messages/${first}/votes`)),
  },
  'GET /chatroom/{chatroom_name}/messages/{seq}/versions': {
    row: { ...members(200), member: 'forbidden' },
    call: (caller) => caller.get(at('/chatroom', room, `/messages/${first}/versions`)),
  },
  'PUT /chatroom/{chatroom_name}/messages/{seq}/star': {
    row: members(204),
    call: (caller) => caller.put(at('/chatroom', room, `/messages/${first}/star`)),
  },
  'DELETE /chatroom/{chatroom_name}/messages/{seq}/star': {
    row: members(204),
    call: (caller) => caller.delete(at('/chatroom', room, `/messages/${first}/star`)),
  },
  'GET /starred': {
    row: signedIn(200),
    call: (caller) => caller.get('/starred'),
  },
  'GET /chatroom/{chatroom_name}/media': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, '/media')),
  },
  'PUT /chatroom/{chatroom_name}/marks': {
    row: members(200),
    call: (caller) => caller.put(at('/chatroom', room, '/marks'), { read: 1 }),
  },
  'GET /chatroom/{chatroom_name}/marks': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, '/marks')),
  },
  'GET /chatroom/{chatroom_name}/messages/{seq}/receipts': {
    row: members(200),
    call: (caller) => caller.get(at('/chatroom', room, `/messages/${first}/receipts`)),
  },
  'PATCH /chatroom/{chatroom_name}/me': {
    row: members(200),
    call: (caller) => caller.patch(at('/chatroom', room, '/me'), { archived: false }),
  },
  'POST /send-message/{chatroom_name}': {
    row: members(201),
    call: (caller) => caller.post(at('/send-message', room), text),
  },
  'POST /attachments': {
    row: signedIn(201),
    call: (caller) => {
      const body = new FormData()
      body.append('file', new File(['mine'], 'mine.txt'))
      return caller.send({ method: 'POST', path: '/attachments', body })
    },
  },
  'HEAD /attachments/{id}': {
    row: members(200, 'attachment_not_found'),
    call: (caller) => caller.send({ method: 'HEAD', path: new URL(shared.url, server.url).pathname }),
  },
  'GET /attachments/{id}': {
    row: members(200, 'attachment_not_found'),
    call: (caller) => caller.get(new URL(shared.url, server.url).pathname),
  },
  'HEAD /attachments/{id}/thumbnail': {
    row: members(200, 'attachment_not_found'),
    call: (caller) =>
      caller.send({ method: 'HEAD', path: new URL(picture.thumbnail_url!, server.url).pathname }),
  },
  'GET /attachments/{id}/thumbnail': {
    row: members(200, 'attachment_not_found'),
    call: (caller) => caller.get(new URL(picture.thumbnail_url!, server.url).pathname),
  },
  'GET /health/live': { row: everybody(200), call: (caller) => caller.get('/health/live') },
  'GET /health/ready': { row: everybody(200), call: (caller) => caller.get('/health/ready') },
}

/** Nothing of the room in what somebody is told who may not read it. */
function expectNoLeak(answer: unknown): void {
  const told = JSON.stringify(answer) ?? ''
  for (const secret of [SECRET, shared.sha256, people.owner.user.id, people.member.user.username])
    expect(told).not.toContain(secret)
}

it('every route of the OpenAPI document has a row, and every row a route', async () => {
  const { json } = await ApiDocument.of(server)
  const documented = Object.entries(json.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(Object.keys(ROUTES).toSorted()).toEqual(documented.toSorted())
})

describe.each(Object.entries(ROUTES))('%s', (_, { row, call }) => {
  it.each(ROLES)('%s', async (role) => {
    const answer = await call(callerOf(role), role)
    const cell = row[role]
    if (typeof cell === 'number') {
      expect(answer.status).toBe(cell)
      return
    }
    if (answer.body === undefined) expect(answer.status).toBe(STATUS_OF[cell])
    else expectProblem(answer, cell)
    expectNoLeak(answer.body)
  })
})

it('an upload that was not sent is its uploader’s alone', async () => {
  const path = new URL(unsent.url, server.url).pathname
  must(await people.owner.api.get(path), 200)
  for (const role of ['outsider', 'left', 'member', 'admin'] as const) {
    const answer = await callerOf(role).get(path)
    expectNoLeak(expectProblem(answer, 'attachment_not_found'))
  }
})

interface SocketEvent {
  /** What the client sends once it is let in; undefined for being let in itself. */
  body?: (sender: Person) => object | Promise<object>
  row: Row
}

/** A draft about something that its sender has just said, if it is about anything. */
const readyFor =
  (draft: Draft) =>
  async ({ api: caller }: Person): Promise<Draft> => {
    const ground = await caller.post<Message>(at('/send-message', room), drafts.groundFor(draft))
    return aimed(draft, { chatroom: room, seq: must(ground, 201).seq })
  }

/** By the names that the socket doors' own document gives to what a client can do; the same through both. */
const EVENTS: Record<string, SocketEvent[]> = {
  connect: [{ row: members(0) }],
  send: [
    ...drafts.examples.map(([, draft]) => ({ row: members(201), body: readyFor(draft) })),
    {
      row: { ...members('attachment_not_found'), owner: 201 },
      body: () => ({ type: 'attachment', attachment: { id: unsent.id } }),
    },
    { row: members('validation_failed'), body: () => ({ type: 'kick', user: people.member.user.id }) },
  ],
}

/** Operations of the AsyncAPI document that a client starts, as rows of EVENTS; those of marks, typing and inboxes are matrix-signals'. */
const ROW_OF: Record<string, string> = {
  plainAuth: 'connect',
  plainSend: 'send',
  socketioConnect: 'connect',
  socketioSend: 'send',
}

it('everything that a client can send on a socket has a row', async () => {
  const document = (await (await fetch(`${server.url}/docs/asyncapi.json`)).json()) as {
    operations: Record<string, { action: string }>
  }
  const received = Object.entries(document.operations).filter(
    ([name, { action }]) => action === 'receive' && !isSignal(name),
  )
  expect(received.map(([name]) => name).toSorted()).toEqual(Object.keys(ROW_OF).toSorted())
  expect([...new Set(Object.values(ROW_OF))].toSorted()).toEqual(Object.keys(EVENTS).toSorted())
})

describe.each(LIVE_DOORS)('through $name', (door) => {
  it.each(ROLES)('%s', async (role) => {
    const token = role === 'stranger' ? 'nobody' : callerOf(role).token!
    const connecting = door.connect(server, token, room, { after_seq: 0 })
    const refusal = EVENTS['connect']![0]!.row[role]
    if (refusal !== 0) {
      const refused = await connecting.then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refused).toBeInstanceOf(Refused)
      const { code, close } = refused as Refused
      expect(code).toBe(refusal)
      if (close !== undefined) expect(close).toBe(refusal === 'unauthenticated' ? 4401 : 4403)
      expectNoLeak({ ...(refused as Refused) })
      return
    }
    const client = await connecting
    // Once sent, it is everybody's in the room: each gets an upload that was not.
    unsent = await upload(people.owner)
    for (const { body, row } of EVENTS['send']!) {
      const answer = await client.send(await body!(people[role as keyof typeof people]))
      if (row[role] === 201) expect(answer).toMatchObject({ ok: true })
      else {
        expect(answer).toMatchObject({ ok: false, error: { code: row[role] } })
        expectNoLeak(answer)
      }
    }
    await client.close()
  })
})

it('nobody who may not enter a room’s log gets it by entering and leaving again', async () => {
  await enter(people.outsider, room)
  await leave(people.outsider, room)
  expectProblem(await people.outsider.api.get(at('/chatroom', room, '/messages')), 'not_a_member')
  expectProblem(
    await people.outsider.api.get(new URL(shared.url, server.url).pathname),
    'attachment_not_found',
  )
})
