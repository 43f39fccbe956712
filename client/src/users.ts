// People over REST: found and looked at, oneself among them; blocks, devices, push. Who is online is live, see `presence`.
import type { AnswerOf, Http, RequestOf } from './http.js'

type Body<
  P extends keyof import('./types/openapi.js').paths,
  M extends 'post' | 'put' | 'patch' | 'delete',
> = NonNullable<RequestOf<P, M>['body']>

/** Every method throws ChatError. */
export class Users {
  constructor(private readonly http: Http) {}

  /** @param q two characters or more: how the username, or a word of the name, begins */
  find(q: string, cursor?: string): Promise<AnswerOf<'/users', 'get'>> {
    return this.http.get('/users', { query: { q, ...(cursor && { cursor }) } })
  }

  get(username: string): Promise<AnswerOf<'/users/{username}', 'get'>> {
    return this.http.get('/users/{username}', { path: { username } })
  }

  me(): Promise<AnswerOf<'/auth/me', 'get'>> {
    return this.http.get('/auth/me')
  }

  changeMe(changes: Body<'/auth/me', 'patch'>): Promise<AnswerOf<'/auth/me', 'patch'>> {
    return this.http.patch('/auth/me', { body: changes })
  }

  /** All other sessions end. */
  changePassword(passwords: Body<'/auth/password', 'post'>): Promise<undefined> {
    return this.http.post('/auth/password', { body: passwords })
  }

  /** Erases oneself. */
  deleteMe(password: string): Promise<undefined> {
    return this.http.delete('/auth/me', { body: { password } })
  }

  /** The devices that one is signed in on. */
  sessions(cursor?: string): Promise<AnswerOf<'/auth/sessions', 'get'>> {
    return this.http.get('/auth/sessions', cursor ? { query: { cursor } } : {})
  }

  endSession(id: string): Promise<undefined> {
    return this.http.delete('/auth/sessions/{id}', { path: { id } })
  }

  blocked(cursor?: string): Promise<AnswerOf<'/blocks', 'get'>> {
    return this.http.get('/blocks', cursor ? { query: { cursor } } : {})
  }

  block(username: string): Promise<undefined> {
    return this.http.put('/blocks/{username}', { path: { username } })
  }

  unblock(username: string): Promise<undefined> {
    return this.http.delete('/blocks/{username}', { path: { username } })
  }

  /** What a browser's push subscription is made with. */
  pushKey(): Promise<AnswerOf<'/push/key', 'get'>> {
    return this.http.get('/push/key')
  }

  subscribePush(subscription: Body<'/push/subscriptions', 'put'>): Promise<undefined> {
    return this.http.put('/push/subscriptions', { body: subscription })
  }

  unsubscribePush(endpoint: string): Promise<undefined> {
    return this.http.delete('/push/subscriptions', { body: { endpoint } })
  }
}
