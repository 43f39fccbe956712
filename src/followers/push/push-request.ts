// One push: encrypted for its browser (RFC 8291), signed (RFC 8292), and sent to a push service (RFC 8030), which may be anybody.
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { PrivateAddress } from '../../common/public-lookup.js'
import type { PushRoute } from './push-route.js'
import type { Vapid } from './vapid.js'

/** A browser, as it has subscribed. */
export interface Browser {
  endpoint: string
  p256dh: string
  auth: string
}

export interface Push {
  chatroomId: number
  payload: string
  /** Whether it may wake up a device that saves power. */
  urgent: boolean
  /** When its words are to be gone. */
  expires?: string | undefined
}

/**
 * What has come of it: `taken`; `gone`, the subscription is no more; `refused`, and would be again; `failed` for now, with what the
 * push service says of when to come back (seconds), and whether it may have been taken all the same.
 */
export type Outcome =
  | { is: 'taken' | 'gone' | 'refused'; status?: number }
  | { is: 'failed'; retryAfter?: number | undefined; unheard?: boolean; status?: number }

/** Seconds for which a push service keeps what it cannot deliver: whoever was away for longer finds out in the app. */
const KEPT_SECONDS = 7 * 86_400
/** Nobody reads what it says; but a connection that has more to say is not used again. */
const MOST_ANSWERED = 64 * 1024
/** The longest that a push service may ask for. */
const MOST_RETRY_AFTER = 6 * 60 * 60

/**
 * Never rejects.
 * @param route where it may go
 * @param ms after which it is given up
 */
export async function send(
  browser: Browser,
  push: Push,
  vapid: Vapid,
  route: PushRoute,
  ms: number,
): Promise<Outcome> {
  try {
    const url = new URL(browser.endpoint)
    // With the first push: few servers send any, and it is large.
    const { default: webPush } = await import('web-push')
    const { cipherText: body } = webPush.encrypt(browser.p256dh, browser.auth, push.payload, 'aes128gcm')
    const headers = {
      authorization: await vapid.authorization(url.origin),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ttl: secondsUntil(push.expires),
      topic: vapid.topicOf(push.chatroomId, browser.endpoint),
      urgency: push.urgent ? 'high' : 'normal',
    }
    const signal = AbortSignal.timeout(ms)
    return await post(url, { ...route(url), method: 'POST', headers, signal }, body)
  } catch {
    return { is: 'refused' }
  }
}

function secondsUntil(expires: string | undefined): number {
  if (expires === undefined) return KEPT_SECONDS
  const seconds = Math.floor((Date.parse(expires) - Date.now()) / 1000)
  return Math.min(Math.max(seconds, 0), KEPT_SECONDS)
}

function post(url: URL, options: RequestOptions, body: Buffer): Promise<Outcome> {
  return new Promise((resolve) => {
    const begin = url.protocol === 'https:' ? requestHttps : requestHttp
    const sent = begin(url, options, (answer) => {
      drain(answer)
      resolve(outcomeOf(answer))
    })
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof PrivateAddress) return resolve({ is: 'refused' })
      // It was ended while it waited for its next request.
      if (sent.reusedSocket && error.code === 'ECONNRESET') return resolve(post(url, options, body))
      // Once all of it is on its way, nobody knows whether it was taken.
      resolve({ is: 'failed', unheard: sent.writableFinished })
    })
    // Neither answer nor error: it wants to speak another protocol (101).
    sent.once('close', () => resolve({ is: 'refused' }))
    sent.end(body)
  })
}

function drain(answer: IncomingMessage): void {
  let bytes = 0
  answer.on('error', () => undefined)
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_ANSWERED) answer.destroy()
  })
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Outcome {
  if (status >= 200 && status < 300) return { is: 'taken', status }
  if (status === 404 || status === 410) return { is: 'gone', status }
  if (status === 429 || status >= 500)
    return { is: 'failed', retryAfter: secondsIn(headers['retry-after']), status }
  return { is: 'refused', status }
}

/** Of a `Retry-After`: seconds, or a time. */
function secondsIn(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MOST_RETRY_AFTER)
}
