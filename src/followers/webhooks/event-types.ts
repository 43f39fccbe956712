// Which events a webhook may ask for, and whether one is among them.
import { EVENTS } from '../../membership/events.view.js'
import { KINDS, SAID_VIEWS, VIEWS } from '../../messaging/kinds/index.js'
import type { PlacedEvent } from '../event-feed.js'

const typesOf = (start: string, types: readonly string[]): string[] => types.map((type) => `${start}.${type}`)

/** Every type of event that there is. */
export const EVENT_TYPES: readonly string[] = [
  ...new Set([
    ...typesOf(
      'message',
      [...KINDS, ...SAID_VIEWS, ...VIEWS].map(({ type }) => type),
    ),
    ...typesOf('message', ['expired', 'unseen']),
    ...typesOf(
      'member',
      EVENTS.map(({ type }) => type),
    ),
    ...typesOf('chatroom', ['created', 'deleted']),
    ...typesOf('user', ['created', 'updated', 'erased']),
    ...typesOf('report', ['created', 'closed']),
  ]),
].filter((type) => type !== 'message.forward')

/** What may stand for several of them. */
export const EVENT_GROUPS: readonly string[] = [
  '*',
  'message.*',
  'member.*',
  'chatroom.*',
  'user.*',
  'report.*',
]

/** What a webhook wants. */
export interface Filter {
  events: readonly string[]
  /** Names; null for all. */
  chatrooms: readonly string[] | null
}

export function isWanted({ events, chatrooms }: Filter, { event, room }: PlacedEvent): boolean {
  const [group] = event.type.split('.')
  if (!events.some((each) => each === event.type || each === '*' || each === `${group}.*`)) return false
  return chatrooms === null || (room !== undefined && chatrooms.includes(room.name))
}
