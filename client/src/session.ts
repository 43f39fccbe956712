// Who is signed in: keeps a session's tokens, and refreshes them once for all who wait, in whichever tab.
import { ChatError } from './chat-error.js'
import { post } from './fetching.js'
import { alone } from './platform.js'
import type { Store } from './store/store.js'
import type { Session, User } from './types/wire.js'

/** As kept: with the time at which the access token ends, on this machine's clock. */
export interface KeptSession extends Session {
  expires_at: number
}

/** A token is refreshed before it is used when it ends within this many milliseconds, or this share of its life. */
const MARGIN_MS = 20_000
const MARGIN_SHARE = 0.1

export interface Credentials {
  username: string
  password: string
}

/** Where the tokens come from that a client calls with. */
export interface Tokens {
  /** One that works now. @throws ChatError `unauthenticated`: nobody is signed in any more */
  token(): Promise<string>
  /** A newer one than `stale`, which the server did not take. @throws ChatError likewise */
  refresh(stale: string): Promise<string>
}

/** Tokens that the app gets from elsewhere, for instance from its own backend. */
export class GivenTokens implements Tokens {
  constructor(private readonly given: string | (() => string | Promise<string>)) {}

  async token(): Promise<string> {
    return typeof this.given === 'string' ? this.given : this.given()
  }

  async refresh(stale: string): Promise<string> {
    const token = await this.token()
    if (token === stale) throw new ChatError({ code: 'unauthenticated', detail: 'The token works no more.' })
    return token
  }
}

const keyOf = (url: string): string => `${url} session`

export class SessionTokens implements Tokens {
  private refreshing: Promise<string> | undefined
  private kept: KeptSession | undefined

  /** @param given what was signed in with; undefined for what was put away last */
  constructor(
    private readonly url: string,
    private readonly store: Promise<Store>,
    private readonly given: Session | undefined,
  ) {}

  /** The session that was put away last. */
  static async last(url: string, store: Store): Promise<KeptSession | undefined> {
    return (await store.get(keyOf(url)).catch(() => undefined)) as KeptSession | undefined
  }

  /** Takes the session up. @returns whose it is. @throws ChatError `unauthenticated`: nobody's */
  async begin(): Promise<User> {
    const { given } = this
    const last = await SessionTokens.last(this.url, await this.store)
    if (!given) this.kept = last
    // It may be what `lastSession` has answered; then it may have been refreshed since.
    else if (last && isEarlier(given, last)) this.kept = last
    else await this.write(withEnd(given))
    return this.present().user
  }

  async token(): Promise<string> {
    const session = this.present()
    const margin = Math.min(MARGIN_MS, session.expires_in * 1000 * MARGIN_SHARE)
    return session.expires_at - margin > Date.now()
      ? session.access_token
      : this.refresh(session.access_token)
  }

  refresh(stale: string): Promise<string> {
    this.refreshing ??= alone(`refresh ${keyOf(this.url)}`, () => this.rotate(stale)).finally(
      () => (this.refreshing = undefined),
    )
    return this.refreshing
  }

  /** Ends the session on the server, with every connection of it, and forgets it here. */
  async signOut(): Promise<void> {
    const token = await this.token().catch(() => undefined)
    if (token) await post(this.url, '/auth/logout', {}, token).catch(() => undefined)
    await this.write(undefined)
  }

  /** Refresh tokens work once, and a second use ends the session: so only who holds the lock does this. */
  private async rotate(stale: string): Promise<string> {
    const mine = this.present()
    const stored = await SessionTokens.last(this.url, await this.store)
    // Another tab was faster.
    if (stored && stored.user.id === mine.user.id && stored.access_token !== mine.access_token)
      this.kept = stored
    const session = this.present()
    if (session.access_token !== stale) return session.access_token
    try {
      const { refresh_token } = session
      const next = await post<Session>(this.url, '/auth/refresh', { refresh_token })
      await this.write(withEnd(next))
      return next.access_token
    } catch (thrown) {
      const error = ChatError.from(thrown)
      if (error.code === 'unauthenticated') await this.write(undefined)
      throw error
    }
  }

  private present(): KeptSession {
    if (this.kept) return this.kept
    throw new ChatError({ code: 'unauthenticated', detail: 'Nobody is signed in.' })
  }

  private async write(session: KeptSession | undefined): Promise<void> {
    this.kept = session
    const store = await this.store
    await store.put(new Map([[keyOf(this.url), session]])).catch(() => undefined)
  }
}

const withEnd = (session: Session): KeptSession => ({
  ...session,
  expires_at: Date.now() + session.expires_in * 1000,
})

/** Whether it is what the other one was put away as at some time, or it again. */
const isEarlier = (given: Session, last: KeptSession): boolean =>
  'expires_at' in given &&
  given.user.id === last.user.id &&
  (given as KeptSession).expires_at <= last.expires_at

/** @throws ChatError `unauthenticated` when username and password do not fit; `rate_limited` */
export const login = (url: string, { username, password }: Credentials): Promise<Session> =>
  post(atOrigin(url), '/auth/login', { username, password })

/** @throws ChatError such as `username_taken` or `validation_failed` */
export const register = (url: string, person: Credentials & { display_name?: string }): Promise<Session> =>
  post(atOrigin(url), '/auth/register', person)

/** Without a slash at the end. */
export const atOrigin = (url: string): string => url.replace(/\/+$/, '')
