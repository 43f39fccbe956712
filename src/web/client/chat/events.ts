// What became of a room and its members, in plain words.
import { NOBODY, nameOf, type Message, type Person, type RoomSettings } from '../shared/wire'
import { user } from './me'
import { duration, isolated, moment } from './times'

/** A sentence in parts: words, and people, who are named apart from them. */
type Part = string | Person

export function partsOf(entry: Message): Part[] {
  const { type, sender = NOBODY, by, user: whom = sender, until } = entry
  const end = until ? ` until ${moment(new Date(until))}` : ''
  switch (type) {
    case 'joined':
      return by && by.id !== sender.id ? [by, ' added ', sender] : [sender, ' joined']
    case 'left':
      return [sender, ' left']
    case 'removed':
      return [sender, ' removed ', whom]
    case 'banned':
      return [sender, ' banned ', whom, end]
    case 'unbanned':
      return [sender, ' unbanned ', whom]
    case 'muted':
      return [sender, ' silenced ', whom, end]
    case 'unmuted':
      return [sender, ' unsilenced ', whom]
    case 'role':
      return roleParts(entry)
    default:
      return [sender, ` ${changesInWords(entry)}`]
  }
}

function roleParts({ sender = NOBODY, user: whom = sender, role }: Message): Part[] {
  if (role === 'owner') return [sender, ' made ', whom, ' the owner']
  // Who hands it over is an admin then.
  if (whom.id === sender.id) return [sender, ` became ${role === 'admin' ? 'an admin' : 'a member'}`]
  return [sender, ' made ', whom, role === 'admin' ? ' an admin' : ' a member']
}

type SettingWords = { [Name in keyof RoomSettings]: (value: RoomSettings[Name]) => string }

const SETTINGS: SettingWords = {
  who_can_send: (who) =>
    who === 'admins' ? 'allowed only admins to send messages' : 'allowed all members to send messages',
  who_can_invite: (who) =>
    who === 'admins' ? 'allowed only admins to add members' : 'allowed all members to add members',
  who_can_pin: (who) =>
    who === 'admins' ? 'allowed only admins to pin messages' : 'allowed all members to pin messages',
  join: (how) =>
    how === 'approval' ? 'turned on approval of new members' : 'turned off approval of new members',
  history: (what) =>
    what === 'all' ? 'showed earlier messages to new members' : 'hid earlier messages from new members',
  slow_mode: (pause) => (pause > 0 ? `set slow mode to ${duration(pause)}` : 'turned slow mode off'),
  disappear_after: (after) =>
    after ? `turned on disappearing messages (${duration(after)})` : 'turned off disappearing messages',
}

function wordsOf<Name extends keyof RoomSettings>(
  name: Name,
  settings: Partial<RoomSettings>,
): string | false {
  const value = settings[name]
  return value !== undefined && SETTINGS[name](value)
}

function changesInWords({ changes = {} }: Message): string {
  const { description, visibility, max_members, avatar_url, settings = {} } = changes
  const words = [
    description !== undefined && (description ? 'changed the description' : 'removed the description'),
    avatar_url !== undefined && (avatar_url ? 'changed the photo' : 'removed the photo'),
    visibility && `made the group ${visibility}`,
    max_members && `set the maximum to ${max_members.toLocaleString()} members`,
    ...(Object.keys(SETTINGS) as (keyof RoomSettings)[]).map((name) =>
      wordsOf(name, settings as Partial<RoomSettings>),
    ),
  ].filter(Boolean)
  return words.join(', ') || 'changed the group'
}

/** Who I am is “you”. */
export const nameIn = (person: Person, first: boolean): string =>
  person.id !== user.value?.id ? nameOf(person) : first ? 'You' : 'you'

/** All of it in one line. */
export const eventInWords = (entry: Message): string =>
  partsOf(entry)
    .map((part, place) => (typeof part === 'string' ? part : isolated(nameIn(part, place === 0))))
    .join('')
