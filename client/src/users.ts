// People over REST: found and looked at, oneself among them; blocks, devices, push. Who is online is live, see `presence`.
import type { BodyOf, Http, QueryOf } from './http.js'
import type { Me } from './types/wire.js'

const ME = '/auth/me'
const BLOCK = '/blocks/{username}'
const SUBSCRIPTIONS = '/push/subscriptions'

export type Users = ReturnType<typeof usersOf>

/**
 * Every method throws ChatError.
 * @param changed is told how one's own profile is by now
 */
export const usersOf = (http: Http, changed: (me: Me) => void) => {
  const of = (username: string) => ({ path: { username } })

  return {
    /** @param query `q`: two characters or more, how the username, or a word of the name, begins */
    find: (query: QueryOf<'/users'>) => http.get('/users', { query }),

    get: (username: string) => http.get('/users/{username}', of(username)),

    me: () => http.get(ME),

    changeMe: async (body: BodyOf<typeof ME, 'patch'>): Promise<Me> => {
      const me = await http.patch(ME, { body })
      changed(me)
      return me
    },

    /** All other sessions end. */
    changePassword: (body: BodyOf<'/auth/password', 'post'>) => http.post('/auth/password', { body }),

    /** Erases oneself. */
    deleteMe: (password: string) => http.delete(ME, { body: { password } }),

    /** The devices that one is signed in on. */
    sessions: (query: QueryOf<'/auth/sessions'> = {}) => http.get('/auth/sessions', { query }),

    endSession: (id: string) => http.delete('/auth/sessions/{id}', { path: { id } }),

    blocked: (query: QueryOf<'/blocks'> = {}) => http.get('/blocks', { query }),

    block: (username: string) => http.put(BLOCK, of(username)),

    unblock: (username: string) => http.delete(BLOCK, of(username)),

    /** What a browser's push subscription is made with. */
    pushKey: () => http.get('/push/key'),

    subscribePush: (body: BodyOf<typeof SUBSCRIPTIONS, 'put'>) => http.put(SUBSCRIPTIONS, { body }),

    unsubscribePush: (endpoint: string) => http.delete(SUBSCRIPTIONS, { body: { endpoint } }),
  }
}
