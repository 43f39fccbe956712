// Messages over REST: found by their words, looked into, starred. What is said in a room is live, see Room.
import type { Http, PathOf, QueryOf } from './http.js'
import { about, listsOf } from './rooms.js'

const MESSAGE = '/chatroom/{chatroom_name}/messages/{seq}'
const STAR = '/chatroom/{chatroom_name}/messages/{seq}/star'

export type Messages = ReturnType<typeof messagesOf>

/** Every method throws ChatError. */
export const messagesOf = (http: Http) => {
  /** What a room has of a kind. */
  const of = listsOf(http)

  /** What there is to one message. */
  const onesOf =
    <P extends PathOf<'get'>>(path: P) =>
    (room: string, seq: number, query: QueryOf<P> = {} as QueryOf<P>) =>
      http.get(path, { ...about(room, seq), query } as object)

  return {
    /** In all of one's rooms, or one, newest first. */
    search: (query: QueryOf<'/search'>) => http.get('/search', { query }),

    get: (room: string, seq: number) => http.get(MESSAGE, about(room, seq)),

    /** The log as it is now: every entry, changes too. */
    history: of('/chatroom/{chatroom_name}/messages'),

    /** What has an attachment, newest first. */
    media: of('/chatroom/{chatroom_name}/media'),

    /** Who has it, and who has read it. */
    receipts: onesOf('/chatroom/{chatroom_name}/messages/{seq}/receipts'),

    reactions: onesOf('/chatroom/{chatroom_name}/messages/{seq}/reactions'),

    votes: onesOf('/chatroom/{chatroom_name}/messages/{seq}/votes'),

    /** Earlier wordings, for its author and admins. */
    versions: onesOf('/chatroom/{chatroom_name}/messages/{seq}/versions'),

    star: (room: string, seq: number) => http.put(STAR, about(room, seq)),

    unstar: (room: string, seq: number) => http.delete(STAR, about(room, seq)),

    starred: (query: QueryOf<'/starred'> = {}) => http.get('/starred', { query }),
  }
}
