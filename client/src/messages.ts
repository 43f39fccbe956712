// Messages over REST: found by their words, looked into, starred. What is said in a room is live, see Room.
import type { Http, PathOf, QueryOf } from './http.js'

const MESSAGE = '/chatroom/{chatroom_name}/messages/{seq}'
const STAR = '/chatroom/{chatroom_name}/messages/{seq}/star'

export type Messages = ReturnType<typeof messagesOf>

/** Every method throws ChatError. */
export const messagesOf = (http: Http) => {
  const one = (chatroom_name: string, seq: number) => ({ path: { chatroom_name, seq } })

  /** What a room has of a kind. */
  const of =
    <P extends PathOf<'get'>>(path: P) =>
    (chatroom_name: string, query: QueryOf<P> = {} as QueryOf<P>) =>
      http.get(path, { path: { chatroom_name }, query } as object)

  /** What there is to one message. */
  const about =
    <P extends PathOf<'get'>>(path: P) =>
    (room: string, seq: number, query: QueryOf<P> = {} as QueryOf<P>) =>
      http.get(path, { ...one(room, seq), query } as object)

  return {
    /** In all of one's rooms, or one, newest first. */
    search: (query: QueryOf<'/search'>) => http.get('/search', { query }),

    get: (room: string, seq: number) => http.get(MESSAGE, one(room, seq)),

    /** The log as it is now: every entry, changes too. */
    history: of('/chatroom/{chatroom_name}/messages'),

    /** What has an attachment, newest first. */
    media: of('/chatroom/{chatroom_name}/media'),

    /** Who has it, and who has read it. */
    receipts: about('/chatroom/{chatroom_name}/messages/{seq}/receipts'),

    reactions: about('/chatroom/{chatroom_name}/messages/{seq}/reactions'),

    votes: about('/chatroom/{chatroom_name}/messages/{seq}/votes'),

    /** Earlier wordings, for its author and admins. */
    versions: about('/chatroom/{chatroom_name}/messages/{seq}/versions'),

    star: (room: string, seq: number) => http.put(STAR, one(room, seq)),

    unstar: (room: string, seq: number) => http.delete(STAR, one(room, seq)),

    starred: (query: QueryOf<'/starred'> = {}) => http.get('/starred', { query }),
  }
}
