// What the side of the page shows: the chats or something in their place, what is searched for, and which chats are picked out.
import { signal } from '@preact/signals'
import type { Chatroom } from '../shared/wire'

export type View = 'chats' | 'archived' | 'starred' | 'discover'

export const view = signal<View>('chats')
/** What is typed into the search. */
export const query = signal('')
export const filter = signal<Filter>('all')
/** The chat that Tab leads to; the arrow keys go on from it. */
export const active = signal<string | undefined>(undefined)

export const FILTERS = {
  all: { label: 'All', empty: 'No chats yet. Start one, or discover groups.', has: () => true },
  unread: {
    label: 'Unread',
    empty: 'No unread chats.',
    has: ({ me }: Chatroom) => (me?.unread ?? 0) > 0,
  },
  favourites: {
    label: 'Favourites',
    empty: 'No favourites yet. Add one in the menu of a chat.',
    has: ({ me }: Chatroom) => me?.favourite === true,
  },
  groups: { label: 'Groups', empty: 'No groups yet.', has: ({ kind }: Chatroom) => kind === 'group' },
} as const

export type Filter = keyof typeof FILTERS

/** Somebody else is at the page. */
export function resetSide(): void {
  view.value = 'chats'
  query.value = ''
  filter.value = 'all'
  active.value = undefined
}

/** As people see them: favourites above, each part by latest activity. */
export const inOrder = (rooms: readonly Chatroom[]): Chatroom[] => [
  ...rooms.filter(({ me }) => me?.favourite),
  ...rooms.filter(({ me }) => !me?.favourite),
]
