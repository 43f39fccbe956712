// The REST client of all tests; every JSON answer that passes through it is held to the server's OpenAPI document.
import { expect } from 'vitest'
import { ApiDocument } from './openapi.js'
import type { Server } from './server.js'
import { STATUS_OF, type Code, type Problem } from './wire.js'

export interface Answer<Body> {
  status: number
  headers: Headers
  /** Parsed JSON; the bytes of anything else; undefined when there is none. */
  body: Body
}

export interface Query {
  [name: string]: string | number | boolean | undefined
}

interface Sent {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer> | FormData
  /** What is null is not held to the document: an unknown field that is null is absent, and nothing is written of it. */
  nulls?: 'any'
}

/** One caller (a token, or nobody; perhaps a server key that acts for somebody) of one server. */
export class Api {
  constructor(
    readonly server: Pick<Server, 'url'>,
    readonly token?: string,
    readonly acting?: string,
  ) {}

  get<Body>(path: string, query: Query = {}): Promise<Answer<Body>> {
    const given = new URLSearchParams()
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) given.append(name, String(value))
    const text = given.toString()
    return this.send<Body>({ method: 'GET', path: text ? `${path}?${text}` : path })
  }

  post<Body>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>({ method: 'POST', path, ...json(body) })
  }

  patch<Body>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.send<Body>({ method: 'PATCH', path, ...json(body) })
  }

  put<Body>(path: string, body?: unknown): Promise<Answer<Body>> {
    return this.send<Body>({ method: 'PUT', path, ...json(body) })
  }

  delete<Body = undefined>(path: string): Promise<Answer<Body>> {
    return this.send<Body>({ method: 'DELETE', path })
  }

  /** Any request, its body and headers as given. */
  async send<Body>({ method, path, headers = {}, body, nulls }: Sent): Promise<Answer<Body>> {
    const authorization: Record<string, string> = this.token ? { authorization: `Bearer ${this.token}` } : {}
    if (this.acting !== undefined) authorization['x-acting-user'] = this.acting
    const answer = await fetch(this.server.url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body !== undefined && { body }),
    })
    const content = await read(answer)
    const document = await ApiDocument.of(this.server)
    document.check(method, path, answer, content, sentJson(body, nulls))
    return { status: answer.status, headers: answer.headers, body: content as Body }
  }
}

export const api = (server: Pick<Server, 'url'>, token?: string, acting?: string): Api =>
  new Api(server, token, acting)

/** The address of a chatroom below `start`, percent-encoded. */
export const at = (start: string, name: string, rest = ''): string =>
  `${start}/${encodeURIComponent(name)}${rest}`

const json = (body: unknown) =>
  body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }

/** The request by which somebody deletes their account. */
export const erasing = (password?: string): Sent => ({
  method: 'DELETE',
  path: '/auth/me',
  ...json({ password }),
})

/** What was sent, unless it is no JSON. */
function sentJson(body: Sent['body'], nulls: Sent['nulls']): unknown {
  const withoutNull = (_: string, value: unknown) => (nulls === 'any' && value === null ? undefined : value)
  try {
    return typeof body === 'string' ? JSON.parse(body, withoutNull) : undefined
  } catch {
    return undefined
  }
}

async function read(answer: Response): Promise<unknown> {
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (bytes.length === 0) return undefined
  if (/^application\/(\w+\+)?json\b/.test(answer.headers.get('content-type') ?? ''))
    return JSON.parse(bytes.toString('utf8'))
  return bytes
}

/** Asserts that an answer is the problem document of `code`, complete and free of anything internal. */
export function expectProblem(answer: Answer<unknown>, code: Code, field?: string): Problem {
  const problem = answer.body as Problem
  expect(problem).toMatchObject({ code, status: STATUS_OF[code] })
  expect(answer.status).toBe(STATUS_OF[code])
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(problem.type).toEqual(expect.any(String))
  expect(problem.title).toEqual(expect.any(String))
  expect(problem.detail).toEqual(expect.any(String))
  expect(problem.request_id).toMatch(/^[\w-]{8,}$/)
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.[jt]s:\d+|SELECT |INSERT |\/dist\//)
  if (field !== undefined) expect(problem.errors?.map((each) => each.field)).toContain(field)
  return problem
}
