// Who may do what in a room, written down anew, so that a slip in the table is a difference.
import type { KeptSettings } from '../../src/database/entities/index.js'
import type { Action, Permission, Standing } from '../../src/membership/policy.js'

const DAY = 86_400_000

/** What somebody can be to a room; `kept`: in one whose setting leaves the action to admins. */
export const STATES = [
  'owner',
  'admin',
  'member',
  'stranger',
  'silenced member',
  'silenced admin',
  'no longer silenced member',
  'kept admin',
  'kept member',
  'direct member',
  'blocked direct member',
] as const
export type State = (typeof STATES)[number]

const all = (verdict: Permission, besides: Partial<Record<State, Permission>> = {}) =>
  ({ ...Object.fromEntries(STATES.map((state) => [state, verdict])), ...besides }) as Record<
    State,
    Permission
  >

const OUTSIDE = { stranger: 'not_a_member' } as const
const BLOCKED = { ...OUTSIDE, 'blocked direct member': 'forbidden' } as const
const NOT_IN_DIRECT = { ...BLOCKED, 'direct member': 'forbidden' } as const
const SENDING = { ...BLOCKED, 'silenced member': 'muted', 'kept member': 'forbidden' } as const

const ADMINS = {
  owner: 'granted',
  admin: 'granted',
  'silenced admin': 'granted',
  'kept admin': 'granted',
} as const

export const EXPECTED: Record<Action, Record<State, Permission>> = {
  read: all('granted', OUTSIDE),
  list_members: all('granted', OUTSIDE),
  send: all('granted', SENDING),
  forward: all('granted', SENDING),
  edit: all('granted', BLOCKED),
  react: all('granted', BLOCKED),
  pin: all('granted', { ...BLOCKED, 'kept member': 'forbidden' }),
  leave: all('granted', NOT_IN_DIRECT),
  invite: all('granted', { ...NOT_IN_DIRECT, 'kept member': 'forbidden' }),
  moderate: all('forbidden', ADMINS),
  update: all('forbidden', ADMINS),
  manage: all('forbidden', { owner: 'granted' }),
  delete: all('forbidden', { owner: 'granted' }),
}

/** The setting that leaves an action to admins. */
export const settingOf = (action: Action): keyof KeptSettings | undefined =>
  (
    ({ send: 'who_can_send', forward: 'who_can_send', pin: 'who_can_pin', invite: 'who_can_invite' }) as const
  )[action as 'send']

/** Somebody in such a state, and the settings of the room. */
export function standing(
  state: State,
  setting?: keyof KeptSettings,
): { who: Standing; settings: KeptSettings } {
  const role = (['owner', 'admin', 'member'] as const).find((each) => state.endsWith(each)) ?? null
  const days = state.startsWith('silenced') ? 1 : state.startsWith('no longer') ? -1 : undefined
  return {
    who: {
      role,
      silencedUntil: days === undefined ? null : new Date(Date.now() + days * DAY),
      blocked: state.startsWith('blocked'),
    },
    settings: {
      ...(state.startsWith('kept') && setting && { [setting]: 'admins' }),
      ...(state.includes('direct') && { direct: true as const }),
    },
  }
}
