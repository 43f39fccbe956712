// Requests of somebody, who asks again where the server says that it cannot just now.
import { setTimeout as pause } from 'node:timers/promises'
import type { Tally } from './tally.js'

/** How often, and milliseconds between. */
const TRIES = 20
const PAUSE_MS = 500
/** The same of what has broken off without an answer. */
const BROKEN_TRIES = 2

export interface Answered<Body> {
  status: number
  body: Body
  /** How often it was asked for. */
  tries: number
}

export class Caller {
  constructor(
    readonly url: string,
    readonly token: string,
    private readonly tally: Tally,
  ) {}

  /** @throws Error unless the answer has one of these statuses */
  async must<Body = unknown>(
    statuses: number | number[],
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const answer = await this.ask<Body>(method, path, body)
    // What was asked for again may have been done by the first attempt.
    const done = answer.tries > 1 && (answer.status === 409 || answer.status === 404)
    if (done || [statuses].flat().includes(answer.status)) return answer.body
    throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  }

  async ask<Body>(method: string, path: string, body?: unknown): Promise<Answered<Body>> {
    for (let tries = 1; ; tries++) {
      this.tally.requests++
      const answer = await this.once<Body>(method, path, body).catch((error: unknown) =>
        this.broken(error, tries),
      )
      if (answer && (answer.status !== 503 || tries === TRIES)) return { ...answer, tries }
      this.tally.putOff++
      await pause(PAUSE_MS)
    }
  }

  /** A connection that was kept open may be closed from the other side just when it is used again. */
  private broken(error: unknown, tries: number): undefined {
    if (tries > BROKEN_TRIES) throw error
    this.tally.broken++
  }

  private async once<Body>(
    method: string,
    path: string,
    body: unknown,
  ): Promise<Omit<Answered<Body>, 'tries'>> {
    const isForm = body instanceof FormData
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const isJson = /^application\/(\w+\+)?json\b/.test(answer.headers.get('content-type') ?? '')
    const read: unknown = isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : bytes
    return { status: answer.status, body: read as Body }
  }
}

/** An address below `start`, its name percent-encoded. */
export const at = (start: string, name: string, rest = ''): string =>
  `${start}/${encodeURIComponent(name)}${rest}`
