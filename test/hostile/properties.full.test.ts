// Whatever is asked of whichever route: the answer is one that the OpenAPI document promises, and never ours to be sorry for.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must, roomWith, signedUp } from '../support/people.js'
import { ApiDocument } from '../support/openapi.js'
import type { Api } from '../support/rest.js'
import { seed } from '../support/random.js'
import { startServer } from '../support/server.js'
import type { Chatroom } from '../support/wire.js'
import { INTERNAL } from '../support/bystander.js'
import { Requests, type Operation, type Schema } from './requests.js'

/** How many requests all routes get together, at the least. */
const REQUESTS = process.env['HOSTILE'] === 'full' ? 5000 : 400
/** Routes that hash a password, or whose callers are made anew, take long, and get fewer. */
const SLOW = new Set([
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/password',
  'POST /auth/logout',
  'DELETE /auth/me',
])
const SLOW_SHARE = 0.1

const server = await startServer()
const ann = await signedUp(server, 'ann')
const rooms = await Promise.all(['one', 'two', 'three'].map(() => roomWith(ann)))
const { json } = await ApiDocument.of(server)
const requests = new Requests(json.components.schemas as Record<string, Schema>, rooms)

const routes = Object.entries(json.paths).flatMap(([template, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method: method.toUpperCase(),
    template,
    route: `${method.toUpperCase()} ${template}`,
    operation: operation as unknown as Operation,
  })),
)
const fast = routes.filter(({ route }) => !SLOW.has(route)).length
const share = REQUESTS / (fast + (routes.length - fast) * SLOW_SHARE)
/** Failing routes end early, and say so themselves. */
let sent = 0

/** Whoever signs out or is erased must not take the rest along: those are done by somebody who is only there for it. */
const PARTINGS = new Set(['POST /auth/logout', 'DELETE /auth/me'])

/** Who asks, made anew each time that they are gone. */
class Caller {
  private current?: Api

  constructor(private readonly route: string) {}

  async api(): Promise<Api> {
    if (!PARTINGS.has(this.route)) return ann.api
    return (this.current ??= (await signedUp(server, 'leaving')).api)
  }

  heard(status: number): void {
    if (status === 204) delete this.current
  }
}

async function restore(route: string, path: string): Promise<void> {
  const deleted =
    route === 'DELETE /chatroom/{chatroom_name}' && rooms.find((name) => path.endsWith(`/${name}`))
  if (deleted) await ann.api.post<Chatroom>('/chatroom/create', { name: deleted, max_members: 1000 })
}

describe.concurrent(`made-up requests (seed ${seed})`, () => {
  it.each(routes)('to $route are answered as documented', async ({ method, template, route, operation }) => {
    const caller = new Caller(route)
    const property = fc.asyncProperty(requests.of(template, operation), async ({ path, headers, body }) => {
      sent++
      // Throws for an undocumented status or body, and for every 500.
      const sending = { method, path, headers, ...(body !== undefined && { body }), nulls: 'any' as const }
      const answer = await (await caller.api()).send(sending)
      caller.heard(answer.status)
      if (answer.status >= 400) expect(String(JSON.stringify(answer.body))).not.toMatch(INTERNAL)
      await restore(route, path)
    })
    const numRuns = Math.ceil(SLOW.has(route) ? share * SLOW_SHARE : share)
    const options = { numRuns, seed, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true }
    const result = await fc.check(property, options)
    expect(result.failed, result.failed ? fc.defaultReportMessage(result) : '').toBe(false)
  })
})

it(`all in all ${REQUESTS} of them, after which the server is well and has nothing to hide`, async () => {
  expect(sent).toBeGreaterThanOrEqual(REQUESTS)
  must(await ann.api.get('/auth/me'), 200)
  expect(server.output).not.toMatch(/"level":"(error|fatal)"|ERROR|FATAL|UnhandledPromise/)
  expect(server.output).not.toMatch(INTERNAL)
})
