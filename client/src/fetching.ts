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

/** Whatever goes wrong with it is a ChatError. */
export const asChatError = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw ChatError.from(error)
  })

/** An answer, whatever its status. @throws ChatError `unreachable`, `cancelled` */
export function fetching(url: string, init: Init): Promise<Response> {
  return asChatError(fetch(url, init as RequestInit))
}

/** The JSON of an answer. @throws ChatError that it is, if it is one */
export async function readAnswer<T>(answer: Response): Promise<T> {
  const text = await asChatError(answer.text())
  const body = parsed(text)
  if (answer.ok && (body !== undefined || text === '')) return body as T
  throw ChatError.ofAnswer(answer.status, body, answer.headers.get('Retry-After'))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A POST of JSON by nobody, or by who has this token: once, without a second try. */
export async function post<T>(url: string, path: string, body: unknown, token?: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }
  return readAnswer<T>(await fetching(url + path, { method: 'POST', headers, body: JSON.stringify(body) }))
}
