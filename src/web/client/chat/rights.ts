// What I may do in a room, as its settings and my role say. The server has the last word.
import type { Chatroom, Role, RoomSettings } from '../shared/wire'

const RANKS: readonly Role[] = ['member', 'admin', 'owner']

type Room = Pick<Chatroom, 'kind' | 'role' | 'settings'> | undefined

export const isAdmin = (room: Room): boolean => room?.role === 'owner' || room?.role === 'admin'

/** What a setting may keep to owner and admins. */
export const mayDo = (
  room: Room,
  what: keyof Pick<RoomSettings, 'who_can_send' | 'who_can_invite' | 'who_can_pin'>,
): boolean => !!room?.role && (isAdmin(room) || room.settings[what] === 'members')

/** Adds people, and makes invites. A direct chat has its two members for ever. */
export const mayInvite = (room: Room): boolean => room?.kind === 'group' && mayDo(room, 'who_can_invite')

/** Looks after the room: its settings, who comes in, who is silenced or sent away. */
export const mayGovern = (room: Room): boolean => room?.kind === 'group' && isAdmin(room)

export const outranks = (mine: Role | null | undefined, theirs: Role): boolean =>
  mine !== null && mine !== undefined && mine !== 'member' && RANKS.indexOf(mine) > RANKS.indexOf(theirs)
