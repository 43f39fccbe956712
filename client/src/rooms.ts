// Chatrooms over REST: found, made, entered, governed and left. What one is in and what is said there is live, see Room.
import type { AnswerOf, Http, RequestOf } from './http.js'

const ROOM = '/chatroom/{chatroom_name}'
const MEMBERS = '/chatroom/{chatroom_name}/members'
const MEMBER = '/chatroom/{chatroom_name}/members/{username}'
const INVITES = '/chatroom/{chatroom_name}/invites'
const BAN = '/chatroom/{chatroom_name}/bans/{username}'
const REPORT = '/chatroom/{chatroom_name}/reports/{seq}'

type Query<P extends Parameters<Http['get']>[0]> = RequestOf<P, 'get'>['query']
type Body<
  P extends keyof import('./types/openapi.js').paths,
  M extends 'post' | 'put' | 'patch',
> = NonNullable<RequestOf<P, M>['body']>

const at = (chatroom_name: string) => ({ path: { chatroom_name } })
const whom = (chatroom_name: string, username: string) => ({ path: { chatroom_name, username } })
const asking = <Q>(query: Q | undefined) => (query === undefined ? {} : { query })

/** Every method throws ChatError. */
export class Rooms {
  constructor(private readonly http: Http) {}

  /** Public rooms and one's own, newest first. @param query `q`: how its name begins */
  list(query?: Query<'/list-chatroom'>): Promise<AnswerOf<'/list-chatroom', 'get'>> {
    return this.http.get('/list-chatroom', asking(query))
  }

  /** One's own, latest activity first: a page of what `inbox.rooms` has live. */
  inbox(query?: Query<'/inbox'>): Promise<AnswerOf<'/inbox', 'get'>> {
    return this.http.get('/inbox', asking(query))
  }

  get(name: string): Promise<AnswerOf<typeof ROOM, 'get'>> {
    return this.http.get(ROOM, at(name))
  }

  create(room: Body<'/chatroom/create', 'post'>): Promise<AnswerOf<'/chatroom/create', 'post'>> {
    return this.http.post('/chatroom/create', { body: room })
  }

  change(name: string, changes: Body<typeof ROOM, 'patch'>): Promise<AnswerOf<typeof ROOM, 'patch'>> {
    return this.http.patch(ROOM, { ...at(name), body: changes })
  }

  delete(name: string): Promise<undefined> {
    return this.http.delete(ROOM, at(name))
  }

  /** The chat of two people: the same one, whoever opens it and however often. */
  direct(username: string): Promise<AnswerOf<'/direct/{username}', 'post'>> {
    return this.http.post('/direct/{username}', { path: { username } })
  }

  /** @returns what one is there, or that owner and admins are asked first */
  enter(name: string): Promise<AnswerOf<'/enter-chatroom/{chatroom_name}', 'post'>> {
    return this.http.post('/enter-chatroom/{chatroom_name}', at(name))
  }

  leave(name: string): Promise<undefined> {
    return this.http.post('/leave-chatroom/{chatroom_name}', at(name))
  }

  members(name: string, query?: Query<typeof MEMBERS>): Promise<AnswerOf<typeof MEMBERS, 'get'>> {
    return this.http.get(MEMBERS, { ...at(name), ...asking(query) })
  }

  /** Adds somebody, or lets in who has asked. */
  add(name: string, username: string): Promise<AnswerOf<typeof MEMBER, 'put'>> {
    return this.http.put(MEMBER, whom(name, username))
  }

  changeMember(
    name: string,
    username: string,
    changes: Body<typeof MEMBER, 'patch'>,
  ): Promise<AnswerOf<typeof MEMBER, 'patch'>> {
    return this.http.patch(MEMBER, { ...whom(name, username), body: changes })
  }

  remove(name: string, username: string): Promise<undefined> {
    return this.http.delete(MEMBER, whom(name, username))
  }

  requests(
    name: string,
    query?: Query<'/chatroom/{chatroom_name}/requests'>,
  ): Promise<AnswerOf<'/chatroom/{chatroom_name}/requests', 'get'>> {
    return this.http.get('/chatroom/{chatroom_name}/requests', { ...at(name), ...asking(query) })
  }

  refuse(name: string, username: string): Promise<undefined> {
    return this.http.delete('/chatroom/{chatroom_name}/requests/{username}', whom(name, username))
  }

  bans(
    name: string,
    query?: Query<'/chatroom/{chatroom_name}/bans'>,
  ): Promise<AnswerOf<'/chatroom/{chatroom_name}/bans', 'get'>> {
    return this.http.get('/chatroom/{chatroom_name}/bans', { ...at(name), ...asking(query) })
  }

  ban(name: string, username: string, ban: Body<typeof BAN, 'put'> = {}): Promise<undefined> {
    return this.http.put(BAN, { ...whom(name, username), body: ban })
  }

  unban(name: string, username: string): Promise<undefined> {
    return this.http.delete(BAN, whom(name, username))
  }

  invites(name: string, query?: Query<typeof INVITES>): Promise<AnswerOf<typeof INVITES, 'get'>> {
    return this.http.get(INVITES, { ...at(name), ...asking(query) })
  }

  invite(name: string, invite: Body<typeof INVITES, 'post'> = {}): Promise<AnswerOf<typeof INVITES, 'post'>> {
    return this.http.post(INVITES, { ...at(name), body: invite })
  }

  revoke(name: string, code: string): Promise<undefined> {
    return this.http.delete('/chatroom/{chatroom_name}/invites/{code}', {
      path: { chatroom_name: name, code },
    })
  }

  /** What an invite leads to. */
  invitation(code: string): Promise<AnswerOf<'/invites/{code}', 'get'>> {
    return this.http.get('/invites/{code}', { path: { code } })
  }

  /** Comes in by an invite. */
  accept(code: string): Promise<AnswerOf<'/invites/{code}', 'post'>> {
    return this.http.post('/invites/{code}', { path: { code } })
  }

  /** How far each member is. */
  marks(
    name: string,
    query?: Query<'/chatroom/{chatroom_name}/marks'>,
  ): Promise<AnswerOf<'/chatroom/{chatroom_name}/marks', 'get'>> {
    return this.http.get('/chatroom/{chatroom_name}/marks', { ...at(name), ...asking(query) })
  }

  reports(
    name: string,
    query?: Query<'/chatroom/{chatroom_name}/reports'>,
  ): Promise<AnswerOf<'/chatroom/{chatroom_name}/reports', 'get'>> {
    return this.http.get('/chatroom/{chatroom_name}/reports', { ...at(name), ...asking(query) })
  }

  report(name: string, seq: number, reason: string): Promise<undefined> {
    return this.http.put(REPORT, { path: { chatroom_name: name, seq }, body: { reason } })
  }

  closeReports(name: string, seq: number): Promise<undefined> {
    return this.http.delete(REPORT, { path: { chatroom_name: name, seq } })
  }
}
