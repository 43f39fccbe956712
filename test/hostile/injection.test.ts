// Words that mean something to SQL, fields that nobody may set, and headers that claim to be somebody else.
import { describe, expect, it } from 'vitest'
import { admin } from '../support/backend.js'
import { bystanderIn, expectServed, INTERNAL } from '../support/bystander.js'
import { DOORS } from '../support/doors.js'
import { ApiDocument } from '../support/openapi.js'
import { logOf, must, PASSWORD, signedUp as registered, roomWith, unique } from '../support/people.js'
import { api, at, expectProblem, type Answer } from '../support/rest.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import type { Chatroom, Me, MessagePage } from '../support/wire.js'

const FAILURES = 4
const server = await startServer({
  env: { RATE_LIMITS: 'on', RATE_LIMIT_LOGINS: String(FAILURES), MAX_CONNECTIONS_PER_ADDRESS: '40' },
})
const ann = await registered(server, 'ann')
const bystander = await bystanderIn(server)

const SQL = [
  `'; DROP TABLE messages; --`,
  `' OR '1'='1`,
  `1; SELECT pg_sleep(10)`,
  `\\'; TRUNCATE users; --`,
  `$1`,
  `%' OR name LIKE '%`,
  `") UNION SELECT password_hash FROM users --`,
  `last_seq DESC, (SELECT 1/0)`,
  `\${7*7}`,
]

describe('SQL', () => {
  it.each(DOORS)('said through $name is stored as it is', async (door) => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    for (const text of SQL) {
      expect(await client.send({ type: 'text', message: text, client_id: text })).toMatchObject({ ok: true })
      const attachment = { type: 'document', filename: `a${text}`.replaceAll('/', ''), content: 'aGVsbG8=' }
      expect(await client.send({ type: 'attachment', message: text, attachment })).toMatchObject({ ok: true })
    }
    const told = (await logOf(ann, room)).slice(1)
    expect(told.map(({ message }) => message)).toEqual(SQL.flatMap((text) => [text, text]))
    expect(told.filter(({ type }) => type === 'text').map(({ client_id }) => client_id)).toEqual(SQL)
    await client.close()
    await expectServed(bystander)
  })

  it.each(SQL)('(%s) in an address, a query or any other body finds and changes nothing', async (text) => {
    const room = await roomWith(ann)
    const asked = (path: string, query: Record<string, string>) => ann.api.get(path, query)
    const answers: Promise<Answer<unknown>>[] = [
      ...['q', 'limit', 'cursor', 'mine', 'sort', 'order'].map((name) =>
        asked('/list-chatroom', { [name]: text }),
      ),
      ...['after_seq', 'before_seq', 'limit'].map((name) =>
        asked(at('/chatroom', room, '/messages'), { [name]: text }),
      ),
      asked(at('/chatroom', room, '/members'), { cursor: text }),
      ...['type', 'limit', 'cursor'].map((name) => asked(at('/chatroom', room, '/media'), { [name]: text })),
      ...['q', 'chatroom', 'sender', 'type', 'after', 'before', 'limit', 'cursor'].map((name) =>
        asked('/search', { q: 'ab', [name]: text }),
      ),
      ...['/starred', '/blocks', '/auth/sessions'].map((path) => asked(path, { cursor: text })),
      ...['q', 'limit', 'cursor'].map((name) => asked('/users', { q: 'ab', [name]: text })),
      ...['', '/avatar'].map((rest) => asked(at('/users', text, rest), {})),
      ann.api.put(at('/blocks', text)),
      ann.api.delete(at('/blocks', text)),
      ann.api.delete(at('/auth/sessions', text)),
      ann.api.patch('/auth/me', { about: text }),
      ann.api.patch('/auth/me', { avatar: text }),
      ...['', '/reactions', '/votes', '/versions'].map((rest) =>
        asked(at('/chatroom', room, `/messages/${encodeURIComponent(text)}${rest}`), {}),
      ),
      ann.api.put(at('/chatroom', room, `/messages/${encodeURIComponent(text)}/star`)),
      ann.api.get(at('/chatroom', text)),
      ann.api.post(at('/enter-chatroom', text)),
      ann.api.post(at('/leave-chatroom', text)),
      ann.api.delete(at('/chatroom', text)),
      ann.api.get(at('/attachments', text)),
      ann.api.post('/chatroom/create', { name: text, max_members: 5 }),
      ann.api.patch(at('/chatroom', room), { description: text }),
      api(server).post('/auth/login', { username: text, password: text }),
      api(server).post('/auth/refresh', { refresh_token: text }),
      api(server).post('/auth/register', { username: text, password: PASSWORD }),
      api(server).post('/auth/register', {
        username: unique('u'),
        password: text.padEnd(8),
        display_name: text,
      }),
    ]
    for (const { status, body } of await Promise.all(answers)) {
      expect([200, 201, 400, 401, 404, 429]).toContain(status)
      expect(JSON.stringify(body)).not.toMatch(INTERNAL)
      expect(JSON.stringify(body)).not.toContain('argon2')
    }
    expect(must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200).description).toBe(text)
    const found = must(await ann.api.get<{ chatrooms: Chatroom[] }>('/list-chatroom', { q: text }), 200)
    expect(found.chatrooms.every(({ name }) => name.includes(text))).toBe(true)
    const { messages } = must(await ann.api.get<MessagePage>(at('/chatroom', room, '/messages')), 200)
    expect(messages.map(({ type }) => type)).toEqual(['joined', 'room'])
    expect(must(await ann.api.get<Me>('/auth/me'), 200).about).toBe(text)
  })
})

describe('a field that nobody may set', async () => {
  const { json } = await ApiDocument.of(server)
  const room = await roomWith(ann)
  interface Described {
    requestBody?: {
      content: Record<string, { schema: { $ref?: string }; examples?: Record<string, { value: object }> }>
    }
  }
  const schemas = json.components.schemas as Record<
    string,
    { properties: Record<string, { example?: unknown }> }
  >
  const routes = Object.entries(json.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const described = (operation as Described).requestBody?.content['application/json']
      if (!described) return []
      const schema = schemas[described.schema.$ref?.split('/').at(-1) ?? '']
      const fields = Object.entries(schema?.properties ?? {}).map(([name, { example }]) => [name, example])
      const body = Object.values(described.examples ?? {})[0]?.value ?? Object.fromEntries(fields)
      return [{ method: method.toUpperCase(), path, body: body as object }]
    }),
  )
  const FIELDS = [
    'id',
    'role',
    'owner',
    'is_admin',
    'created_by',
    'created_at',
    'member_count',
    'last_seq',
    'seq',
    'user_id',
  ]

  it('is tried on every route that takes JSON', () => {
    expect(routes.length).toBeGreaterThanOrEqual(7)
  })

  it.each(routes)(
    '($method $path) is refused by name, and nothing is done',
    async ({ method, path, body }) => {
      for (const field of FIELDS) {
        const caller = path.startsWith('/admin/') ? admin(server) : ann.api
        const answer = await caller.send({
          method,
          path: path.replace('{chatroom_name}', room).replace('{username}', unique('carol')),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...body, [field]: ann.user.id }),
        })
        expectProblem(answer, 'validation_failed', field)
      }
      expect(await logOf(ann, room)).toHaveLength(1)
    },
  )
})

describe('a header that claims another address', () => {
  const claims = (nth: number) => ({
    'x-forwarded-for': `203.0.113.${nth}`,
    'x-real-ip': `203.0.113.${nth}`,
    'x-client-ip': `203.0.113.${nth}`,
    'true-client-ip': `203.0.113.${nth}`,
    forwarded: `for=203.0.113.${nth}`,
  })

  it('gets nobody another try at a password', async () => {
    const { user } = await registered(server, 'bob')
    const guess = (nth: number) =>
      api(server).send({
        method: 'POST',
        path: '/auth/login',
        headers: { 'content-type': 'application/json', ...claims(nth) },
        body: JSON.stringify({ username: user.username, password: 'wrong' }),
      })
    for (let nth = 0; nth < FAILURES; nth++) expectProblem(await guess(nth), 'unauthenticated')
    for (let nth = FAILURES; nth < FAILURES + 3; nth++)
      expect(expectProblem(await guess(nth), 'rate_limited').detail).toContain('from this address')
  })

  it('gets nobody more connections, and is not what is written down', async () => {
    const path = at('/send-message', await roomWith(ann))
    const sockets = Array.from(
      { length: 45 },
      (_, nth) => new FrameSocket(server, path, { headers: claims(nth) }),
    )
    const ends = await Promise.all(sockets.slice(-4).map(({ closed }) => closed))
    expect(ends.map(({ code }) => code)).toEqual([4429, 4429, 4429, 4429])
    for (const { socket } of sockets) socket.terminate()
    expect(server.output).not.toContain('203.0.113.')
    await expectServed(bystander)
  })
})
