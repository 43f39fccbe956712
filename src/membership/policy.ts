// Who may do what in a chatroom: the one table. Its twin in SQL is src/database/functions/permission.sql.
import { ChatError } from '../common/errors.js'
import type { KeptSettings, Role, RoomSettings } from '../database/entities/index.js'

/** What somebody is in a room. */
export interface Standing {
  role: Role | null
  /** Until when they are silenced. */
  silencedUntil: Date | null
  /** In a direct chat: the other one has blocked them. */
  blocked: boolean
}

interface Rule {
  roles: readonly Role[]
  /** The setting that keeps it to owner and admins, where it says `admins`. */
  setting?: keyof {
    [Name in keyof RoomSettings as RoomSettings[Name] extends 'members' | 'admins' ? Name : never]: 1
  }
  /** Not while silenced. */
  speaks?: true
  /** Also in a direct chat with somebody who has blocked them. */
  whileBlocked?: true
  /** Changes who is in the room: not in a direct chat, which these two have for ever. */
  notInDirect?: true
  /** Whoever is outside is told that they may not, and not to enter. */
  notForStrangers?: true
}

const EVERYBODY: readonly Role[] = ['member', 'admin', 'owner']
const ADMINS: readonly Role[] = ['admin', 'owner']
const GOVERNING = { notInDirect: true, notForStrangers: true } as const

export const POLICY = {
  read: { roles: EVERYBODY, whileBlocked: true },
  list_members: { roles: EVERYBODY, whileBlocked: true },
  send: { roles: EVERYBODY, setting: 'who_can_send', speaks: true },
  forward: { roles: EVERYBODY, setting: 'who_can_send', speaks: true },
  /** Of what one has said oneself. */
  edit: { roles: EVERYBODY },
  react: { roles: EVERYBODY },
  pin: { roles: EVERYBODY, setting: 'who_can_pin' },
  leave: { roles: EVERYBODY, notInDirect: true },
  /** Adds people, and makes invites. */
  invite: { roles: EVERYBODY, setting: 'who_can_invite', notInDirect: true },
  /** Deletes what others have said, reads what it said before it was edited, silences, removes and bans members, lets people in. */
  moderate: { roles: ADMINS, ...GOVERNING },
  update: { roles: ADMINS, ...GOVERNING },
  /** Makes admins and members, and hands the room over. */
  manage: { roles: ['owner'], ...GOVERNING },
  delete: { roles: ['owner'], ...GOVERNING },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof POLICY
export type Permission = 'granted' | 'not_a_member' | 'forbidden' | 'muted'

/** @param at by which time somebody may be silenced no more */
export function permission(
  { role, silencedUntil, blocked }: Standing,
  settings: KeptSettings,
  action: Action,
  at: Date,
): Permission {
  const rule: Rule = POLICY[action]
  if (role === null) return rule.notForStrangers ? 'forbidden' : 'not_a_member'
  if (blocked && !rule.whileBlocked) return 'forbidden'
  if (rule.notInDirect && settings.direct) return 'forbidden'
  const roles = rule.setting && settings[rule.setting] === 'admins' ? ADMINS : rule.roles
  if (!roles.includes(role)) return 'forbidden'
  return rule.speaks && role === 'member' && silencedUntil && silencedUntil > at ? 'muted' : 'granted'
}

/** @throws ChatError `not_a_member`, `forbidden` or `muted` */
export function assertAllowed(access: Standing & { settings: KeptSettings }, action: Action): void {
  const answer = permission(access, access.settings, action, new Date())
  if (answer === 'granted') return
  if (answer === 'muted') throw muted(access.silencedUntil!)
  if (answer === 'not_a_member') throw new ChatError(answer, 'Enter this chatroom first.')
  throw new ChatError(answer, whyNot(access, action))
}

export const muted = (until: Date): ChatError =>
  new ChatError('muted', `You are silenced in this chatroom until ${until.toISOString()}.`)

function whyNot({ blocked, settings }: Standing & { settings: KeptSettings }, action: Action): string {
  const { roles, setting, notInDirect }: Rule = POLICY[action]
  if (settings.direct && notInDirect)
    return 'Not in a direct chat: it has these two members for ever, and nobody governs it.'
  if (blocked) return 'They do not take messages from you.'
  if (setting && settings[setting] === 'admins')
    return `Only owner and admins may do this here (the setting ${setting}).`
  return `Only ${roles.toReversed().join(' and ')} may do this.`
}
