// Calls the server as one person, as any client would.
import { setTimeout as sleep } from 'node:timers/promises'

/** How often something is asked of a server that is busy, and the milliseconds before it is asked again. */
const TRIES = 6
const WAIT_MS = 1000
const BUSY = 503

export class Caller {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  as(token: string): Caller {
    return new Caller(this.url, token)
  }

  /** @throws Refusal */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.send<T>(method, path, {
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
  }

  /** @throws Refusal */
  async upload<T>(bytes: Buffer, filename: string, said: Record<string, string> = {}): Promise<T> {
    const form = new FormData()
    for (const [field, value] of Object.entries(said)) form.append(field, value)
    form.append('file', new File([Uint8Array.from(bytes)], filename))
    return this.send<T>('POST', '/attachments', { body: form })
  }

  private async send<T>(method: string, path: string, init: RequestInit): Promise<T> {
    const headers = { ...init.headers, ...(this.token && { Authorization: `Bearer ${this.token}` }) }
    let answer = await fetch(this.url + path, { ...init, method, headers })
    for (let tries = 1; answer.status === BUSY && tries < TRIES; tries++) {
      await sleep(WAIT_MS)
      answer = await fetch(this.url + path, { ...init, method, headers })
    }
    const text = await answer.text()
    if (!answer.ok) throw new Refusal(`${method} ${path}: ${answer.status} ${text}`, codeOf(text))
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}

/** What the server does not do. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message)
  }
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { code?: string }).code
  } catch {
    return undefined
  }
}
