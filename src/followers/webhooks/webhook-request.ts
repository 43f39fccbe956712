// One delivery: an event, signed as Standard Webhooks say, sent to an address that anybody may have named.
import { createHmac } from 'node:crypto'
import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { assertPublicHost, PrivateAddress, publicLookup } from '../../common/public-lookup.js'
import type { FeedEvent } from '../event-feed.js'

/** What came of an attempt: the status of the answer, or why there was none. */
export interface Answered {
  status: number | null
  error?: string
}

/** From the wire contract. */
const ANSWER_LIMIT_MS = 10_000
/** Nobody reads what it says; but a connection that has more to say is not used again. */
const MOST_ANSWERED = 64 * 1024

export const isTaken = ({ status }: Answered): boolean => status !== null && status >= 200 && status < 300

/** For whoever counts: whether it has it, and if not, whether it said so. */
export const outcomeOf = (answered: Answered): 'taken' | 'refused' | 'failed' =>
  isTaken(answered) ? 'taken' : answered.status === null ? 'failed' : 'refused'

/** @param secret the bytes behind `whsec_` @param seconds since 1970 */
export function signature(secret: Buffer, id: string, seconds: number, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/** The connections to one receiver: so many at a time, which no other shares. */
export class Receiver {
  private readonly agents: { 'http:': HttpAgent; 'https:': HttpsAgent }

  /** @param allowPrivate WEBHOOK_PRIVATE_ADDRESSES */
  constructor(
    maxSockets: number,
    private readonly allowPrivate: boolean,
  ) {
    const options = { keepAlive: true, maxSockets, maxFreeSockets: 2, timeout: 60_000 }
    this.agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }
  }

  /**
   * Never rejects.
   * @param at when, in milliseconds since 1970: receivers refuse what was signed by a clock that is minutes off
   * @param ended gives it up
   */
  async send(
    { url: address, secret }: { url: string; secret: Buffer },
    event: FeedEvent,
    at: number,
    ended: AbortSignal,
  ): Promise<Answered> {
    const seconds = Math.floor(at / 1000)
    const body = JSON.stringify({ ...event, timestamp: event.created_at })
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'whatsapp-api-server',
      'webhook-id': event.id,
      'webhook-timestamp': seconds,
      'webhook-signature': signature(secret, event.id, seconds, body),
    }
    try {
      const url = new URL(address)
      if (!this.allowPrivate) assertPublicHost(url)
      const lookup = this.allowPrivate ? {} : { lookup: publicLookup() }
      return await this.post(url, { method: 'POST', headers, ...lookup }, body, ended)
    } catch (error) {
      return failed(error as NodeJS.ErrnoException)
    }
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy()
  }

  private post(url: URL, options: RequestOptions, body: string, ended: AbortSignal): Promise<Answered> {
    const [begin, agent] =
      url.protocol === 'https:' ? [requestHttps, this.agents['https:']] : [requestHttp, this.agents['http:']]
    return new Promise((resolve) => {
      const sent = begin(url, { ...options, agent }, (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => {
          if ((bytes += chunk.length) > MOST_ANSWERED) answer.destroy()
        })
        answer.on('error', () => undefined)
        resolve({ status: answer.statusCode ?? null })
      })
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // It was ended by the other side while it waited for its next request.
        if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(this.post(url, options, body, ended))
        else resolve(failed(error))
      })
      // Neither answer nor error: it wants to speak another protocol (101).
      sent.once('close', () => resolve({ status: null, error: 'no answer' }))
      limit(sent, ended)
      sent.end(body)
    })
  }
}

/**
 * Gives a request up that takes too long, with all that its answer still has to say, or when `ended` says so. Not by
 * AbortSignal.any: of each signal that was made of another one Node keeps something for as long as that other one lives.
 */
function limit(sent: ClientRequest, ended: AbortSignal): void {
  const giveUp = () => sent.destroy(new GivenUp())
  const timer = setTimeout(giveUp, ANSWER_LIMIT_MS)
  ended.addEventListener('abort', giveUp)
  sent.once('close', () => {
    clearTimeout(timer)
    ended.removeEventListener('abort', giveUp)
  })
  if (ended.aborted) giveUp()
}

class GivenUp extends Error {}

/** In words that tell nothing of what is behind an address that is not everybody's. */
function failed(error: NodeJS.ErrnoException): Answered {
  if (error instanceof PrivateAddress) return { status: null, error: error.message }
  if (error instanceof GivenUp) return { status: null, error: `no answer within ${ANSWER_LIMIT_MS / 1000} s` }
  return { status: null, error: error.code ?? 'not reached' }
}
