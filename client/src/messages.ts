// Messages over REST: found by their words, looked into, starred. What is said in a room is live, see Room.
import type { AnswerOf, Http, RequestOf } from './http.js'

type At<Rest extends string> = `/chatroom/{chatroom_name}${Rest}`
type Reading<P extends Parameters<Http['get']>[0]> = Promise<AnswerOf<P, 'get'>>
type Query<P extends Parameters<Http['get']>[0]> = NonNullable<RequestOf<P, 'get'>['query']>

const one = (chatroom_name: string, seq: number) => ({ path: { chatroom_name, seq } })

/** Every method throws ChatError. */
export class Messages {
  constructor(private readonly http: Http) {}

  /** In all of one's rooms, or one, newest first. */
  search(query: Query<'/search'>): Reading<'/search'> {
    return this.http.get('/search', { query })
  }

  get(room: string, seq: number): Reading<At<'/messages/{seq}'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages/{seq}', one(room, seq))
  }

  /** The log as it is now: every entry, changes too. */
  history(room: string, query: Query<At<'/messages'>> = {}): Reading<At<'/messages'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages', { path: { chatroom_name: room }, query })
  }

  /** What has an attachment, newest first. */
  media(room: string, query: Query<At<'/media'>> = {}): Reading<At<'/media'>> {
    return this.http.get('/chatroom/{chatroom_name}/media', { path: { chatroom_name: room }, query })
  }

  /** Who has it, and who has read it. */
  receipts(room: string, seq: number): Reading<At<'/messages/{seq}/receipts'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages/{seq}/receipts', one(room, seq))
  }

  reactions(
    room: string,
    seq: number,
    query: Query<At<'/messages/{seq}/reactions'>> = {},
  ): Reading<At<'/messages/{seq}/reactions'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages/{seq}/reactions', { ...one(room, seq), query })
  }

  votes(
    room: string,
    seq: number,
    query: Query<At<'/messages/{seq}/votes'>> = {},
  ): Reading<At<'/messages/{seq}/votes'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages/{seq}/votes', { ...one(room, seq), query })
  }

  /** Earlier wordings, for its author and admins. */
  versions(
    room: string,
    seq: number,
    query: Query<At<'/messages/{seq}/versions'>> = {},
  ): Reading<At<'/messages/{seq}/versions'>> {
    return this.http.get('/chatroom/{chatroom_name}/messages/{seq}/versions', { ...one(room, seq), query })
  }

  star(room: string, seq: number): Promise<undefined> {
    return this.http.put('/chatroom/{chatroom_name}/messages/{seq}/star', one(room, seq))
  }

  unstar(room: string, seq: number): Promise<undefined> {
    return this.http.delete('/chatroom/{chatroom_name}/messages/{seq}/star', one(room, seq))
  }

  starred(query: Query<'/starred'> = {}): Reading<'/starred'> {
    return this.http.get('/starred', { query })
  }
}
