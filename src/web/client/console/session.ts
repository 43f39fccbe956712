// Who is signed in: keeps a session's tokens, and refreshes them, one at a time, however many tabs share them.
import { SERVER, storageKey } from '../shared/place'
import { CANCELLED, Problem } from './problem'
import type { Session, User, WireError } from './wire'

/** As kept: with the time at which the access token ends, on this machine's clock. */
interface KeptSession extends Session {
  expires_at: number
}

/** A token is refreshed before it is used when it ends within this many milliseconds, or this share of its life. */
const MARGIN_MS = 20_000
const MARGIN_SHARE = 0.1

export interface Credentials {
  username: string
  password: string
  display_name?: string
}

export class SessionKeeper {
  private readonly listeners = new Set<() => void>()
  private refreshing: Promise<string> | undefined
  private readonly key: string

  /**
   * @param storage `localStorage`: every tab of this browser is the same person; `sessionStorage`: this tab alone
   * @param name several sessions in one storage have several names
   */
  constructor(
    private readonly storage: Storage,
    name = 'session',
  ) {
    const key = (this.key = storageKey(name))
    // Another tab has signed in or out.
    addEventListener('storage', (event) => {
      if (event.storageArea === storage && (event.key === key || event.key === null)) this.tell()
    })
  }

  /** Who is signed in. */
  get user(): User | undefined {
    return this.read()?.user
  }

  /** Calls back when somebody signs in or out, here or in another tab; answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** @throws Problem such as `username_taken` or `validation_failed` */
  async register(credentials: Credentials): Promise<void> {
    this.write(await post<Session>('/auth/register', credentials))
    this.tell()
  }

  /** @throws Problem `unauthenticated` when username and password do not fit */
  async signIn({ username, password }: Credentials): Promise<void> {
    this.write(await post<Session>('/auth/login', { username, password }))
    this.tell()
  }

  /** Takes over what its user looks like by now. */
  changed({ display_name, avatar_url }: Pick<User, 'display_name' | 'avatar_url'>): void {
    const kept = this.read()
    if (!kept) return
    const user = { ...kept.user, display_name, avatar_url }
    this.storage.setItem(this.key, JSON.stringify({ ...kept, user }))
    this.tell()
  }

  /** Ends the session on the server, with every connection of it, and forgets it here. */
  async signOut(): Promise<void> {
    const token = await this.token().catch(() => undefined)
    if (token) await post('/auth/logout', undefined, token).catch(() => undefined)
    this.forget()
  }

  /**
   * An access token that works now.
   * @throws Problem `unauthenticated` when nobody is signed in any more; `unreachable`
   */
  async token(): Promise<string> {
    const session = this.read()
    if (!session) throw new Problem('unauthenticated', 'Nobody is signed in.')
    const margin = Math.min(MARGIN_MS, session.expires_in * 1000 * MARGIN_SHARE)
    return session.expires_at - margin > Date.now()
      ? session.access_token
      : this.refresh(session.access_token)
  }

  /**
   * A newer access token than `stale`, which the server did not take.
   * @throws Problem `unauthenticated`: the session has ended
   */
  refresh(stale: string): Promise<string> {
    this.refreshing ??= alone(`refresh ${this.key}`, () => this.rotate(stale)).finally(
      () => (this.refreshing = undefined),
    )
    return this.refreshing
  }

  /** Refresh tokens work once, and a second use ends the session: so only who holds the lock does this. */
  private async rotate(stale: string): Promise<string> {
    const session = this.read()
    if (!session) throw new Problem('unauthenticated', 'Nobody is signed in.')
    // Another tab was faster.
    if (session.access_token !== stale) return session.access_token
    try {
      const next = await post<Session>('/auth/refresh', { refresh_token: session.refresh_token })
      this.write(next)
      return next.access_token
    } catch (thrown) {
      const problem = Problem.from(thrown)
      if (problem.code === 'unauthenticated') this.forget()
      throw problem
    }
  }

  private read(): KeptSession | undefined {
    const text = this.storage.getItem(this.key)
    return text ? (JSON.parse(text) as KeptSession) : undefined
  }

  private write(session: Session): void {
    const kept: KeptSession = { ...session, expires_at: Date.now() + session.expires_in * 1000 }
    this.storage.setItem(this.key, JSON.stringify(kept))
  }

  private forget(): void {
    this.storage.removeItem(this.key)
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

/** Milliseconds after which what one tab has stored is surely seen by the others: their storage is kept in step behind them. */
const SETTLED_MS = 300

/** Runs `work` while no other tab of this browser does. Without https there are no locks, save on localhost. */
function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work()
  return new Promise((resolve, reject) => {
    void navigator.locks.request(name, async () => {
      await work().then(resolve, reject)
      await new Promise((done) => setTimeout(done, SETTLED_MS))
    })
  })
}

/** A POST without the conveniences of Api, which needs a session to begin with. */
async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
  const answer = await fetch(SERVER + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body ?? {}),
  }).catch((error: unknown) => {
    throw Problem.from(error)
  })
  return readAnswer<T>(answer)
}

/** The JSON of an answer, or the Problem that it is. */
export async function readAnswer<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return undefined as T
  const body = (await answer.json().catch(() => undefined)) as unknown
  if (answer.ok && body !== undefined) return body as T
  throw problemOf(answer.status, body, answer.headers.get('Retry-After'))
}

/** What an unsuccessful HTTP answer means. A proxy in between may answer without our problem document. */
export function problemOf(status: number, body: unknown, retryAfter?: string | null): Problem {
  const seconds = Number(retryAfter) || undefined
  const { code, detail, errors } = (body ?? {}) as Partial<WireError>
  if (code && detail) return Problem.of({ code, detail, ...(errors && { errors }) }, seconds)
  if (status === 0) return new Problem(CANCELLED, 'Cancelled.')
  return new Problem(
    status >= 500 ? 'unavailable' : 'unexpected',
    `The server answered ${status}.`,
    [],
    seconds,
  )
}
