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
      return [sender, ' lifted the ban on ', whom]
    case 'muted':
      return [sender, ' silenced ', whom, end]
    case 'unmuted':
      return [sender, ' let ', whom, ' speak again']
    case 'role':
      return roleParts(entry)
    default:
      return [sender, ` ${changesInWords(entry)}`]
  }
}

function roleParts({ sender = NOBODY, user: whom = sender, role }: Message): Part[] {
  if (role === 'owner') return [sender, ' handed the room to ', whom]
  // Who hands it over is an admin then.
  if (whom.id === sender.id) return [sender, ` became ${role === 'admin' ? 'an admin' : 'a member'}`]
  return [sender, ' made ', whom, role === 'admin' ? ' an admin' : ' a member again']
}

type SettingWords = { [Name in keyof RoomSettings]: (value: RoomSettings[Name]) => string }

const SETTINGS: SettingWords = {
  who_can_send: (who) => (who === 'admins' ? 'let only admins write' : 'let everybody write'),
  who_can_invite: (who) => (who === 'admins' ? 'let only admins add people' : 'let everybody add people'),
  who_can_pin: (who) => (who === 'admins' ? 'let only admins pin messages' : 'let everybody pin messages'),
  join: (how) => (how === 'approval' ? 'had newcomers ask first' : 'let newcomers in without asking'),
  history: (what) =>
    what === 'all' ? 'showed newcomers what was before' : 'hid from newcomers what was before',
  slow_mode: (pause) => (pause > 0 ? `set slow mode to ${duration(pause)}` : 'turned slow mode off'),
  disappear_after: (after) =>
    after ? `let messages disappear after ${duration(after)}` : 'let messages stay for good',
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
    description !== undefined && (description ? 'changed the description' : 'took the description away'),
    avatar_url !== undefined && (avatar_url ? 'changed the picture' : 'took the picture away'),
    visibility && `made the room ${visibility}`,
    max_members && `made room for ${max_members.toLocaleString('en')}`,
    ...(Object.keys(SETTINGS) as (keyof RoomSettings)[]).map((name) => wordsOf(name, settings)),
  ].filter(Boolean)
  return words.join(', ') || 'changed the room'
}

/** Who I am is “you”. */
export const nameIn = (person: Person, first: boolean): string =>
  person.id !== user.value?.id ? nameOf(person) : first ? 'You' : 'you'

/** All of it in one line. */
export const eventInWords = (entry: Message): string =>
  partsOf(entry)
    .map((part, place) => (typeof part === 'string' ? part : isolated(nameIn(part, place === 0))))
    .join('')
