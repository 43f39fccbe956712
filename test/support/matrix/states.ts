// What somebody can be to a room, what rooms there are, and what the contract lets whom do where: written down anew, so that a slip
// in the server's own table is a difference.
import type { Code } from '../wire.js'

/** `owner` comes last: their rows end the room. */
export const STATES = [
  'nobody',
  'ended',
  'stranger',
  'asked',
  'invited',
  'left',
  'removed',
  'banned',
  'member',
  'muted',
  'blocked',
  'admin',
  'owner',
] as const
export type State = (typeof STATES)[number]

export const KINDS = ['public', 'private', 'direct'] as const
export type Kind = (typeof KINDS)[number]

export interface Settings {
  who_can_send: 'members' | 'admins'
  who_can_invite: 'members' | 'admins'
  who_can_pin: 'members' | 'admins'
  history: 'all' | 'since_joined'
  join: 'open' | 'approval'
}

export const LOOSE: Settings = {
  who_can_send: 'members',
  who_can_invite: 'members',
  who_can_pin: 'members',
  history: 'all',
  join: 'open',
}
export const STRICT: Settings = {
  who_can_send: 'admins',
  who_can_invite: 'admins',
  who_can_pin: 'admins',
  history: 'since_joined',
  join: 'approval',
}

/** Every combination of the settings, but that `join` goes with `who_can_invite`. */
export const ALL_SETTINGS: Settings[] = Array.from({ length: 16 }, (_, bits) => {
  const chosen = (bit: number) => (bits & (1 << bit) ? STRICT : LOOSE)
  return {
    who_can_send: chosen(0).who_can_send,
    who_can_invite: chosen(1).who_can_invite,
    who_can_pin: chosen(2).who_can_pin,
    history: chosen(3).history,
    join: chosen(1).join,
  }
})

/** Somebody before a room. */
export interface Standing {
  state: State
  kind: Kind
  settings: Settings
}

/** What something needs that is done in a room. */
export type Need = 'see' | 'read' | 'send' | 'change' | 'pin' | 'leave' | 'invite' | 'moderate' | 'own'

/** A status of success, or the code of a refusal. */
export type Cell = number | Code

const GROUP_MEMBERS: readonly State[] = ['member', 'muted', 'blocked', 'admin', 'owner']
/** Nobody is more than a member of a direct chat, nor silenced in it. */
const DIRECT_MEMBERS: readonly State[] = ['member', 'blocked']

export const isIn = ({ state, kind }: Standing): boolean =>
  (kind === 'direct' ? DIRECT_MEMBERS : GROUP_MEMBERS).includes(state)

export const isSignedIn = ({ state }: Standing): boolean => state !== 'nobody' && state !== 'ended'

export const governs = ({ state, kind }: Standing): boolean =>
  kind !== 'direct' && (state === 'admin' || state === 'owner')

/** Whether a private room is there for them. */
export const sees = (who: Standing): boolean => isSignedIn(who) && (who.kind === 'public' || isIn(who))

/** Whether they may read what lies before all but the owner and those who went again have come in. */
export const readsPast = (who: Standing): boolean =>
  isIn(who) && (who.kind === 'direct' || who.settings.history === 'all' || who.state === 'owner')

/** Why they may not; undefined where they may. */
export function refusal(need: Need, who: Standing): Code | undefined {
  const { state, kind, settings } = who
  if (!isSignedIn(who)) return 'unauthenticated'
  if (!sees(who)) return 'chatroom_not_found'
  if (need === 'see') return undefined
  if (!isIn(who)) return need === 'moderate' || need === 'own' ? 'forbidden' : 'not_a_member'
  if (need === 'read') return undefined
  if (kind === 'direct') {
    const fixed: Need[] = ['leave', 'invite', 'moderate', 'own']
    return state === 'blocked' || fixed.includes(need) ? 'forbidden' : undefined
  }
  return inGroup(need, state, settings)
}

function inGroup(need: Need, state: State, settings: Settings): Code | undefined {
  const above = state === 'admin' || state === 'owner'
  const kept = (setting: 'who_can_send' | 'who_can_invite' | 'who_can_pin') =>
    settings[setting] === 'admins' && !above ? ('forbidden' as const) : undefined
  if (need === 'send') return kept('who_can_send') ?? (state === 'muted' ? 'muted' : undefined)
  if (need === 'invite') return kept('who_can_invite')
  if (need === 'pin') return kept('who_can_pin')
  if (need === 'moderate') return above ? undefined : 'forbidden'
  if (need === 'own') return state === 'owner' ? undefined : 'forbidden'
  return undefined
}
