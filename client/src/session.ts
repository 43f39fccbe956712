// Who is signed in: keeps a session's tokens, and refreshes them once for all who wait, in whichever tab.
import { ChatError } from './chat-error.js'
import { asChatError, post } from './fetching.js'
import { alone } from './platform.js'
import type { Store } from './store/store.js'
import type { Session, User } from './types/wire.js'

/** As kept. */
export interface KeptSession extends Session {
  /** When the access token is refreshed, a little before it ends, on this machine's clock: milliseconds since 1970. */
  expires_at: number
  /** The refresh token that the session began with. */
  first: string
}

/** Milliseconds of each second of its life after which a token is refreshed before it is used. */
const USED_MS = 950

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
  /** Who that is, where it was put away. */
  begin?(): Promise<User>
  /** Has its user as they are by now. */
  keep?(user: User): Promise<void>
  /** Forgets the session here. @returns what ends it on the server, with every connection of it, where that is reached */
  forget?(): Promise<(() => Promise<void>) | undefined>
}

/** Tokens that the app gets from elsewhere, for instance from its own backend: it is asked for one, and for another when that ends. */
export class GivenTokens implements Tokens {
  #known: Promise<string> | undefined

  constructor(private readonly given: string | (() => string | Promise<string>)) {}

  token(): Promise<string> {
    const { given } = this
    const ask = async () => (typeof given === 'string' ? given : given())
    return (this.#known ??= asChatError(ask()).catch((error: unknown) => {
      this.#known = undefined
      throw error
    }))
  }

  async refresh(stale: string): Promise<string> {
    const known = this.#known
    // Where several have come with it, one asks for all.
    if ((await known) === stale && known === this.#known) this.#known = undefined
    const token = await this.token()
    if (token === stale) throw ChatError.own('unauthenticated')
    return token
  }
}

const lastKey = (url: string): string => `${url} last`
const keyOf = (url: string, user: string): string => `${url} session ${user}`

export class SessionTokens implements Tokens {
  #beginning: Promise<User> | undefined
  #refreshing: Promise<string> | undefined
  #kept: KeptSession | undefined

  /** @param given what was signed in with; undefined for what was put away last */
  constructor(
    private readonly url: string,
    private readonly store: Store,
    private readonly given: Session | undefined,
  ) {}

  /** The session that was put away last. */
  static async last(url: string, store: Store): Promise<KeptSession | undefined> {
    const user = await store.get(lastKey(url)).catch(() => undefined)
    return user === undefined ? undefined : sessionOf(url, store, user as string)
  }

  /** Takes the session up. @returns whose it is. @throws ChatError `unauthenticated`: nobody's */
  begin(): Promise<User> {
    return (this.#beginning ??= this.#takeUp())
  }

  async #takeUp(): Promise<User> {
    const { url, given, store } = this
    if (!given) this.#kept = await SessionTokens.last(url, store)
    else {
      const known = await sessionOf(url, store, given.user.id)
      // An app may have put away what it signed in with, of which only the first token is good once.
      const again =
        known &&
        [known.first, known.refresh_token].includes((given as KeptSession).first ?? given.refresh_token)
      await this.#write(again ? known : withEnd(given), [lastKey(url), given.user.id])
    }
    return this.#present().user
  }

  async token(): Promise<string> {
    await this.begin()
    const { expires_at, access_token } = this.#present()
    return expires_at > Date.now() ? access_token : this.refresh(access_token)
  }

  refresh(stale: string): Promise<string> {
    this.#refreshing ??= this.#alone(() => this.#rotate(stale)).finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  async keep(user: User): Promise<void> {
    // Where there are no locks, this is what a refresh that is on its way must not be overtaken by.
    await this.#refreshing?.catch(() => undefined)
    await this.#alone(async () => {
      // Another tab may have newer tokens.
      const latest = await sessionOf(this.url, this.store, user.id)
      if (latest) await this.#write({ ...latest, user })
    })
  }

  async forget(): Promise<(() => Promise<void>) | undefined> {
    await this.begin().catch(() => undefined)
    const mine = this.#kept
    if (!mine) return undefined
    // Another tab may have newer tokens.
    const latest = (await sessionOf(this.url, this.store, mine.user.id)) ?? mine
    await this.#write(undefined)
    return () => endAtServer(this.url, latest)
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    return alone(`refresh ${keyOf(this.url, this.#present().user.id)}`, work)
  }

  /** Refresh tokens work once, and a second use ends the session: so only who holds the lock does this. */
  async #rotate(stale: string): Promise<string> {
    const mine = this.#present()
    // Another tab was faster, perhaps.
    this.#kept = (await sessionOf(this.url, this.store, mine.user.id)) ?? mine
    const { access_token, refresh_token, first } = this.#kept
    if (access_token !== stale) return access_token
    try {
      const next = await post<Session>(this.url, '/auth/refresh', { refresh_token })
      await this.#write(withEnd(next, first))
      return next.access_token
    } catch (thrown) {
      if ((thrown as ChatError).code === 'unauthenticated') await this.#write(undefined)
      throw thrown
    }
  }

  #present(): KeptSession {
    if (this.#kept) return this.#kept
    throw ChatError.own('unauthenticated')
  }

  /** Together with what else there is: all of it, or nothing. */
  async #write(session: KeptSession | undefined, ...more: [string, unknown][]): Promise<void> {
    const { id } = (session ?? this.#present()).user
    this.#kept = session
    await this.store.put(new Map([[keyOf(this.url, id), session], ...more])).catch(() => undefined)
  }
}

const sessionOf = async (url: string, store: Store, user: string): Promise<KeptSession | undefined> =>
  (await store.get(keyOf(url, user)).catch(() => undefined)) as KeptSession | undefined

const withEnd = (session: Session, first = session.refresh_token): KeptSession => ({
  ...session,
  first,
  expires_at: Date.now() + session.expires_in * USED_MS,
})

/** Where the server is not reached, the session ends by its age. */
async function endAtServer(
  url: string,
  { expires_at, access_token, refresh_token }: KeptSession,
): Promise<void> {
  try {
    const fresh =
      expires_at > Date.now()
        ? { access_token }
        : await post<Session>(url, '/auth/refresh', { refresh_token })
    await post(url, '/auth/logout', {}, fresh.access_token)
  } catch {
    // It is forgotten here.
  }
}

/** @throws ChatError `unauthenticated` when username and password do not fit; `rate_limited` */
export const login = async (url: string, { username, password }: Credentials): Promise<Session> =>
  post(atOrigin(url), '/auth/login', { username, password })

/** @throws ChatError such as `username_taken` or `validation_failed` */
export const register = async (
  url: string,
  person: Credentials & { display_name?: string },
): Promise<Session> => post(atOrigin(url), '/auth/register', person)

/** Without a slash at the end. @throws TypeError for what is no address of a server */
export function atOrigin(url: string): string {
  if (!new URL(url).protocol.startsWith('http')) throw new TypeError(url)
  return url.replace(/\/+$/, '')
}
