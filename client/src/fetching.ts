// One request over HTTP and what its answer means.
import { ChatError } from './chat-error.js'

/** What of RequestInit is used; Node.js has no `cache`. */
interface Init {
  method?: string
  cache?: 'no-store'
  headers?: Record<string, string>
  body?: string | FormData | undefined
  signal?: AbortSignal | undefined
}

/** Whatever goes wrong with it on the way is a ChatError; where it is called off, the reason for that, as of fetch. */
export const asChatError = <T>(work: Promise<T>, signal?: AbortSignal): Promise<T> =>
  work.catch((error: unknown) => {
    signal?.throwIfAborted()
    throw ChatError.from(error)
  })

/**
 * An answer, whatever its status.
 * @param limit ends what nobody else calls off
 * @throws ChatError `unreachable`; TypeError for what cannot be asked at all
 */
export function fetching(url: string, init: Init, limit?: AbortSignal): Promise<Response> {
  const { signal } = init
  const request = new Request(url, { ...init, signal: signal ?? limit } as RequestInit)
  return asChatError(fetch(request), signal)
}

/** What nobody wants of an answer is read all the same: its connection is not free before. */
export const letGo = (answer: Response): unknown => answer.text().catch(() => undefined)

/** The JSON of an answer. @throws ChatError that it is, if it is one */
export async function readAnswer<T>(answer: Response, signal?: AbortSignal): Promise<T> {
  const text = await asChatError(answer.text(), signal)
  let body: unknown
  try {
    body = text === '' ? undefined : JSON.parse(text)
    if (answer.ok) return body as T
  } catch {
    // Not the server, but a proxy in between.
  }
  throw ChatError.ofAnswer(answer.status, body, answer.headers.get('Retry-After'))
}

/** A POST of JSON by nobody, or by who has this token: once, without a second try. */
export async function post<T>(url: string, path: string, body: unknown, token?: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }
  return readAnswer<T>(await fetching(url + path, { method: 'POST', headers, body: JSON.stringify(body) }))
}
