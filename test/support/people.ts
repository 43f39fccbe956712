// Builders: people who are registered, and chatrooms that they are in. Every name is unique.
import { randomUUID } from 'node:crypto'
import { Api, api, at, type Answer } from './rest.js'
import { ADMIN_KEY, type Server } from './server.js'
import type { Chatroom, Member, Message, MessagePage, RoomSettings, Session, User } from './wire.js'

export const PASSWORD = 'correct horse battery'

/** Somebody who is signed in. */
export interface Person {
  user: User
  token: string
  refreshToken: string
  /** Calls as this person, on the server that registered them. */
  api: Api
}

/** A name that nobody else uses: `start` and eight random characters. */
export const unique = (start: string): string => `${start}-${randomUUID().slice(0, 8)}`

/** Fails with the whole answer unless it has the expected status. */
export function must<Body>(answer: Answer<Body>, status: number): Body {
  if (answer.status === status) return answer.body
  throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
}

export function personOf(server: Pick<Server, 'url'>, session: Session): Person {
  const { user, access_token: token, refresh_token: refreshToken } = session
  return { user, token, refreshToken, api: api(server, token) }
}

/** The same person, calling another server. */
export const personOn = (server: Pick<Server, 'url'>, person: Person): Person => ({
  ...person,
  api: api(server, person.token),
})

/** Somebody whom a backend has made: without a password, whose hash costs more than all else that a test does with them. */
export async function registered(server: Pick<Server, 'url'>, name = 'user'): Promise<Person> {
  const path = at('/admin/users', unique(name))
  const backend = api(server, ADMIN_KEY)
  must(await backend.put(path, { display_name: name }), 201)
  return personOf(server, must(await backend.post<Session>(`${path}/tokens`), 201))
}

/** Somebody who has registered, with PASSWORD. */
export async function signedUp(server: Pick<Server, 'url'>, name = 'user'): Promise<Person> {
  const body = { username: unique(name), password: PASSWORD, display_name: name }
  return personOf(server, must(await api(server).post<Session>('/auth/register', body), 201))
}

/** Several at once. */
export const crowd = (server: Server, count: number, name = 'user'): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => registered(server, name)))

/** Several who have registered, with PASSWORD. */
export const signedUpCrowd = (server: Server, count: number, name = 'user'): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => signedUp(server, name)))

export interface RoomOptions {
  name?: string
  max_members?: number
  visibility?: Chatroom['visibility']
  settings?: Partial<RoomSettings>
}

/** A chatroom of `owner`, which the others have entered in this order; answers its name. */
export async function roomWith(
  owner: Person,
  others: Person[] = [],
  { name = unique('room'), max_members = 1000, ...more }: RoomOptions = {},
): Promise<string> {
  must(await owner.api.post<Chatroom>('/chatroom/create', { name, max_members, ...more }), 201)
  for (const other of others) await enter(other, name)
  return name
}

export async function enter(person: Person, room: string): Promise<Member> {
  return must(await person.api.post<Member>(at('/enter-chatroom', room)), 200)
}

/** The direct chat of two people, opened if need be. */
export async function directWith(person: Person, other: Person): Promise<Chatroom> {
  const answer = await person.api.post<Chatroom>(at('/direct', other.user.username))
  return must(answer, answer.status === 200 ? 200 : 201)
}

export async function leave(person: Person, room: string): Promise<void> {
  must(await person.api.post(at('/leave-chatroom', room)), 204)
}

export async function say(person: Person, room: string, text: string): Promise<Message> {
  const body = { type: 'text', message: text }
  return must(await person.api.post<Message>(at('/send-message', room), body), 201)
}

/** The whole log of a room, or all after an entry, page by page. */
export async function logOf(person: Person, room: string, after = 0): Promise<Message[]> {
  const log: Message[] = []
  for (let more = true; more;) {
    const query = { after_seq: log.at(-1)?.seq ?? after, limit: 100 }
    const page = must(await person.api.get<MessagePage>(at('/chatroom', room, '/messages'), query), 200)
    log.push(...page.messages)
    more = page.has_more
  }
  return log
}

/** An entry as the log has it now. */
export async function entryAt(person: Person, room: string, seq: number): Promise<Message> {
  const query = { after_seq: seq - 1, limit: 1 }
  return must(await person.api.get<MessagePage>(at('/chatroom', room, '/messages'), query), 200).messages[0]!
}

/** The last entry of the log. */
export async function lastOf(person: Person, room: string): Promise<Message> {
  return must(await person.api.get<MessagePage>(at('/chatroom', room, '/messages'), { limit: 1 }), 200)
    .messages[0]!
}
