// Chatrooms over REST: found, made, entered, governed and left. What one is in and what is said there is live, see Room.
import type { BodyOf, Http, PathOf, QueryOf } from './http.js'

const ROOM = '/chatroom/{chatroom_name}'
const MEMBERS = '/chatroom/{chatroom_name}/members'
const MEMBER = '/chatroom/{chatroom_name}/members/{username}'
const REQUESTS = '/chatroom/{chatroom_name}/requests'
const INVITES = '/chatroom/{chatroom_name}/invites'
const BANS = '/chatroom/{chatroom_name}/bans'
const BAN = '/chatroom/{chatroom_name}/bans/{username}'
const REPORTS = '/chatroom/{chatroom_name}/reports'
const REPORT = '/chatroom/{chatroom_name}/reports/{seq}'
const MARKS = '/chatroom/{chatroom_name}/marks'

/** What names one room. */
export const at = (chatroom_name: string) => ({ path: { chatroom_name } })
const whom = (chatroom_name: string, username: string) => ({ path: { chatroom_name, username } })
/** What names one message. */
export const about = (chatroom_name: string, seq: number) => ({ path: { chatroom_name, seq } })

/** Makes what asks for a list of a room. */
export const listsOf =
  (http: Http) =>
  <P extends PathOf<'get'>>(path: P) =>
  (name: string, query: QueryOf<P> = {} as QueryOf<P>) =>
    http.get(path, { ...at(name), query } as object)

export type Rooms = ReturnType<typeof roomsOf>

/** Every method throws ChatError. */
export const roomsOf = (http: Http) => {
  const listOf = listsOf(http)

  return {
    /** Public rooms and one's own, newest first. @param query `q`: how its name begins */
    list: (query: QueryOf<'/list-chatroom'> = {}) => http.get('/list-chatroom', { query }),

    /** One's own, latest activity first: a page of what `client.inbox` has live. */
    inbox: (query: QueryOf<'/inbox'> = {}) => http.get('/inbox', { query }),

    get: (name: string) => http.get(ROOM, at(name)),

    create: (body: BodyOf<'/chatroom/create', 'post'>) => http.post('/chatroom/create', { body }),

    change: (name: string, body: BodyOf<typeof ROOM, 'patch'>) => http.patch(ROOM, { ...at(name), body }),

    delete: (name: string) => http.delete(ROOM, at(name)),

    /** The chat of two people: the same one, whoever opens it and however often. */
    direct: (username: string) => http.post('/direct/{username}', { path: { username } }),

    /** @returns what one is there, or that owner and admins are asked first */
    enter: (name: string) => http.post('/enter-chatroom/{chatroom_name}', at(name)),

    leave: (name: string) => http.post('/leave-chatroom/{chatroom_name}', at(name)),

    members: listOf(MEMBERS),

    /** Adds somebody, or lets in who has asked. */
    add: (name: string, username: string) => http.put(MEMBER, whom(name, username)),

    changeMember: (name: string, username: string, body: BodyOf<typeof MEMBER, 'patch'>) =>
      http.patch(MEMBER, { ...whom(name, username), body }),

    remove: (name: string, username: string) => http.delete(MEMBER, whom(name, username)),

    /** Who asks to come in. */
    requests: listOf(REQUESTS),

    refuse: (name: string, username: string) =>
      http.delete('/chatroom/{chatroom_name}/requests/{username}', whom(name, username)),

    bans: listOf(BANS),

    ban: (name: string, username: string, body: BodyOf<typeof BAN, 'put'> = {}) =>
      http.put(BAN, { ...whom(name, username), body }),

    unban: (name: string, username: string) => http.delete(BAN, whom(name, username)),

    invites: listOf(INVITES),

    invite: (name: string, body: BodyOf<typeof INVITES, 'post'> = {}) =>
      http.post(INVITES, { ...at(name), body }),

    revoke: (name: string, code: string) =>
      http.delete('/chatroom/{chatroom_name}/invites/{code}', { path: { chatroom_name: name, code } }),

    /** What an invite leads to. */
    invitation: (code: string) => http.get('/invites/{code}', { path: { code } }),

    /** Comes in by an invite. */
    accept: (code: string) => http.post('/invites/{code}', { path: { code } }),

    /** How far each member is. */
    marks: listOf(MARKS),

    reports: listOf(REPORTS),

    report: (name: string, seq: number, reason: string) =>
      http.put(REPORT, { ...about(name, seq), body: { reason } }),

    closeReports: (name: string, seq: number) => http.delete(REPORT, about(name, seq)),
  }
}
