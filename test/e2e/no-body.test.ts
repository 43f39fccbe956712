// Routes that take no body: what is sent with them is not passed over in silence.
import { expect, it } from 'vitest'
import { admin } from '../support/backend.js'
import { add } from '../support/governing.js'
import { ApiDocument } from '../support/openapi.js'
import { crowd, must, roomWith, type Person } from '../support/people.js'
import { api, at, expectProblem, type Api } from '../support/rest.js'
import { sharedServer } from '../support/server.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
const { json: document } = await ApiDocument.of(server)

/** Every route that writes and has no body, in words and as `METHOD /path/{template}`. */
const ROUTES = Object.entries(document.paths).flatMap(([template, operations]) =>
  ['post', 'put', 'patch', 'delete'].flatMap((method) => {
    const operation = operations[method]
    return operation && !operation.requestBody ? [[method.toUpperCase(), template] as const] : []
  }),
)

const PARAMETERS: Record<string, string> = {
  chatroom_name: 'no-such-room',
  username: 'no-such-user',
  code: 'no-such-code',
  id: 'bd1b1a9c-1f6a-4d4e-8f59-0c3f6d2f7b11',
  seq: '1',
}

const send = (caller: Api, method: string, template: string, body: string) =>
  caller.send({
    method,
    path: template.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name]!),
    headers: { 'content-type': 'application/json' },
    body,
  })

it('are many', () => {
  expect(ROUTES.length).toBeGreaterThan(15)
})

it.each(ROUTES)('%s %s refuses the fields of one, and names them', async (method, template) => {
  const caller = template.startsWith('/admin/') ? admin(server) : ann.api
  const refused = await send(caller, method, template, '{"role":"admin","and":{"more":1}}')
  const { errors } = expectProblem(refused, 'validation_failed')
  expect(errors!.map(({ field }) => field)).toEqual(['role', 'and'])
  expectProblem(await send(caller, method, template, '[{"role":"admin"}]'), 'validation_failed')
  expectProblem(await send(api(server), method, template, '{"role":"admin"}'), 'unauthenticated')
})

it('take an empty one, and what is null, for nothing', async () => {
  const room = await roomWith(ann)
  const path = at('/chatroom', room, `/members/${ben.user.username}`)
  expectProblem(await ann.api.put(path, { role: 'admin' }), 'validation_failed', 'role')
  expectProblem(await ann.api.put(path, { toString: 1 }), 'validation_failed', 'toString')
  expectProblem(await ben.api.get(at('/chatroom', room, '/messages')), 'not_a_member')
  // Without the check of the document, which has no body that these could be held to.
  const plain = (body: string) =>
    fetch(server.url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ann.token}` },
      body,
    })
  expect((await plain('{}')).status).toBe(201)
  expect((await plain('{"role":null}')).status).toBe(200)
  expect((await plain('')).status).toBe(200)
  must(await add(ann, room, ben), 200)
})
