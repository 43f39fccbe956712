// One request over HTTP, seen in both directions, in the form in which it is shown.
import { SERVER } from '../shared/place'
import type { Seen } from './frame'
import { parsed } from './requests'

export interface Exchange {
  status: number
  body: unknown
  /** The answer’s line of the log, not yet written. */
  answer: Seen
  sentAt: number
}

interface Asked {
  method: 'GET' | 'POST'
  path: string
  token: string
  text?: string
}

/**
 * Asks, and tells `saw` of the request as it goes; the answer is the caller’s to tell of.
 * @throws TypeError when the server cannot be reached
 */
export async function exchange(
  { method, path, token, text }: Asked,
  saw: (seen: Seen) => void,
): Promise<Exchange> {
  const line = `${method} ${path}`
  saw({
    way: 'out',
    name: line,
    raw: text === undefined ? line : `${line}\n\n${text}`,
    ...(text && { body: parsed(text) }),
  })
  const sentAt = performance.now()
  const answer = await fetch(SERVER + path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(text !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(text !== undefined && { body: text }),
  })
  const raw = await answer.text()
  const body = raw ? parsed(raw) : undefined
  const name = `${answer.status} ${method === 'GET' ? 'answer' : 'stored'}`
  return {
    status: answer.status,
    body,
    sentAt,
    answer: {
      way: 'in',
      name: answer.ok ? name : `${answer.status} refused`,
      raw: raw || `${answer.status} ${answer.statusText}`,
      body,
      ackMs: performance.now() - sentAt,
      failed: !answer.ok,
    },
  }
}
