// Who may ask for what with which key: every route of the document × nobody, a user, keys with and without the scope, ADMIN_KEY.
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { actingFor, admin, keyWith } from '../support/backend.js'
import { ApiDocument } from '../support/openapi.js'
import { registered, unique } from '../support/people.js'
import { api, expectProblem, type Answer, type Api } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Code, Problem } from '../support/wire.js'

const SCOPES = ['users', 'chatrooms', 'messages', 'events', 'webhooks', 'moderation', 'stats']
/** What people do for themselves alone: section 2 of the contract, and their devices. */
const OWN = ['1. Identity', '2. People', '8. Push']

const server = await sharedServer()
const ann = await registered(server)
const { json } = await ApiDocument.of(server)

interface Route {
  name: string
  method: string
  path: string
  tag: string
  /** What it is open to: `public`, `user`, `acting` for a user, or `key`. */
  ways: string[]
  scope: string | undefined
}

const routes = Object.entries(json.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]): Route => {
    const names = (operation!.security ?? []).map((way) => Object.keys(way).toSorted().join('+'))
    return {
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      tag: operation!.tags?.[0] ?? '',
      ways: names,
      scope: operation!['x-scope'],
    }
  }),
)
const forKeys = routes.filter(({ path }) => path.startsWith('/admin/'))
const open = routes.filter(({ ways }) => ways.length === 0)
const forUsers = routes.filter((route) => !forKeys.includes(route) && !open.includes(route))
const actable = forUsers.filter(({ ways }) => ways.includes('actingUser+serverKey'))
const closed = forUsers.filter((route) => !actable.includes(route))

/** A key of each scope, and one of all others. */
const keys: Record<string, { only: Api; without: Api }> = {}
for (const scope of SCOPES) {
  const only = await keyWith(server, [scope])
  const without = await keyWith(
    server,
    SCOPES.filter((each) => each !== scope),
  )
  keys[scope] = { only: api(server, only.key), without: api(server, without.key) }
}

/** With nothing in it, about what is not there: it gets past the guard, and no further. */
const ask = (caller: Api, { method, path }: Route): Promise<Answer<unknown>> =>
  caller.send({ method, path: path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name)) })

const valueOf = (name: string) => (name === 'seq' ? '1' : name === 'id' ? randomUUID() : unique('nobody'))

type Cell = 'in' | 'unauthenticated' | 'forbidden' | 'user_not_found'

/** What the guard says; of an answer without a body, as to HEAD, by the status, as far as that tells. */
function cellOf(answer: Answer<unknown>, { method }: Route): Cell {
  const { status, body } = answer
  if (method === 'HEAD') return status === 401 ? 'unauthenticated' : status === 403 ? 'forbidden' : 'in'
  if (status < 400 || body === undefined) return 'in'
  const { code, detail } = body as Problem & { code: Code }
  expectProblem(answer, code)
  if (code === 'forbidden') return /scope|ADMIN_KEY|of their own/.test(detail) ? code : 'in'
  if (code === 'user_not_found') return detail.startsWith('X-Acting-User') ? code : 'in'
  return code === 'unauthenticated' ? code : 'in'
}

describe('every route', () => {
  it('says to whom it is open', () => {
    expect(open.map(({ path }) => path).filter((path) => !/^\/(?:auth|health)\//.test(path))).toEqual([])
    for (const { name, ways, scope, tag } of forKeys)
      expect([name, ways, tag, [...SCOPES, 'keys'].includes(scope!)]).toEqual([
        name,
        ['serverKey'],
        '9. For your backend',
        true,
      ])
    for (const { name, ways, scope } of actable) {
      expect([name, ways]).toEqual([name, ['bearer', 'actingUser+serverKey']])
      expect([name, ['chatrooms', 'messages'].includes(scope!)]).toEqual([name, true])
    }
    for (const { name, ways, scope } of closed)
      expect([name, ways, scope]).toEqual([name, ['bearer'], undefined])
    expect(actable.length).toBeGreaterThan(40)
  })

  it('is open to acting unless it is people’s own', () => {
    expect(actable.filter(({ tag }) => OWN.includes(tag)).map(({ name }) => name)).toEqual([])
    expect(closed.filter(({ tag }) => !OWN.includes(tag)).map(({ name }) => name)).toEqual([])
  })
})

/** Everybody who asks, by name, and what they are to be told. */
type Callers = Record<string, readonly [Api, Cell]>

async function toldTo(callers: Callers, route: Route): Promise<Record<string, Cell>> {
  const told: Record<string, Cell> = {}
  for (const [name, [caller]] of Object.entries(callers)) told[name] = cellOf(await ask(caller, route), route)
  return told
}

const expectedOf = (callers: Callers) =>
  Object.fromEntries(Object.entries(callers).map(([name, [, cell]]) => [name, cell]))

describe('a route for backends', () => {
  it.each(forKeys)('$name', async (route) => {
    const { only, without } = keys[route.scope!] ?? { only: undefined, without: keys['stats']!.without }
    const callers: Callers = {
      nobody: [api(server), 'unauthenticated'],
      'a user': [ann.api, 'unauthenticated'],
      'a user who names somebody': [actingFor(ann.api, ann.user.username), 'unauthenticated'],
      'a key that is none': [api(server, 'sk_nobodys'), 'unauthenticated'],
      'a key without the scope': [without, 'forbidden'],
      ...(only && { 'a key with the scope': [only, 'in'] as const }),
      ADMIN_KEY: [admin(server), 'in'],
    }
    expect(await toldTo(callers, route)).toEqual(expectedOf(callers))
  })
})

describe('a route for people', () => {
  it.each(forUsers)('$name', async (route) => {
    const { username } = ann.user
    const { only, without } = keys[route.scope!] ?? { only: admin(server), without: keys['users']!.only }
    const acts = (cell: Cell): Cell => (route.scope ? cell : 'forbidden')
    // A HEAD cannot say whether it is the user who is not there.
    const absent = acts(route.method === 'HEAD' ? 'in' : 'user_not_found')
    const callers: Callers = {
      'a key that acts for nobody': [only, 'unauthenticated'],
      'ADMIN_KEY that acts for nobody': [admin(server), 'unauthenticated'],
      'a key that is none': [api(server, 'sk_nobodys', username), 'unauthenticated'],
      'a key without the scope': [actingFor(without, username), 'forbidden'],
      'acting for whoever is not there': [actingFor(only, 'nobody-at-all'), absent],
      'acting for the erased': [actingFor(only, 'deleted'), absent],
      'acting for what is no name': [actingFor(only, 'no name'), absent],
      'acting with the scope': [actingFor(only, username.toUpperCase()), acts('in')],
      'acting with ADMIN_KEY': [actingFor(admin(server), username), acts('in')],
    }
    expect(await toldTo(callers, route)).toEqual(expectedOf(callers))
  })
})
