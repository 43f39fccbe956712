// What people do with rooms, over HTTP: each answers as the server does, be it a refusal. What owner and admins do to members is
// governing.ts.
import type { Person } from './people.js'
import { at, type Answer } from './rest.js'
import type { Chatroom, Invite, Member, Problem } from './wire.js'

export { add, ban, change, remove, unban, useInvite } from './governing.js'

export type Tried<Body> = Promise<Answer<Body>>

/** The code of a refusal, else the status. */
export const outcomeOf = ({ status, body }: Answer<unknown>): string =>
  status < 300 ? String(status) : ((body as Problem | undefined)?.code ?? String(status))

export const enterRoom = (who: Person, room: string): Tried<Member> =>
  who.api.post(at('/enter-chatroom', room))

export const leaveRoom = (who: Person, room: string): Tried<unknown> =>
  who.api.post(at('/leave-chatroom', room))

export const inviteTo = (by: Person, room: string, given: object = {}): Tried<Invite> =>
  by.api.post(at('/chatroom', room, '/invites'), given)

export const changeRoom = (by: Person, room: string, given: object): Tried<Chatroom> =>
  by.api.patch(at('/chatroom', room), given)

export const createRoom = (by: Person, name: string, given: object = {}): Tried<Chatroom> =>
  by.api.post('/chatroom/create', { name, max_members: 1000, ...given })

export const openDirect = (by: Person, whom: Person): Tried<Chatroom> =>
  by.api.post(`/direct/${whom.user.username}`)

export const block = (by: Person, whom: Person): Tried<unknown> => by.api.put(`/blocks/${whom.user.username}`)
