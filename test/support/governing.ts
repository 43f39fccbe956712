// What owner and admins do with a room and its members, and what they see of it.
import { Client } from 'pg'
import { must, type Person } from './people.js'
import { at, type Answer } from './rest.js'
import type { Server } from './server.js'
import type { Invite, Member, MemberList } from './wire.js'

/** Changes a room's settings, or whether it is to be seen. */
export async function settle(
  by: Person,
  room: string,
  { visibility, ...settings }: Record<string, unknown> & { visibility?: string },
): Promise<void> {
  must(await by.api.patch(at('/chatroom', room), { visibility, settings }), 200)
}

/** Lets what has an end in a room, a ban or a silence, have been over for a second. */
export async function endNow(
  server: Server,
  room: string,
  [table, column]: ['bans', 'until'] | ['members', 'silenced_until'] | ['invites', 'expires_at'],
): Promise<void> {
  const client = new Client(server.databaseUrl)
  await client.connect()
  await client.query(
    `UPDATE ${table} SET ${column} = now() - interval '1 s'
      WHERE ${column} IS NOT NULL AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $1)`,
    [room],
  )
  await client.end()
}

/** Somebody who is not in a room asks to be let in; then it is open again. */
export async function askToEnter(by: Person, room: string, who: Person): Promise<void> {
  await settle(by, room, { join: 'approval' })
  must(await who.api.post(at('/enter-chatroom', room)), 202)
  await settle(by, room, { join: 'open' })
}

/** The address of somebody in a room's list. */
export const memberAt = (room: string, who: Person, list = 'members'): string =>
  at('/chatroom', room, `/${list}/${who.user.username}`)

export const add = (by: Person, room: string, who: Person): Promise<Answer<Member>> =>
  by.api.put<Member>(memberAt(room, who))

export const change = (
  by: Person,
  room: string,
  who: Person,
  body: { role?: string; muted_until?: string | null },
): Promise<Answer<Member>> => by.api.patch<Member>(memberAt(room, who), body)

export const remove = (by: Person, room: string, who: Person): Promise<Answer<undefined>> =>
  by.api.delete(memberAt(room, who))

export const ban = (
  by: Person,
  room: string,
  who: Person,
  body?: { until?: string; reason?: string },
): Promise<Answer<unknown>> => by.api.put(memberAt(room, who, 'bans'), body)

export const unban = (by: Person, room: string, who: Person): Promise<Answer<undefined>> =>
  by.api.delete(memberAt(room, who, 'bans'))

export const makeAdmin = async (owner: Person, room: string, who: Person): Promise<Member> =>
  must(await change(owner, room, who, { role: 'admin' }), 200)

export async function invite(
  by: Person,
  room: string,
  body: { max_uses?: number; expires_in?: number } = {},
): Promise<Invite> {
  return must(await by.api.post<Invite>(at('/chatroom', room, '/invites'), body), 201)
}

export const useInvite = (who: Person, code: string): Promise<Answer<Member>> =>
  who.api.post<Member>(`/invites/${code}`)

/** Everybody's username and role, in the order in which they came. */
export async function rolesIn(by: Person, room: string): Promise<[string, string][]> {
  const { members } = must(
    await by.api.get<MemberList>(at('/chatroom', room, '/members'), { limit: 100 }),
    200,
  )
  return members.map(({ user, role }) => [user.username, role])
}

/** Seconds from now, as a time on the wire. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()

export const personIn = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })
