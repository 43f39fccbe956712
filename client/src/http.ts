// REST: calls the server as whoever is signed in, typed by its OpenAPI document; again where that is safe and may help.
import { ChatError } from './chat-error.js'
import type { Clock } from './clock.js'
import { asChatError, fetching, letGo, readAnswer } from './fetching.js'
import { backOff, pause } from './platform.js'
import type { Tokens } from './session.js'
import type { paths } from './types/openapi.js'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The addresses that take a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never
type Content<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined

/** The JSON of a successful answer. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Content<R[S]> : never }[keyof R]
    : never

type Part<O, Name extends string> = O extends { parameters: infer P }
  ? Name extends keyof P
    ? P[Name]
    : undefined
  : undefined

/** What goes with a request: the words in its path, its query, its body. */
export interface RequestOf<P extends keyof paths, M extends Method> {
  path?: NonNullable<Part<Operation<P, M>, 'path'>>
  query?: NonNullable<Part<Operation<P, M>, 'query'>>
  body?: Operation<P, M> extends { requestBody?: infer B } ? Content<NonNullable<B>> : never
  signal?: AbortSignal
}

/** A request that goes with these headers. @throws ChatError */
type Work = (headers: Record<string, string>) => Promise<Response>

export type QueryOf<P extends PathOf<'get'>> = NonNullable<RequestOf<P, 'get'>['query']>
export type BodyOf<P extends keyof paths, M extends Method> = NonNullable<RequestOf<P, M>['body']>

interface Loose {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

/** How often something is tried that may be tried again. */
const TRIES = 4
/** Seconds that are waited for at the most because the server asks for it; after longer ones, who has called decides. */
const LONGEST_WAIT_S = 5
/** Milliseconds until an answer counts as lost: a network may go without a word. */
const ANSWER_LIMIT_MS = 30_000
/** What a proxy says while the server behind it is away, and the server while its database is. */
const isAway = (status: number): boolean => status >= 502 && status <= 504

/** Every method throws ChatError; where a `signal` calls it off, that one's reason. */
export class Http {
  /** Nothing is asked any more. */
  closed?: true

  constructor(
    readonly url: string,
    readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  get<P extends PathOf<'get'>>(path: P, request?: RequestOf<P, 'get'>): Promise<AnswerOf<P, 'get'>> {
    return this.#call('GET', path, request)
  }

  post<P extends PathOf<'post'>>(path: P, request?: RequestOf<P, 'post'>): Promise<AnswerOf<P, 'post'>> {
    return this.#call('POST', path, request)
  }

  put<P extends PathOf<'put'>>(path: P, request?: RequestOf<P, 'put'>): Promise<AnswerOf<P, 'put'>> {
    return this.#call('PUT', path, request)
  }

  patch<P extends PathOf<'patch'>>(path: P, request?: RequestOf<P, 'patch'>): Promise<AnswerOf<P, 'patch'>> {
    return this.#call('PATCH', path, request)
  }

  delete<P extends PathOf<'delete'>>(
    path: P,
    request?: RequestOf<P, 'delete'>,
  ): Promise<AnswerOf<P, 'delete'>> {
    return this.#call('DELETE', path, request)
  }

  /** What an address of this server has, such as an attachment's `url`, a thumbnail or an avatar: read with the token. */
  async bytes(address: string, signal?: AbortSignal): Promise<Blob> {
    const { pathname: root } = new URL(`${this.url}/`)
    const { pathname, search } = new URL(address, `${this.url}/`)
    // An address may name another host than the one by which the server is reached; a token goes to that one alone.
    const path = pathname.startsWith(root) ? pathname.slice(root.length - 1) : pathname
    const own = this.url + path + search
    const answer = await this.#trying(true, (headers) => fetching(own, { headers, signal }), signal)
    if (!answer.ok) return readAnswer<never>(answer)
    return asChatError(answer.blob(), signal)
  }

  /** What is done with the token; where the server does not take that, once more with a new one. */
  async ask(work: Work): Promise<Response> {
    if (this.closed) throw ChatError.own('closed')
    const token = await this.tokens.token()
    const answer = await work({ Authorization: `Bearer ${token}` })
    if (answer.status !== 401) return answer
    letGo(answer)
    return work({ Authorization: `Bearer ${await this.tokens.refresh(token)}` })
  }

  async #call<T>(method: string, template: string, request: object = {}): Promise<T> {
    const { path, query, body, signal } = request as Loose
    const address = this.url + filled(template, path) + queryString(query)
    const again = method !== 'POST' || (body as { client_id?: string } | undefined)?.client_id !== undefined
    const text = JSON.stringify(body)
    const work: Work = (headers) =>
      fetching(
        address,
        {
          method,
          // What is read is as it is now; and so is the time that it is read at.
          cache: 'no-store',
          signal,
          headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
          body: text,
        },
        AbortSignal.timeout(ANSWER_LIMIT_MS),
      )
    const answer = await this.#trying(again, work, signal)
    this.clock.heard(answer.headers.get('Date'))
    return readAnswer<T>(answer, signal)
  }

  /** @param again whether it may be done twice. What was refused for being too much was not done. */
  async #trying(again: boolean, work: Work, signal?: AbortSignal): Promise<Response> {
    for (let tries = 0; ; tries++) {
      const last = tries + 1 === TRIES
      const answer = await this.ask(work).catch((thrown: unknown) => {
        if (last || !again || !(thrown as ChatError).passing) throw thrown
      })
      const wait = Number(answer?.headers.get('Retry-After') ?? 0)
      const helps = !answer || answer.status === 429 || (again && isAway(answer.status))
      if (answer && (last || !helps || wait > LONGEST_WAIT_S)) return answer
      if (answer) letGo(answer)
      await pause(backOff(tries, wait), signal)
    }
  }
}

/** `/chatroom/{chatroom_name}` with the name in it. */
const filled = (template: string, path: Record<string, unknown> = {}): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] as string))

function queryString(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given as [string, string][]).toString()
  return text && `?${text}`
}
