// Who a lane is, and what it asks of the server as them: a session of its own, in this tab alone.
import { ChatError, login, register, type Credentials } from 'whatsapp-api-client'
import { SERVER, storageKey } from '../shared/place'
import type { Session, User } from '../shared/wire'

/** As kept: with the time at which the access token ends, on this machine's clock. */
interface KeptSession extends Session {
  expires_at: number
}

/** A token is refreshed before it is used when it ends within this many milliseconds, or this share of its life. */
const MARGIN_MS = 20_000
const MARGIN_SHARE = 0.1

export class LaneSession {
  private readonly listeners = new Set<() => void>()
  private readonly key: string
  private refreshing: Promise<string> | undefined

  /** @param name of its place in this tab's storage */
  constructor(name: string) {
    this.key = storageKey(name)
  }

  /** Who is signed in. */
  get user(): User | undefined {
    return this.read()?.user
  }

  /** Calls back when somebody signs in or out. */
  onChange(listener: () => void): void {
    this.listeners.add(listener)
  }

  /** @throws ChatError such as `username_taken` or `validation_failed` */
  async register(person: Parameters<typeof register>[1]): Promise<void> {
    this.write(await register(SERVER, person))
  }

  /** @throws ChatError `unauthenticated` when username and password do not fit */
  async signIn(credentials: Credentials): Promise<void> {
    this.write(await login(SERVER, credentials))
  }

  /** Ends the session on the server, with every connection of it, and forgets it here. */
  async signOut(): Promise<void> {
    if (this.read()) await this.call('POST', '/auth/logout').catch(() => undefined)
    this.forget()
  }

  /**
   * An access token that works now.
   * @throws ChatError `unauthenticated` when nobody is signed in any more; `unreachable`
   */
  async token(): Promise<string> {
    const session = this.read()
    if (!session) throw new ChatError({ code: 'unauthenticated', detail: 'Nobody is signed in.' })
    const margin = Math.min(MARGIN_MS, session.expires_in * 1000 * MARGIN_SHARE)
    if (session.expires_at - margin > Date.now()) return session.access_token
    // Refresh tokens work once: whoever asks meanwhile waits for the same.
    this.refreshing ??= this.refresh(session).finally(() => (this.refreshing = undefined))
    return this.refreshing
  }

  /** @throws ChatError for whatever is no success; after `unauthenticated` nobody is signed in */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await this.token()
    return ask<T>(method, path, body, token).catch((thrown: unknown) => {
      if (ChatError.from(thrown).code === 'unauthenticated') this.forget()
      throw thrown
    })
  }

  private async refresh({ refresh_token }: KeptSession): Promise<string> {
    try {
      const next = await ask<Session>('POST', '/auth/refresh', { refresh_token })
      this.write(next)
      return next.access_token
    } catch (thrown) {
      if (ChatError.from(thrown).code === 'unauthenticated') this.forget()
      throw thrown
    }
  }

  private read(): KeptSession | undefined {
    const text = sessionStorage.getItem(this.key)
    return text ? (JSON.parse(text) as KeptSession) : undefined
  }

  private write(session: Session): void {
    const kept: KeptSession = { ...session, expires_at: Date.now() + session.expires_in * 1000 }
    sessionStorage.setItem(this.key, JSON.stringify(kept))
    for (const listener of this.listeners) listener()
  }

  private forget(): void {
    sessionStorage.removeItem(this.key)
    for (const listener of this.listeners) listener()
  }
}

/** One request, once. */
async function ask<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const answer = await fetch(SERVER + path, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw ChatError.from(error)
  })
  const said: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return said as T
  throw ChatError.ofAnswer(answer.status, said, answer.headers.get('Retry-After'))
}
